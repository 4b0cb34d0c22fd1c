"""Words that differ only in their ending. No stemmer exists for Albanian, so a list of endings has to do.

A word has several `stems`, one for each ending that it may have; two words are forms of one when they share a stem.
That is forgiving where a list cannot know better (`telefon` ends like `raporto-n`), and `likeness` says how far to
trust it.
"""

from functools import lru_cache

SHORTEST_STEM = 3
NOUNS = "a e i u in it un ut en es et at ve ave eve esh ash ia ie ine ise ite ive ish ja je jen jes jet jeve"
VERBS = "o oj on oni ojne ojme ojme oje oi ova ohet ohen uar uara ua uan ur"
ENDINGS = {
    "sq": frozenset(f"{NOUNS} {VERBS}".split()),
    "en": frozenset("s es ed d ing er ers ion".split()),
}
# These belong to the word itself when no vowel comes before: video-n and llogari-ne, but telefon.
ENDINGS_AFTER_VOWELS = {"sq": frozenset("n s t ne se te ni jne".split())}
LONGEST_ENDING = 4
VOWELS = frozenset("aeiouy")
# What says nothing about a page; asked only when a query has nothing else.
STOP_WORDS = {
    "sq": frozenset(
        "e i te ne se me per si nga dhe ose qe nje ky kjo une ju ti ai ajo ka kam ke kane jam eshte u ta do po nuk ku"
        " kur mua im ime tim time pa mund duke mbi nen prej tek".split()
    ),
    "en": frozenset(
        "a an the of in on to for and or with from my me i is are was be do does how what can you your it at by"
        " that".split()
    ),
}


@lru_cache(maxsize=100_000)
def stems(word, language):
    """All that may be left of a word without its ending, the word itself included: a frozenset of folded words."""
    if not word.isalpha():
        return frozenset([word])
    cuts = range(1, min(LONGEST_ENDING, len(word) - SHORTEST_STEM) + 1)
    return frozenset([word, *(word[:-cut] for cut in cuts if is_ending(word[-cut:], word[-cut - 1], language))])


def is_ending(letters, letter_before, language):
    if letters in ENDINGS.get(language, ()):
        return True
    return letter_before in VOWELS and letters in ENDINGS_AFTER_VOWELS.get(language, ())


def likeness(word, other, stem):
    """How far two forms with a common stem mean the same, 0.5 to 0.95: less with each letter they do not share."""
    return max(0.5, 0.95 - 0.05 * (len(word) + len(other) - 2 * len(stem)))


def telling(words, language):
    """`words` without those that say nothing, unless nothing else is there."""
    stop_words = STOP_WORDS.get(language, frozenset())
    return [word for word in words if len(word) > 1 and word not in stop_words] or list(words)
