"""Short plain texts made from long marked-up ones."""

import re

from bs4 import BeautifulSoup

PARTS = ["p", "li", "ul", "ol", "h2", "h3", "h4", "tr", "div"]
CELLS = ["td", "th"]
PART_END, CELL_END = "\x1e", "\x1f"
WORDS_PER_MINUTE = 200
SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*(?=\s|$)")
SHORTEST_SENTENCE = 60
MARKS = re.compile(f"[<&{PART_END}{CELL_END}]")
# Paragraphs without markup or entities in them, as Wagtail's editor writes them.
PARAGRAPH = re.compile(r'<p(?: data-block-key="\w+")?>([^<&]*)</p>')
PARAGRAPHS = re.compile(rf"(?:{PARAGRAPH.pattern})+")
ENDED = re.compile(r"[.!?…:;,]['\"”’)]*$")


def plain_text(markup):
    """The words of some HTML, with one space between them and none before a full stop after a link.

    Items of a list become sentences, cells of a table stand apart: `"Një. Dy"`, `"Ora · 9–17"`.
    """
    if not markup or not MARKS.search(markup):
        return sentences([markup])
    if PARAGRAPHS.fullmatch(markup):
        return sentences(PARAGRAPH.findall(markup))  # what most texts are; a parser takes a hundred times as long
    soup = BeautifulSoup(markup, "html.parser")
    for tags, end in [(CELLS, CELL_END), (PARTS, PART_END), (["br"], " ")]:
        for part in soup.find_all(tags):
            part.append(end)
    for inner in soup.select("li > ul, li > ol"):
        inner.insert_before(PART_END)
    return sentences(cells(part.split(CELL_END)) for part in soup.get_text().split(PART_END))


def sentences(texts):
    """One line of texts that stand apart: each begins after the end of a sentence."""
    texts = [text for text in (" ".join((text or "").split()) for text in texts) if text]
    return " ".join([*(text if ENDED.search(text) else f"{text}." for text in texts[:-1]), *texts[-1:]])


def cells(texts):
    return " · ".join(text for text in (" ".join((text or "").split()) for text in texts) if text)


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
