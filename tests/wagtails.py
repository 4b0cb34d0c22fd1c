"""Wagtail's own messages, as its English catalogues list them."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib


@cache
def wagtails_own():
    folder = Path(find_spec("wagtail").origin).parent
    paths = folder.glob("**/locale/en/LC_MESSAGES/django.po")
    return [entry for path in sorted(paths) for entry in polib.pofile(str(path))]
