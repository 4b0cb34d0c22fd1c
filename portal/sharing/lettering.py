"""Text as a share card can draw it: only letters that the font has, shortened, and broken into balanced lines."""

import re
import unicodedata
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
LETTERS = frozenset((FONTS / "letters.txt").read_text(encoding="utf-8"))
OMITTED = "\0"  # stands for what the font cannot draw until the text around it is mended
OPENING, CLOSING, EITHER = "([{„«‹", ".,;:!?…)]}”»›", '“"‘'
# An omission with the space around it, and what stands on its two sides.
GAP = re.compile(rf"(^|[^\s{OMITTED}])([\s{OMITTED}]*{OMITTED}[\s{OMITTED}]*)($|[^\s{OMITTED}])")
EMPTY_PAIR = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}|[„“\"]\s*[“”\"]|«\s*»|‹\s*›|‘\s*’")


def drawable(text):
    """`"WhatsApp 👽!"` → `"WhatsApp!"`: without what the font has no glyph for, and without a trace of the gap."""
    composed = unicodedata.normalize("NFC", text)
    marked = "".join(letter if letter in LETTERS or letter.isspace() else OMITTED for letter in composed)
    if OMITTED in marked:
        while marked != (mended := GAP.sub(without_gap, marked)):
            marked = mended
        marked = EMPTY_PAIR.sub(" ", marked)
    return " ".join(marked.split())


def without_gap(match):
    before, gap, after = match.groups()
    opens = before in OPENING or (before in EITHER and match.string[: match.start()][-1:].strip() == "")
    joins = not before or not after or opens or after in CLOSING or not re.search(r"\s", gap)
    return before + ("" if joins else " ") + after


def has_words(text):
    """Whether a letter or digit is left to read."""
    return any(letter.isalnum() for letter in text)


def shortened(text, longest):
    """At most `longest` characters, cut after a word where there is one in the second half."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    if " " in cut[longest // 2 :] and text[longest - 1] != " ":
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:–-") + "…"


def balanced_lines(text, width_of, width):
    """The fewest lines that fit into `width`, of lengths as equal as they can be; `width_of(text)` measures one.

    A word that is wider than a line is broken.
    """
    words = [piece for word in text.split() for piece in pieces(word, width_of, width)]
    fewest = len(filled_lines(words, width_of, width))
    low, high = 0, width
    while high - low > 1:
        middle = (low + high) / 2
        widest = max(map(width_of, words))
        fits = middle >= widest and len(filled_lines(words, width_of, middle)) <= fewest
        low, high = (low, middle) if fits else (middle, high)
    return filled_lines(words, width_of, high)


def filled_lines(words, width_of, width):
    lines = []
    for word in words:
        if lines and width_of(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def pieces(word, width_of, width):
    """The word itself, or the parts that each fit into a line."""
    while len(word) > 1 and width_of(word) > width:
        end = next(end for end in range(len(word) - 1, 0, -1) if end == 1 or width_of(word[:end]) <= width)
        yield word[:end]
        word = word[end:]
    yield word
