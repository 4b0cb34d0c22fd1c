"""Every word of the index, kept in memory: what a typed word may mean is looked up here.

It may know words of pages that are private by now. That is harmless for finding, which asks the database for public
pages alone; what is shown to readers (`correction`, `nearest_terms`) is checked there once more.
"""

from bisect import bisect_left
from collections import defaultdict
from itertools import batched, islice
from threading import Lock
from time import monotonic

from django.db.models import Count, Max, Sum
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from portal.search.endings import SHORTEST_STEM, likeness, stems
from portal.search.models import LexiconCopy, Posting, SearchEntry

EXACT, PREFIX = 1.0, 0.8
MOST_PREFIXED = 80
SHORTEST_TYPO, SHORTEST_TWO_TYPOS = 5, 8
MOST_TYPOS = 6
SOMEWHAT_ALIKE = 75  # per cent
NAMING = 5  # the weight of the least of titles and headings (portal.search.indexing)
MOST_ALIKE = 20
MOST_NEW = 500  # entries; more than these are sooner read as a whole
MOST_NEW_PART = 0.2
MOST_GONE = 0.1
VERSIONS_AT_ONCE = 500
# Where there are many entries, whether anything changed is asked no more often; a new word is understood as late.
MANY_ENTRIES, ASKED_EVERY = 20_000, 2  # entries, seconds


class Words:
    """The words of one language and in how many entries each is found."""

    def __init__(self, language):
        self.language = language
        self.counts = defaultdict(int)
        self.forms = {}  # stem → words
        self.names = set()  # those that titles and headings have
        self.entries = 0
        self.ordered = []
        self.compared = []  # stems long enough to have a typo

    def add(self, word, count, weight=0):
        if weight >= NAMING:
            self.names.add(word)
        if word not in self.counts:
            for stem in stems(word, self.language):
                # A new tuple each time: another thread may be reading the old one.
                self.forms[stem] = (*self.forms.get(stem, ()), word)
        self.counts[word] += count

    def as_json(self):
        return {"entries": self.entries, "counts": self.counts, "names": sorted(self.names)}

    @classmethod
    def from_json(cls, language, content):
        words, names = cls(language), set(content["names"])
        for word, count in content["counts"].items():
            words.add(word, count, NAMING if word in names else 0)
        words.entries = content["entries"]
        words.settle()
        return words

    def settle(self):
        self.ordered = sorted(self.counts)
        self.compared = sorted(stem for stem in self.forms if len(stem) >= SHORTEST_TYPO - 1)

    def alike(self, word):
        """`{known word: how far it means the same}` for the word itself and its other forms."""
        found = {}
        for stem in stems(word, self.language):
            for form in self.forms.get(stem, ()):
                found[form] = max(found.get(form, 0), likeness(word, form, stem))
        if word in self.counts:
            found[word] = EXACT
        return found

    def beginning_with(self, prefix, quality=PREFIX):
        """`{known word: quality}`, shorter words first: they are more likely what the reader is about to type."""
        words = islice(self.ordered, bisect_left(self.ordered, prefix), bisect_left(self.ordered, prefix + "\uffff"))
        nearest = sorted(words, key=len)[:MOST_PREFIXED]
        return {word: quality * max(0.5, len(prefix) / len(word)) for word in nearest}

    def nearest(self, word):
        """`[(form of a known word, number of typos)]`: one typo from five letters on, two from eight; nearest first.

        Words are compared without their endings too: few of their forms are in the texts.
        """
        known = nearest(word, self.compared)
        return sorted(known, key=lambda pair: (pair[1], -self.counts.get(pair[0], 0)))[:MOST_TYPOS]

    def resembling(self, word):
        """Words of titles that look somewhat like an unknown one, for an answer without hits; likeliest first."""
        found = process.extract(
            word, sorted(self.names), scorer=fuzz.ratio, score_cutoff=SOMEWHAT_ALIKE, limit=MOST_ALIKE
        )
        return [other for other, _score, _place in found if len(other) >= SHORTEST_STEM and not other.isdigit()]


def nearest(word, known):
    """`[(known word, number of typos)]`, nearest first: one typo from five letters on, two from eight."""
    if len(word) < SHORTEST_TYPO or word.isdigit():
        return []
    allowed = 2 if len(word) >= SHORTEST_TWO_TYPOS else 1
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=MOST_TYPOS * 4)
    return [(other, distance) for other, distance, _place in found]


class Lexicon:
    """The words of all languages, as far as the entries of `versions` have them."""

    def __init__(self):
        self.state, self.asked_at = None, 0
        self.versions = set()
        self.languages = {}

    def words(self, language):
        return self.languages.get(language) or Words(language)

    def renewed(self, state):
        """This lexicon with what was written since; a new one when much is gone, so that its words go too."""
        stored = set(SearchEntry.objects.values_list("version", flat=True))
        known = self if self.versions or len(stored) < MANY_ENTRIES else Lexicon.kept()
        fresh = known if known.is_near(stored) else Lexicon()
        fresh.learn(stored - fresh.versions)
        fresh.versions, fresh.state = stored, state
        if fresh is not known and len(stored) >= MANY_ENTRIES:
            fresh.keep()
        return fresh

    def is_near(self, stored):
        """Whether little is gone, so that its words go too, and little is new."""
        gone, new = self.versions - stored, stored - self.versions
        few = max(MOST_NEW, len(self.versions) * MOST_NEW_PART)
        return len(gone) <= len(self.versions) * MOST_GONE and len(new) <= few

    def learn(self, versions):
        """Add the entries of these versions; where it knows none yet, all that there are."""
        if not self.versions:
            self.add(Posting.objects.all(), SearchEntry.objects.all())
            return
        for some in batched(versions, VERSIONS_AT_ONCE):
            self.add(Posting.objects.filter(entry__version__in=some), SearchEntry.objects.filter(version__in=some))

    def keep(self):
        """For processes that begin later; reading every posting of a large site takes half a minute."""
        languages = {language: words.as_json() for language, words in self.languages.items()}
        LexiconCopy.objects.keep({"versions": sorted(self.versions), "languages": languages})

    @classmethod
    def kept(cls):
        """The lexicon as it was kept last; an empty one if none was."""
        lexicon, content = cls(), LexiconCopy.objects.kept()
        if content:
            lexicon.versions = set(content["versions"])
            lexicon.languages = {key: Words.from_json(key, words) for key, words in content["languages"].items()}
        return lexicon

    def add(self, postings, entries):
        counted = postings.values_list("entry__language", "word").annotate(Count("pk"), Max("weight")).order_by()
        for language, word, count, weight in counted:
            self.languages.setdefault(language, Words(language)).add(word, count, weight)
        for language, count in entries.values_list("language").annotate(count=Count("pk")).order_by():
            self.languages[language].entries += count
        for words in self.languages.values():
            words.settle()


_lexicon = Lexicon()
_renewing = Lock()


def current_lexicon():
    """The lexicon as the database has it now: one query when nothing has changed."""
    global _lexicon
    if len(_lexicon.versions) > MANY_ENTRIES and monotonic() - _lexicon.asked_at < ASKED_EVERY:
        return _lexicon
    state = SearchEntry.objects.aggregate(number=Count("pk"), sum=Sum("version"))
    if _lexicon.state != state:
        with _renewing:
            _lexicon = _lexicon.renewed(state)
    _lexicon.asked_at = monotonic()
    return _lexicon
