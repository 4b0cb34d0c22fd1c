from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.pages.languages import current
from portal.search.noting import note_search
from portal.search.results import ResultsPage


@require_safe
def search(request):
    """Guides, channels and posts in the reader's language that say what `?q=` asks for, and little else of others."""
    results = ResultsPage(request, current())
    if results.is_searchable:
        note_search(request, results.query, current(), results.total or len(results.picks))
    context = {
        "title": f"{results.query} – {_('Search')}" if results.query else _("Search"),
        "robots": "noindex" if results.query or results.asked else "",
        "query": results.query,
        "results": results,
        "page_obj": results.page_obj,
        "base_query": results.base_query,
    }
    return render(request, "search/search.html", context)
