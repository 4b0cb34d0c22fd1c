"""What readers search for, found: the one way into the index for screens, suggestions and commands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import override

from portal.pages.models import BasePage
from portal.search.folding import search_stems
from portal.search.models import SearchEntry


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
    """The entries that were found, best first; a passage is only made for those that are looked at."""

    def __init__(self, entries):
        self.entries = entries

    def __len__(self):
        return self.entries.count()

    def __getitem__(self, place):
        if isinstance(place, slice):
            return [Hit(entry.page_id, entry, entry.page.short_summary) for entry in self.entries[place]]
        return self[place : place + 1][0]


@dataclass(frozen=True)
class Answer:
    """What `find` found.

    `hits` is a sequence of Hit, best first; `words` are what `marked` marks; `correction` is another query that
    finds something, or "". The facets `kinds`, `topics` and `companies` are `[(key, label, count)]` over all hits,
    whatever filters were chosen; a topic's and a company's key is its slug.
    """

    hits: Sequence
    total: int
    words: list
    correction: str = ""
    kinds: list = field(default_factory=list)
    topics: list = field(default_factory=list)
    companies: list = field(default_factory=list)


def find(query, language, kind="", topic="", company=""):
    """Public pages that speak `language` and hold what `query` asks for, as an Answer; empty for an odd query.

    `kind` is "guide", "post" or a channel's kind such as "email"; `topic` and `company` are slugs.
    """
    words = search_stems(query.replace("\x00", "")[:200])
    entries = SearchEntry.objects.matching(query, language).select_related("page") if words else ()
    hits = Hits(entries) if words else []
    return Answer(hits, len(hits), words)


def suggest(prefix, language, limit=8):
    """A list of at most `limit` Suggestions for what a reader has typed so far; at most 2 kB as JSON."""
    keys = [hit.page_id for hit in find(prefix, language).hits[:limit]]
    pages = BasePage.objects.published().for_cards().in_bulk(keys)
    with override(language):
        return [suggestion(pages[key]) for key in keys if key in pages]


def suggestion(page):
    company = page.company.name if page.company else ""
    return Suggestion(page.title, page.url, str(page.kind_label), company)


def nearest_terms(query, language):
    """Words of public pages that look like those of `query`, nearest first, for an answer without hits."""
    return []
