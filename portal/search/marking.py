"""Matched words, marked in the accented original."""

import unicodedata

from django.utils.html import escape
from django.utils.safestring import mark_safe

from portal.search.folding import TOKEN, token_words


def marked(text, words):
    """`text`, escaped, with `<mark>` around every word that one of the folded `words` is.

    `words` are those of an Answer. `marked("TikTok-un & çelës", ["tiktok"])` →
    `"<mark>TikTok-un</mark> &amp; çelës"`, safe to show.
    """
    text = unicodedata.normalize("NFC", text)
    parts, end = [], 0
    for token in TOKEN.finditer(text):
        if any(word in words for word in token_words(token[0])):
            parts += [escape(text[end : token.start()]), f"<mark>{escape(token[0])}</mark>"]
            end = token.end()
    return mark_safe("".join([*parts, escape(text[end:])]))
