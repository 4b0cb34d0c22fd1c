"""From bytes, or what was pasted, to text; and what is refused before anybody looks at its sense."""

import codecs
import re

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.pages.languages import current

# What a form can bring: Django takes 2.5 MiB, and browsers send each line's end as two bytes.
LARGEST = 2_400_000  # bytes
MOST_LINES = 100_000
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
NO_TEXT = {b"PK\x03\x04": ".docx/.odt", b"\xd0\xcf\x11\xe0": ".doc", b"%PDF": ".pdf", b"{\\rtf": ".rtf"}
BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class RefusedError(Exception):
    """Why a text cannot be imported, in one sentence."""


def decoded(data, report):
    """The text of a file: UTF-8, or what Word writes (UTF-16, Windows-1252), which the report then says."""
    refuse_large(data)
    kind = next((name for start, name in NO_TEXT.items() if data.startswith(start)), "")
    if kind:
        raise RefusedError(_("This is a %(kind)s file. Save it as HTML or as plain text first.") % {"kind": kind})
    for encoding, name in encodings_of(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if name:
            report.unsure(gettext_noop("The file is not in UTF-8; it was read as %(encoding)s."), encoding=name)
        return tidied(text)
    raise RefusedError(_("The file is not a text that can be read: save it in UTF-8."))


def encodings_of(data):
    if data.startswith(BYTE_ORDER_MARKS):
        return [("utf-16", "UTF-16")]
    if b"\x00" in data:
        return [("utf-16-le", "UTF-16")] if data[1:400:2].count(0) > len(data[1:400:2]) // 2 else []
    return [("utf-8-sig", ""), ("cp1252", "Windows-1252")]


def refuse_large(data):
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES:
        limits = {"megabytes": LARGEST / 1_000_000, "lines": MOST_LINES}
        limits = {name: format_decimal(number, locale=current()) for name, number in limits.items()}
        raise RefusedError(_("The text is too large: %(megabytes)s MB and %(lines)s lines at most.") % limits)


def tidied(text):
    """Without signs that are not seen, with one sort of line end. Raises RefusedError where no word is left."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not re.search(r"\w", text):
        raise RefusedError(_("There is no text in it."))
    return text
