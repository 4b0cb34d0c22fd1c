"""Reading a translator's file: what is wrong with it, and which texts it names."""

import re

import polib
from django.utils.translation import gettext as _

from portal.pages.excerpts import excerpt

LARGEST = 2 * 1000 * 1000  # bytes; Django takes 2.5 MiB of form data
LONGEST = 50_000  # lines; polib takes half a minute for the half million that fit into two megabytes
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class RefusedError(Exception):
    """Why a file is not taken: a sentence, and the texts that it is about."""

    def __init__(self, reason, details=()):
        super().__init__(reason)
        self.reason, self.details = reason, list(details)


def decoded(data):
    """The text of an uploaded file, which has to be UTF-8 and small."""
    if len(data) > LARGEST or data.count(b"\n") > LONGEST:
        raise RefusedError(_("The file is too large: two megabytes and 50 000 lines at most."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(_("The file is not in UTF-8. Save it again as a PO file in UTF-8.")) from None
    if UNWANTED.search(text):
        raise RefusedError(_("The file holds characters that no text has. It is damaged, or no PO file."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parsed(text):
    """The entries of a PO file. polib opens what names a file, so the text is kept from ever naming one."""
    try:
        file = polib.pofile(f"#\n{text}", encoding="utf-8")
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
        raise RefusedError(_("This is no PO file, or a damaged one.")) from None
    if not file.metadata.get("X-Kanal-Page"):
        raise RefusedError(_("This PO file was not made here: its header does not name a page."))
    return file


def matched(entries, exchange):
    """`{path: entry}` after a check that each names a text of ours, once, and has left the original as it was."""
    found = {}
    foreign = [entry for entry in entries if entry.msgctxt not in exchange.segments or entry.msgid_plural]
    if foreign:
        nameless = _("without a context")
        details = [f"{entry.msgctxt or nameless}: {excerpt(entry.msgid, 60)}" for entry in foreign]
        raise RefusedError(_("The file holds texts that this page does not have."), details)
    for entry in entries:
        if entry.msgctxt in found:
            raise RefusedError(_("The file holds a text twice."), [exchange.segments[entry.msgctxt].name])
        found[entry.msgctxt] = entry
    altered = [path for path, entry in found.items() if entry.msgid != exchange.segments[path].source]
    if altered:
        reason = _("Originals were altered in the file. Translate them, and leave them as they are.")
        raise RefusedError(reason, [exchange.segments[path].name for path in altered])
    return found


def has_present_originals(entries, exchange):
    """Whether an old file was brought up to date: programs that merge two files keep the old one's header."""
    theirs = [(entry.msgctxt, entry.msgid) for entry in entries]
    return len(theirs) == len(exchange.segments) and dict(theirs) == {
        path: segment.source for path, segment in exchange.segments.items()
    }


def changed_originals(entries, exchange):
    """The texts that are new, different or gone since a file was made."""
    theirs = {entry.msgctxt: entry.msgid for entry in entries}
    ours = exchange.segments
    different = [path for path in ours if path in theirs and theirs[path] != ours[path].source]
    changed = [_("changed: %s") % ours[path].name for path in different]
    added = [_("new: %s") % segment.name for path, segment in ours.items() if path not in theirs]
    gone = [_("gone: %s") % excerpt(text, 60) for path, text in theirs.items() if path not in ours]
    return changed + added + gone
