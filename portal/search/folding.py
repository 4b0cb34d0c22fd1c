import re
import unicodedata

LONG_WORD = 6
ENDING = 2
WORD = re.compile(r"[^\W_]+")


def fold(text):
    """Small letters without marks, one space between words: `"Mënyra Si"` and `"menyra  si"` become the same."""
    marks_apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(char for char in marks_apart if not unicodedata.combining(char))
    return " ".join(WORD.findall(plain))


def search_stems(query):
    """The folded words of a query, long ones without their ending: `"drejtat"` finds "drejtave" and "drejta".

    Single letters (the Albanian "e") are left out unless there is nothing else.
    """
    words = fold(query).split()
    telling = [word for word in words if len(word) > 1] or words
    return [word[:-ENDING] if len(word) >= LONG_WORD else word for word in telling]
