"""What readers search for, found: the one way into the index for screens, suggestions and commands."""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from math import log, sqrt

from django.db import models
from django.utils.translation import override
from rapidfuzz.distance import OSA

from portal.pages.excerpts import excerpt
from portal.pages.models import BasePage, Topic
from portal.search.candidates import MANY, best_rows
from portal.search.endings import STOP_WORDS, stems
from portal.search.folding import TOKEN, fold, token_words, words_of
from portal.search.kinds import group_of
from portal.search.lexicon import NAMING, current_lexicon
from portal.search.meaning import LONGEST_QUERY, SYNONYM, understood
from portal.search.models import Posting, SearchEntry
from portal.search.passages import passage, spelt

ENOUGH = 0.5  # of what the best page says of the query, in the weight of its words
SHORTEST_QUERY = 2  # letters
SUGGESTIONS_AT_MOST = 1900  # bytes of JSON
LONGEST_SUGGESTION = 90
MOST_SPELT = 20
TEXTS = ["heading", "step", "body"]  # long ones, which suggestions do without
RANKING = ["pk", "page_id", "kind", "company__name", "ranks_last", "page__date"]
NAMES = [*RANKING, "title", "page__path"]
FACTS = [*RANKING, "kind_label", "company__slug", "topics"]


@dataclass(frozen=True)
class Hit:
    """One page that was found: `entry` is its SearchEntry, `passage` the original text around the best match."""

    page_id: int
    entry: SearchEntry
    passage: str


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind_label: str
    company: str


class Hits(Sequence):
    """What was found, best first: `keys` are `[(key of an entry, key of its page)]`.

    Text is only read, and a passage made, of those that are looked at.
    """

    def __init__(self, keys=(), words=frozenset()):
        self.keys, self.words = keys, words

    @property
    def pages(self):
        """The keys of all their pages."""
        return {page for _key, page in self.keys}

    def but(self, pages):
        """Those of other pages than these."""
        return Hits([(key, page) for key, page in self.keys if page not in pages], self.words)

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, place):
        if not isinstance(place, slice):
            return self[place : place + 1 or None][0]
        keys = [key for key, _page in self.keys[place]]
        entries = SearchEntry.objects.in_bulk(keys)
        found = (entries[key] for key in keys if key in entries)
        return [Hit(entry.page_id, entry, passage(entry, self.words)) for entry in found]


@dataclass(frozen=True)
class Answer:
    """What `find` found.

    `hits` is a sequence of Hit, best first; `words` are the folded words that `marked` marks; `correction` is
    another query that finds something, or ""; `has_unknown_words` says
    that a word of the query is in no page of the language. `is_cut` says that more pages have the words than were
    looked at: `hits` and counts are those of the best. The facets `kinds`, `topics` and `companies` are
    `[(key, label, count)]`, with the number of hits that choosing it in place of the facet's present choice would
    leave, so the choices in the other facets hold; a topic's and a company's key is its slug. What is chosen is
    always among them, unless no hit has it at all.
    """

    hits: Hits = field(default_factory=Hits)
    total: int = 0
    words: frozenset = frozenset()
    correction: str = ""
    has_unknown_words: bool = False
    is_cut: bool = False
    kinds: list = field(default_factory=list)
    topics: list = field(default_factory=list)
    companies: list = field(default_factory=list)


def can_be_meant(query, language):
    """Whether a query has something to look for: two letters, or one that is a name (X)."""
    word = fold(query)
    return len(word) >= SHORTEST_QUERY or is_name(word, language)


def is_name(letter, language):
    return letter not in STOP_WORDS.get(language, ()) and letter in current_lexicon().words(language).names


def find(query, language, kind="", topic="", company="", forgiving=True):
    """Public pages that speak `language` and hold what `query` asks for, as an Answer; empty for an odd query.

    `kind` is "guide", "post", a group of kinds such as "form" or one of them such as "copyright_form"; `topic` and
    `company` are slugs in `language`.
    Typos are mended only when `forgiving`.
    """
    search = Search(query, language, forgiving=forgiving)
    if not search.ranked:
        return Answer(correction=search.correction, has_unknown_words=search.has_unknown_words)
    with override(language):
        facets = Facets(search.ranked, kinds=kind, topics=topic, companies=company)
    hits = Hits([(row["pk"], row["page_id"]) for row in facets.fitting()], search.words)
    counts = {name: facets.counted(name) for name in facets.chosen}
    told = {"correction": search.correction, "has_unknown_words": search.has_unknown_words, "is_cut": search.is_cut}
    return Answer(hits, len(hits), search.words, **told, **counts)


