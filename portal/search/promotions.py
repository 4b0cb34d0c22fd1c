"""Results that editors put above what the search finds: Wagtail's promotions, matched as our search reads words."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from wagtail.contrib.search_promotions.models import SearchPromotion

from portal.pages.models import BasePage
from portal.search.folding import HYPHENED_ENDINGS, TOKEN, token_words

MOST = 3


@dataclass(frozen=True)
class Promoted:
    """A pick: a `page`, or the `text` and `url` of another site's; `description` is the editor's and may be empty."""

    page: BasePage | None
    text: str
    url: str
    description: str

    @property
    def host(self):
        return urlsplit(self.url).hostname or ""


def promoted(query, language):
    """The first `MOST` picks for a query, in the editor's order: public pages that speak `language`, other sites."""
    picks = picks_for(key_of(query))
    keys = {pick.page_id for pick in picks if pick.page_id}
    public = BasePage.objects.published().speaking(language).for_cards()
    pages = public.in_bulk(keys) if keys else {}
    shown = [pick for pick in picks if pick.page_id in pages or is_link(pick)]
    return [show(pick, pages.get(pick.page_id)) for pick in shown[:MOST]]


def key_of(query):
    """`"tik tok"`, `"tik-tok"`, `"TikTok-un"` and `"tik tok un"` are all `"tiktok"`."""
    tokens = TOKEN.findall(unicodedata.normalize("NFC", query))
    first, *others = [words[0] for words in map(token_words, tokens) if words] or [""]
    return "".join([first, *(word for word in others if word not in HYPHENED_ENDINGS)])


def picks_for(asked):
    """Wagtail keeps queries as they were typed, so each is read here; there are as many as editors have written."""
    queries = SearchPromotion.objects.order_by().values_list("query", "query__query_string").distinct()
    keys = [key for key, text in queries if key_of(text) == asked]
    return SearchPromotion.objects.filter(query__in=keys).order_by("sort_order", "pk") if keys else []


def is_link(pick):
    return not pick.page_id and pick.external_link_url and pick.external_link_text


def show(pick, page):
    return Promoted(page, pick.external_link_text or "", pick.external_link_url, pick.description)
