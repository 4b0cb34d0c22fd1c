"""Matched words, marked in the accented original."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from portal.search.folding import fold

WORD = re.compile(r"[^\W_]+")


def marked(text, words):
    """`text`, escaped, with `<mark>` around every word that begins with one of the folded `words`.

    `marked("Mënyra & çelës", ["menyr"])` → `"<mark>Mënyra</mark> &amp; çelës"`, safe to show.
    """
    parts, end = [], 0
    for match in WORD.finditer(text):
        if any(fold(match[0]).startswith(word) for word in words):
            parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))
