import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


def fold(text):
    """Small letters without marks, one space between words: `"Mënyra Si"` and `"menyra  si"` become the same."""
    marks_apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(char for char in marks_apart if not unicodedata.combining(char))
    return " ".join(WORD.findall(plain))
