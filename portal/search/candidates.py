"""Which entries are looked at where far too many have the words that were typed.

A word that is on every second page tells little, so nobody reads its ten thousandth result: only the entries that it
says most of are ranked. Rarer words are looked at as a whole, and so are pages that have all words.
"""

from django.db.models import Exists, OuterRef

from portal.pages.bulk import any_of
from portal.search.meaning import SYNONYM
from portal.search.models import Posting, SearchEntry

MANY, RARE = 1000, 400  # postings; up to so many are all ranked, and of rare words beside a common one
BEST = 150  # entries of each common word
MEANT = 8  # forms of one word; others are rarely what is meant
MOST_COMMON_WORDS = 3  # of them, for pages that have all words


def best_rows(search, units):
    """As `Search.matching`, of the entries alone that may be among the first."""
    words = {word for unit in units for part in unit.parts for word in likeliest(part, search.lexicon.counts)}
    keys = best_keys(search, units, words)
    rows = list(SearchEntry.objects.filter(pk__in=keys).order_by().values(*search.facts))
    found = {row["pk"]: {} for row in rows}
    for key, word, weight in Posting.objects.filter(entry__in=found, word__in=words).values_list(
        "entry", "word", "weight"
    ):
        if weight >= search.least_weight:
            found[key][word] = weight
    for row in rows:
        row["weights"] = [said_of(unit, found[row["pk"]]) for unit in units]
    return [row for row in rows if any(row["weights"])]


def said_of(unit, weights):
    """What an entry's best word says of a unit; of a phrase, as much as the word that says least."""
    best, *phrases = [best_of_part(meanings, weights) for meanings in unit.parts]
    for phrase in unit.phrases:
        said, phrases = phrases[: len(phrase)], phrases[len(phrase) :]
        best = max(best, SYNONYM * min(said))
    return best


def best_of_part(meanings, weights):
    return max((weights[word] * quality for word, quality in meanings.items() if word in weights), default=0)


def best_keys(search, units, words):
    """The keys of public entries that may be among the first for the units of a Search."""
    counts = search.lexicon.counts
    rare, common = parted(words, counts)
    public = Posting.objects.filter(
        entry__language=search.language,
        entry__page__live=True,
        entry__page__is_visible=True,
        weight__gte=search.least_weight,
    )
    parts = [best_of(public.filter(word__in=rare), RARE)] if rare else []
    parts += [best_of(public.filter(word=word), BEST) for word in common]
    if len(units) > 1:
        first, *others = sorted(units, key=lambda unit: sum(counts.get(word, 0) for word in unit.known_words & words))
        chosen = sorted(first.known_words & words, key=lambda word: -best_of_part(first.meanings, {word: 1}))
        parts += [best_of(having(public.filter(word=word), others, words), BEST) for word in chosen[:MOST_COMMON_WORDS]]
    keys = any_of(part.values("entry") for part in parts)
    return list(SearchEntry.objects.filter(pk__in=keys).order_by().values_list("pk", flat=True))


def parted(words, counts):
    """`(rare words, common ones)`: as many of the rarest as have RARE postings together."""
    rare, seen = [], 0
    ordered = sorted(words, key=lambda word: (counts.get(word, 0), word))
    for word in ordered:
        seen += counts.get(word, 0)
        if seen > RARE:
            break
        rare.append(word)
    return rare, ordered[len(rare) :]


def likeliest(meanings, counts):
    """The words that are meant most; of two as likely, the more frequent one."""
    return sorted(meanings, key=lambda word: (-meanings[word], -counts.get(word, 0), word))[:MEANT]


def best_of(postings, number):
    return postings.order_by("-weight", "-entry_id")[:number]


def having(postings, units, words):
    """Of these, only those whose entries have all of the units too."""
    for unit in units:
        same = Posting.objects.filter(entry=OuterRef("entry"), word__in=unit.known_words & words)
        postings = postings.filter(Exists(same))
    return postings
