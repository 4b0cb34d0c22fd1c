"""Files of share cards: written by several processes, perhaps at once, and read only when they are whole."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "cards"
PNG_END = b"IEND\xaeB`\x82"


def kept(name):
    """The bytes of a stored card, or None; also for one that somebody is still writing, or never finished."""
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except OSError:
        return None
    return data if data.endswith(PNG_END) else None


def keep(name, data):
    """Store a card. Of two processes at once the second one's is left out: both have drawn the same."""
    if default_storage.exists(name):
        default_storage.delete(name)  # kept() has found it unfinished
    stored = default_storage.save(name, ContentFile(data))
    if stored != name:
        default_storage.delete(stored)
