"""Short plain texts made from long marked-up ones."""

import re
from html.parser import HTMLParser

PARTS = {"p", "li", "ul", "ol", "h2", "h3", "h4", "tr", "div"}
CELLS = {"td", "th"}
LISTS = {"ul", "ol"}
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
        return sentences(PARAGRAPH.findall(markup))  # what most texts are
    reader = TextReader()
    reader.feed(markup)
    reader.close()
    return sentences(cells(part.split(CELL_END)) for part in "".join(reader.words).split(PART_END))


class TextReader(HTMLParser):
    """Gathers the text of HTML with marks where its parts and cells end. No tree is built: articles are read whole."""

    def __init__(self):
        super().__init__()
        self.words, self.items = [], 0

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.words.append(" ")
        elif tag == "li":
            self.items += 1
        elif tag in LISTS and self.items:  # the item's own words end where a list within it begins
            self.words.append(PART_END)

    def handle_endtag(self, tag):
        if tag in PARTS:
            self.words.append(PART_END)
        elif tag in CELLS:
            self.words.append(CELL_END)
        self.items -= tag == "li"

    def handle_data(self, data):
        self.words.append(data)


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
