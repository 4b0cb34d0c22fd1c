from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.pages.languages import current
from portal.pages.models import BasePage
from portal.pages.pagination import one_page
from portal.search.finding import Answer, find
from portal.search.folding import fold
from portal.search.noting import note_search
from portal.search.promotions import promoted

RESULTS_PER_PAGE = 12
LONGEST_QUERY = 200
SHORTEST_QUERY = 2


@require_safe
def search(request):
    """Guides, channels and posts in the reader's language that hold every word of `?q=`."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    is_searchable = len(fold(query)) >= SHORTEST_QUERY
    answer = find(query, current()) if is_searchable else Answer()
    picks = promoted(query, current()) if is_searchable else []
    if is_searchable:
        note_search(request, query, current(), answer.total or len(picks))
    page_obj = one_page(request, answer.hits, RESULTS_PER_PAGE)
    keys = [hit.page_id for hit in page_obj.object_list]
    pages = BasePage.objects.published().for_cards().in_bulk(keys)
    context = {
        "title": f"{query} – {_('Search')}" if query else _("Search"),
        "robots": "noindex" if query else "",
        "query": query,
        "too_short": bool(query) and not is_searchable,
        "page_obj": page_obj,
        "promoted": picks,
        "results": [pages[key] for key in keys if key in pages and pages[key] not in [pick.page for pick in picks]],
        "base_query": f"{urlencode({'q': query})}&",
        "total": page_obj.paginator.count,
    }
    return render(request, "search/search.html", context)
