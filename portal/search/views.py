import json
from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from portal.pages.conditional import read_only_file, with_etag
from portal.pages.languages import current
from portal.search.finding import can_be_meant, suggest
from portal.search.noting import note_search
from portal.search.results import LONGEST_QUERY, ResultsPage

# The same for everybody, so shared caches may answer too; what is unpublished stays in them for a minute at most.
FOR_A_MINUTE = "public, max-age=60"


@gzip_page  # results are not kept, so nobody has packed them before; there is no secret in them
@require_safe
def search(request):
    """Guides, channels and posts in the reader's language that say what `?q=` asks for, and little else of others."""
    results = ResultsPage(request, current())
    found = results.total or len(results.picks)
    elsewhere = 0 if found else results.best_elsewhere
    context = {
        "title": f"{results.query} – {_('Search')}" if results.query else _("Search"),
        "description": _("Search guides, contact channels and articles."),
        "robots": "noindex" if results.query or results.asked else "",
        "query": results.query,
        "results": results,
        "is_noted": results.is_searchable and note_search(request, results.query, current(), found, elsewhere),
        "page_obj": results.page_obj,
        "base_query": results.base_query,
    }
    return render(request, "search/search.html", context)


@read_only_file
def suggestions(request):
    """`?q=tik` → `{"pages": [{"title", "url", "kind_label", "company"}], "said": "8 suggestions"}`, at most 2 kB.

    What nobody can mean (too short, too long, no words) has no pages. `said` is for screen readers.
    """
    query = request.GET.get("q", "")
    is_askable = len(query) <= LONGEST_QUERY and can_be_meant(query, current())
    pages = [asdict(one) for one in suggest(query, current())] if is_askable else []
    said = ngettext("%(count)d suggestion", "%(count)d suggestions", len(pages)) % {"count": len(pages)}
    body = json.dumps({"pages": pages, "said": said}, ensure_ascii=False)
    response = with_etag(request, HttpResponse(body, content_type="application/json"))
    response.headers["Cache-Control"] = FOR_A_MINUTE
    response.headers["X-Robots-Tag"] = "noindex"
    return response
