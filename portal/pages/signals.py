"""What portal.pages tells the rooms that it must not know."""

from django.dispatch import Signal

# A live page's content has changed: `page` (specific) and `languages`, the codes in which readers see something new.
content_changed = Signal()

# A draft was stored: `page` (with the values of the form) and `revision`.
revision_saved = Signal()

# Addresses moved: `old` and `new`, site-relative paths of a topic, company or author in one language.
subject_moved = Signal()