class Search:
    """One query in one language; words that count less than `least_weight` in a page are left out.

    `facts` are the columns of SearchEntry that the caller needs of each row.
    """

    def __init__(self, query, language, least_weight=0, facts=FACTS, forgiving=True):
        self.query = unicodedata.normalize("NFC", query[:LONGEST_QUERY])
        self.language, self.least_weight, self.facts = language, least_weight, facts
        self.lexicon = current_lexicon().words(language)
        self.units = understood(self.query, self.lexicon, forgiving)

    @property
    def has_unknown_words(self):
        return any(not unit.means_something for unit in self.units)

    @cached_property
    def words(self):
        return frozenset(word for unit in self.units for word in unit.known_words)

    @cached_property
    def ranked(self):
        """The rows of entries, best first: `{"pk", "page_id", "kind", …}`."""
        units = [unit for unit in self.units if unit.means_something]
        matching = best_rows if self.is_cut else Search.matching
        rows = matching(self, units) if units else []
        worth = [self.worth(self.number_of(unit, place, rows)) for place, unit in enumerate(units)]
        for row in rows:
            row["covered"] = sum(
                value * unit.quality for value, unit, weight in zip(worth, units, row["weights"], strict=True) if weight
            )
            # Roots, so that a page which says something of each word goes before one that repeats a single word.
            row["score"] = sum(value * sqrt(weight) for value, weight in zip(worth, row["weights"], strict=True))
        enough = ENOUGH * max((row["covered"] for row in rows), default=0)
        of_companies = {(row["company__name"] or "", row["kind"]) for row in rows}
        named = {key: self.names(*key) for key in of_companies}
        for row in rows:
            row["named"] = named[row["company__name"] or "", row["kind"]]
        return sorted((row for row in rows if row["covered"] >= enough > 0 or row["named"]), key=order)

    @cached_property
    def is_cut(self):
        """Whether more entries have the words than are all looked at (portal.search.candidates)."""
        return sum(self.lexicon.counts.get(word, 0) for word in self.words) > MANY

    def number_of(self, unit, place, rows):
        """How many entries have a unit: those of `rows`, unless rows were left out."""
        if self.is_cut:
            return min(self.lexicon.entries, sum(self.lexicon.counts.get(word, 0) for word in unit.known_words))
        return sum(bool(row["weights"][place]) for row in rows)

    def names(self, company, kind):
        """1 when the query has the name of the entry's company: then no other word may push it out or stand above it.

        2 for a company's guide when nothing but the name was asked.
        """
        # A form that surely is the name's counts as the name: "nga instagrami".
        asked = [{*unit.words, unit.mended, *unit.sure_words} for unit in self.units]
        name = {*words_of(company)}
        if not name or not name <= set().union(*asked):
            return 0
        return 2 if kind == "guide" and all(words & name for words in asked) else 1

    def matching(self, units):
        """One row for each entry that has any of the units; `weights` are the best it has for each of them."""
        columns, asked = {}, models.Q(postings__word__in=self.words, postings__weight__gte=self.least_weight)
        for place, unit in enumerate(units):
            for part, meanings in enumerate(unit.parts):
                columns[f"unit{place}_{part}"] = best_weight(meanings)
        entries = SearchEntry.objects.public_in(self.language).filter(asked)
        rows = list(entries.values(*self.facts).annotate(**columns).order_by())
        for row in rows:
            row["weights"] = [weight_of(unit, row, f"unit{place}_") for place, unit in enumerate(units)]
        return rows

    def worth(self, number):
        """Words that few pages have tell more about what is meant (inverse document frequency)."""
        return log(1 + (self.lexicon.entries + 1) / (number or 1))

    @cached_property
    def correction(self):
        """The query with its typos mended, as public pages spell it; "" when there is none, or nothing is found."""
        mended = {unit.typed: self.spelling(unit) for unit in self.units if unit.is_typo}
        if not mended or not all(mended.values()):
            return ""
        return TOKEN.sub(lambda token: mended.get(first_word(token[0]), token[0]), self.query).strip()

    def spelling(self, unit):
        """A typo's nearest word that a public page has, as it is spelt there; "" when none has."""
        ranked = sorted(
            unit.meanings, key=lambda word: (OSA.distance(word, unit.typed), -self.lexicon.counts[word], word)
        )
        return next(iter(spellings(ranked, self.language)), "")


def weight_of(unit, row, column):
    """What an entry's best word says of a unit; of a phrase, as much as the word that says least."""
    best, part = row[f"{column}0"] or 0, 1
    for phrase in unit.phrases:
        weights = [row[f"{column}{part + place}"] or 0 for place in range(len(phrase))]
        best, part = max(best, SYNONYM * min(weights)), part + len(phrase)
    return best


def best_weight(meanings):
    """The weight of the posting that says most, as far as its word is meant; 0 for none."""
    by_quality = {}
    for word, quality in meanings.items():
        by_quality.setdefault(quality, []).append(word)
    whens = [
        models.When(postings__word__in=words, then=models.F("postings__weight") * quality)
        for quality, words in by_quality.items()
    ]
    return models.Max(models.Case(*whens, default=0.0, output_field=models.FloatField()))


