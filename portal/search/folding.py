"""Words as the index knows them: small letters without marks, told apart as readers type them."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
TOKEN = re.compile(r"[^\W_]+(?:[-‑–][^\W_]+)*")
HYPHEN = re.compile(r"[-‑–]")
LONGEST_WORD = 60
# What Albanian hangs on a foreign name with a hyphen: TikTok-un, iPhone-i, feedback-ut.
HYPHENED_ENDINGS = frozenset("a e i u n s t in it un ut en es et at ja ne se te ve sh esh ave eve".split())


def fold(text):
    """Small letters without marks, one space between words: `"Mënyra Si"` and `"menyra  si"` become the same."""
    return " ".join(WORD.findall(plain(text)))


def plain(text):
    marks_apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in marks_apart if not unicodedata.combining(char))


@lru_cache(maxsize=50_000)
def token_words(token):
    """The folded words that one token stands for, the telling one first.

    `"TikTok-un"` → `("tiktok",)`, `"e-mail"` → `("email", "mail")`, `"Çelës"` → `("celes",)`.
    """
    parts = [part for part in (fold(one) for one in HYPHEN.split(token)) if part]
    if len(parts) > 1 and parts[-1] in HYPHENED_ENDINGS:
        parts.pop()
    if len(parts) == 1:
        return (parts[0][:LONGEST_WORD],)
    whole = ["".join(parts)] if parts else []
    return tuple(word[:LONGEST_WORD] for word in [*whole, *parts] if len(word) > 1)


def without_ending(token):
    """`"TikTok-un"` → `"TikTok"`; other tokens as they are."""
    name, _hyphen, last = token.rpartition(HYPHEN.search(token)[0]) if HYPHEN.search(token) else (token, "", "")
    return name if fold(last) in HYPHENED_ENDINGS else token


def words_of(text):
    """All folded words of a text, in order and with repetitions."""
    return [word for token in TOKEN.findall(unicodedata.normalize("NFC", text)) for word in token_words(token)]
