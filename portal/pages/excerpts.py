"""Short plain texts made from long marked-up ones."""

import re

from bs4 import BeautifulSoup

BLOCK_TAGS = ["p", "li", "br", "h2", "h3", "h4", "td", "th", "div"]
WORDS_PER_MINUTE = 200
SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*(?=\s|$)")
SHORTEST_SENTENCE = 60


def plain_text(markup):
    """The words of some HTML, with one space between them and none before a full stop after a link."""
    soup = BeautifulSoup(markup or "", "html.parser")
    for block in soup.find_all(BLOCK_TAGS):
        block.append(" ")
    for inner in soup.select("li > ul, li > ol"):
        inner.insert_before(" ")
    return " ".join(soup.get_text().split())


def excerpt(text, length=250):
    """At most `length` characters that end with a sentence, or else with a word and an ellipsis."""
    text = " ".join((text or "").split())
    if len(text) <= length:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text[: length + 1]) if match.end() <= length]
    if ends and ends[-1] >= SHORTEST_SENTENCE:
        return text[: ends[-1]]
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def reading_minutes(text):
    """Whole minutes, at least one, that a reader needs at 200 words a minute."""
    return max(1, round(len(text.split()) / WORDS_PER_MINUTE))
