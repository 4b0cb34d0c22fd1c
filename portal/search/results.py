"""The page of results: what an address asks for, found and made ready for the templates."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.pages.languages import codes, language_name
from portal.pages.models import BasePage, Topic
from portal.pages.pagination import one_page
from portal.search.endings import telling
from portal.search.finding import Answer, can_be_meant, find, nearest_terms
from portal.search.folding import TOKEN, fold
from portal.search.marking import marked
from portal.search.models import SearchEntry
from portal.search.promotions import promoted

RESULTS_PER_PAGE = 12
LONGEST_QUERY = 200  # characters
FEW = 3  # with fewer results than these, other languages are asked as well
OTHERS_SHOWN = 6
OPTIONS_SHOWN = 12
# Parameter of the address: facet of the Answer, its name as it is seen, name of the row of links for screen readers.
FILTERS = {
    "kind": ("kinds", _("Kind"), _("Filter by kind")),
    "topic": ("topics", _("Topic"), _("Filter by topic")),
    "company": ("companies", _("Company"), _("Filter by company")),
}


@dataclass
class Result:
    """One hit as it is shown; `title` and `passage` are safe HTML, with the words that were asked for marked."""

    page: BasePage
    entry: SearchEntry
    title: str
    passage: str


@dataclass(frozen=True)
class Group:
    """Results in another language; `url` leads to all of them."""

    language: str
    language_name: str
    results: list
    url: str


@dataclass(frozen=True)
class Option:
    """One link of a filter: it chooses, or takes back what is chosen. Afterwards there are `count` results."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """What one parameter of the address may be; `clear_url` leads to results without it, `more` are rarer options."""

    name: str
    label: str
    options: list
    more: list
    is_chosen: bool
    clear_url: str


class ResultsPage:
    """What `?q=`, `?kind=`, `?topic=`, `?company=` and `?page=` ask for in the active language, which is `language`.

    Anything may stand in them. A filter that no hit has is left out of `chosen`, and so of all links.
    """

    def __init__(self, request, language):
        self.language = language
        self.typed = request.GET.get("q", "").replace("\x00", "").strip()
        self.query = self.typed[:LONGEST_QUERY].strip()
        self.asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
        self.chosen, self.answer = self.narrowed()
        self.page_obj = one_page(request, self.answer.hits, RESULTS_PER_PAGE)

    def narrowed(self):
        """`(chosen, answer)`: the filters that mean something for this query, and what is left by them."""
        answer = self.find(self.language, self.asked)
        chosen = {name: value for name, value in self.asked.items() if value in keys_of(answer, name)}
        return chosen, answer if chosen == self.asked else self.find(self.language, chosen)

    def find(self, language, chosen, **how):
        return find(self.query, language, **chosen, **how) if self.is_searchable else Answer()

    @cached_property
    def is_searchable(self):
        return can_be_meant(self.query, self.language)

    @property
    def is_too_short(self):
        return bool(self.query) and not self.is_searchable

    @property
    def is_cut(self):
        return len(self.typed) > LONGEST_QUERY

    @property
    def ignored(self):
        """The names of the filters that no result has."""
        return [FILTERS[name][1] for name in self.asked if self.is_searchable and name not in self.chosen]

    @property
    def is_empty(self):
        """Whether a real question has no answer at all, in no language and whatever filters are chosen."""
        return self.is_searchable and not (self.total or self.chosen or self.others or self.picks)

    @property
    def total(self):
        return self.answer.total

    @cached_property
    def picks(self):
        """What editors promote for the query; nothing where a reader has narrowed the answer down."""
        return promoted(self.query, self.language) if self.is_searchable and not self.chosen else []

    @cached_property
    def picked(self):
        """The keys of the pages among them."""
        return {pick.page.pk for pick in self.picks if pick.page}

    @cached_property
    def results(self):
        hits = [hit for hit in self.page_obj.object_list if hit.page_id not in self.picked]
        return results_of(hits, self.answer.words)

    @cached_property
    def others(self):
        """A Group of each other language that has something, where there is little in this one."""
        has_enough = self.total >= FEW and not self.answer.has_unknown_words
        if not self.is_searchable or has_enough or self.page_obj.number > 1:
            return []
        groups = (self.group_in(code) for code in codes() if code != self.language)
        return [group for group in groups if group.results]

    @property
    def best_elsewhere(self):
        """The key of the page that answers best in another language, or 0."""
        return next((group.results[0].page.pk for group in self.others), 0)

    def group_in(self, code):
        """The best hits in another language but those that are among the results already."""
        chosen = self.chosen_in(code)
        answer = find(self.told, code, **chosen, forgiving=False)
        hits = answer.hits.but(self.answer.hits.pages | self.picked)
        with override(code):
            url = reverse("search") + self.url(**chosen)
        return Group(code, language_name(code), results_of(hits[:OTHERS_SHOWN], answer.words), url)

    @cached_property
    def told(self):
        """The query without what says nothing in the reader's language, but may in another: "si te", "site"."""
        tokens = TOKEN.findall(self.query)
        words = [fold(token) for token in tokens]
        kept = {*telling(words, self.language, names=words)}
        return " ".join(token for token in tokens if fold(token) in kept)

    def chosen_in(self, code):
        """The filters as another language has them: a topic has a slug in each."""
        topic = Topic.objects.filter(slug=self.chosen["topic"]).first() if "topic" in self.chosen else None
        with override(code):
            return self.chosen | ({"topic": topic.slug} if topic else {})

    # Links

    def url(self, **parameters):
        """`"?q=…"` with these filters and no others; an empty one is left out."""
        return "?" + urlencode({"q": self.query} | {name: value for name, value in parameters.items() if value})

    @property
    def base_query(self):
        """What the links to further pages begin with."""
        return self.url(**self.chosen).removeprefix("?") + "&"

    @property
    def unfiltered_url(self):
        return self.url()

    @property
    def correction_url(self):
        return "?" + urlencode({"q": self.answer.correction})

    @cached_property
    def nearest(self):
        """`[(term, address)]` of words that would find something."""
        return [(term, "?" + urlencode({"q": term})) for term in nearest_terms(self.query, self.language)]

    @cached_property
    def filters(self):
        """`{parameter: Filter}` of those that can be chosen or taken back."""
        filters = {name: self.filter(name) for name in FILTERS}
        return {name: one for name, one in filters.items() if one.options}

    def filter(self, name):
        """What is chosen goes first; what all results are is no choice."""
        facet, title, label = FILTERS[name]
        value, clear_url = self.chosen.get(name, ""), self.url(**self.chosen | {name: ""})
        options = [
            Option(text, count, clear_url if key == value else self.url(**self.chosen | {name: key}), key == value)
            for key, text, count in getattr(self.answer, facet)
            if value or count < self.total
        ]
        options.sort(key=lambda option: not option.is_chosen)
        return Filter(title, label, options[:OPTIONS_SHOWN], options[OPTIONS_SHOWN:], bool(value), clear_url)

    @property
    def has_further_filters(self):
        return bool(self.filters.keys() - {"kind"})

    @property
    def has_chosen_further(self):
        return bool(self.chosen.keys() - {"kind"})


def keys_of(answer, name):
    facet, *_names = FILTERS[name]
    return {key for key, _label, _count in getattr(answer, facet)}


def results_of(hits, words):
    """A Result of each hit whose page is still public."""
    pages = BasePage.objects.published().select_related("company").in_bulk([hit.page_id for hit in hits])
    return [
        Result(pages[hit.page_id], hit.entry, marked(hit.entry.title, words), marked(hit.passage, words))
        for hit in hits
        if hit.page_id in pages
    ]
