"""Words that differ only in their ending. No stemmer exists for Albanian, so a list of endings has to do.

A word has several `stems`, one for each ending that it may have; two words are forms of one when they share a stem.
That is forgiving where a list cannot know better (`telefon` ends like `raporto-n`), and `likeness` says how far to
trust it.
"""

import re
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
SURE_STEM, SURE_ENDING = 5, 3
VOWELS = frozenset("aeiouy")
# The ë that falls out before an ending: numër, numri; çelës, çelsi.
FLEETING = {"sq": re.compile(r"(?<=[^aeiouy])e(?=[rlsn]$)")}
# Verbs that change within: the root that a word is looked up by, then the others (vjedh, vodha, vidhet).
CHANGING = {
    "sq": """
        vjedh vodh vidh
        flas fol flis flet
        shes shit shis
        heq hoq hiq
        dal dol del dil
        marr mor merr
        gjej gjet gjen
        nxjerr nxor nxirr
        hyj hyr hyn
    """
}
ROOTS = {
    language: {root: verb for verb, *roots in map(str.split, text.strip().splitlines()) for root in roots}
    for language, text in CHANGING.items()
}
# What says nothing about a page; asked only when a query has nothing else.
STOP_WORDS = {
    "sq": frozenset(
        "e i te ne se me per si nga dhe ose qe nje ky kjo une ju ti ai ajo ka kam ke kane jam eshte u ta do po nuk ku"
        " kur mua im ime tim time pa mund duke mbi nen prej tek kush cili cila cilet cilat cfare pse sa dot qysh m s"
        " t".split()
    ),
    "en": frozenset(
        "a an the of in on to for and or with from my me i is are was be do does how what can you your it at by"
        " that who why when where which s t m".split()
    ),
}


@lru_cache(maxsize=100_000)
def stems(word, language):
    """All that may be left of a word without its ending, the word itself included: a frozenset of folded words."""
    if not word.isalpha():
        return frozenset([word])
    cuts = range(1, min(LONGEST_ENDING, len(word) - SHORTEST_STEM) + 1)
    left = [word, *(word[:-cut] for cut in cuts if is_ending(word[-cut:], word[-cut - 1], language))]
    return frozenset(form for stem in left for form in (stem, *other_roots(stem, language)))


def other_roots(stem, language):
    """What a stem without its ending is written like in other forms of the word."""
    if verb := ROOTS.get(language, {}).get(stem):
        yield verb
    if language in FLEETING and len(stem) > SHORTEST_STEM:
        yield FLEETING[language].sub("", stem)


def is_ending(letters, letter_before, language):
    if letters in ENDINGS.get(language, ()):
        return True
    return letter_before in VOWELS and letters in ENDINGS_AFTER_VOWELS.get(language, ())


def likeness(word, other, stem):
    """How far two forms with a common stem mean the same, 0.5 to 1: less with each letter they do not share.

    Of a long stem all forms are the same word, so whichever a reader types, the order of what is found is one.
    """
    endings = len(word) - len(stem), len(other) - len(stem)
    if len(stem) >= SURE_STEM and max(endings) <= SURE_ENDING:
        return 1.0
    return max(0.5, 0.95 - 0.05 * sum(endings))


def telling(words, language, names=()):
    """`words` without those that say nothing, unless nothing else is there; one letter only tells if it is a name."""
    stop_words = STOP_WORDS.get(language, frozenset())
    said = [word for word in words if word not in stop_words and (len(word) > 1 or word in names)]
    return said or list(words)