def order(row):
    """What is out of use comes last; of two as good, the newer one first."""
    score = row["score"] * row["covered"]
    date = row["page__date"].toordinal() if row["page__date"] else 0
    return row["ranks_last"], -row["named"], -round(score, 1), -date, row["page_id"]


class Facets:
    """What the rows of hits can be narrowed down to; `chosen` is `{name of a facet: a key of it or ""}`."""

    def __init__(self, rows, **chosen):
        self.rows, self.chosen = rows, chosen
        self.topics = {topic.pk: (topic.slug, topic.name) for topic in self.topics_of_rows()}

    def topics_of_rows(self):
        keys = {key for row in self.rows for key in row["topics"]}
        return Topic.objects.filter(pk__in=keys) if keys else []

    def values(self, row, name):
        """`[(key, label)]` of what one row is, in one facet."""
        if name == "kinds":
            return self.kinds(row)
        if name == "topics":
            return [self.topics[key] for key in row["topics"] if key in self.topics]
        return [(row["company__slug"], row["company__name"])] if row["company__slug"] else []

    def kinds(self, row):
        """The group, and the finer kind itself where an address asks for it."""
        own = row["kind"], row["kind_label"]
        group = group_of(*own)
        return [group, own] if self.chosen["kinds"] == row["kind"] != group[0] else [group]

    def fitting(self, but=""):
        """The rows that are all that is chosen, in other facets than `but`."""
        chosen = {name: key for name, key in self.chosen.items() if key and name != but}
        return [row for row in self.rows if all(self.has(row, name, key) for name, key in chosen.items())]

    def has(self, row, name, key):
        return key in dict(self.values(row, name))

    def counted(self, name):
        """`[(key, label, count)]`, the most frequent first."""
        count = Counter(value for row in self.fitting(but=name) for value in self.values(row, name))
        chosen = {value for row in self.rows for value in self.values(row, name) if value[0] == self.chosen[name]}
        count.update(dict.fromkeys(chosen, 0))
        return [(key, label, number) for (key, label), number in count.most_common()]


def suggest(prefix, language, limit=8):
    """A list of at most `limit` Suggestions for what a reader has typed so far; at most 2 kB as JSON."""
    search = Search(prefix, language, NAMING, facts=NAMES)
    keys = guides_first(search, limit)
    entries = SearchEntry.objects.public_in(language).select_related("page", "company").defer(*TEXTS).in_bulk(keys)
    with override(language):
        return within_budget([suggestion(entries[key], search.words) for key in keys if key in entries])


def guides_first(search, limit):
    """The keys of the best entries: a guide whose title matches stands above its channels that say no more."""
    guides = {row["page__path"]: row for row in search.ranked if row["kind"] == "guide"}
    keys = []
    for row in search.ranked[:limit]:
        guide = guides.get(row["page__path"][: -BasePage.steplen])
        if guide and guide["covered"] >= row["covered"] and search.words & {*words_of(guide["title"])}:
            keys.append(guide["pk"])
        keys.append(row["pk"])
    return list(dict.fromkeys(keys))[:limit]


def suggestion(entry, words):
    """A page by its short name, or by its title where only that tells why the page matches."""
    company = entry.company.name if entry.company else ""
    seen = words_of(f"{entry.name} {entry.kind_label} {company}")
    is_plain = words.intersection(seen) or words.isdisjoint(words_of(entry.title))
    name = excerpt(entry.name if is_plain else entry.title, LONGEST_SUGGESTION)
    return Suggestion(name, entry.page.get_absolute_url(), entry.kind_label, company)


def within_budget(suggestions):
    kept, size = [], 0
    for one in suggestions:
        size += len(json.dumps(asdict(one), ensure_ascii=False).encode()) + 2
        if size > SUGGESTIONS_AT_MOST:
            break
        kept.append(one)
    return kept


def nearest_terms(query, language, limit=6):
    """Words of public pages' titles that look like those of `query`, nearest first, as they are spelt there; no two
    are forms of one word.
    """
    search = Search(query, language)
    words = [word for unit in search.units for word in unit.meanings or search.lexicon.resembling(unit.typed)]
    return one_form_each(spellings(list(dict.fromkeys(words)), language), language)[:limit]


def one_form_each(words, language):
    kept, known = [], set()
    for word in words:
        forms = stems(fold(word), language)
        if not forms & known:
            kept.append(word)
        known |= forms
    return kept


def first_word(token):
    return next(iter(token_words(token)), "")


def spellings(words, language):
    """Folded words as titles and headings of public pages spell them; those that none has are left out."""
    public = SearchEntry.objects.public_in(language)
    postings = Posting.objects.filter(word__in=words[:MOST_SPELT], weight__gte=NAMING, entry__in=public)
    holders = dict(postings.values_list("word").annotate(models.Max("entry")).order_by())
    entries = SearchEntry.objects.in_bulk(set(holders.values()))
    return [spelt(word, entries[holders[word]].names) for word in words if word in holders]
