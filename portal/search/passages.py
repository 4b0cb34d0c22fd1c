"""The piece of a page's own text that a result shows."""

import re
import unicodedata

from portal.pages.excerpts import excerpt
from portal.search.folding import TOKEN, token_words, without_ending

LENGTH = 200  # characters, about
BEFORE = 60
ADDRESS = re.compile(r"https?://\S+|www\.\S+")


def passage(entry, words):
    """About 200 characters around the place that holds most of the folded `words`; the beginning if none does."""
    best = (0, "", 0)
    for text in (entry.step, entry.body):
        text = unicodedata.normalize("NFC", text)
        places = matches(text, words)
        for start, _word in places:
            number = len({word for place, word in places if start <= place < start + LENGTH - BEFORE})
            best = max(best, (number, text, -start))
    number, text, start = best
    return cut(text, -start) if number else excerpt(entry.body or entry.step or entry.heading, LENGTH)


def matches(text, words):
    """`[(place, word)]` of all folded `words` in a text; those in a web address say nothing to a reader."""
    text = ADDRESS.sub(lambda address: " " * len(address[0]), text)
    tokens = ((token.start(), token_words(token[0])) for token in TOKEN.finditer(text))
    return [(start, word) for start, some in tokens for word in some if word in words]


def cut(text, start):
    """`text` from a little before `start` on, from word to word."""
    first = text.rfind(" ", 0, max(0, start - BEFORE)) + 1 if start > BEFORE else 0
    piece = text[first : first + LENGTH]
    if first + LENGTH < len(text):
        piece = piece.rsplit(" ", 1)[0].rstrip(" .,;:–-") + "…"
    return f"…{piece}" if first else piece


def spelt(word, text):
    """The folded `word` as `text` spells it, without an ending after a hyphen; the word itself if it is not there."""
    tokens = TOKEN.findall(unicodedata.normalize("NFC", text))
    return next((without_ending(token) for token in tokens if word in token_words(token)), word)
