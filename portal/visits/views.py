from crawleruseragents import is_crawler
from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from modern_csrf.middleware import ModernCsrfViewMiddleware

from portal.pages.languages import codes
from portal.pages.middleware import EDITOR_COOKIE
from portal.visits.counting import counter

LONGEST_AGENT = 300  # characters; patterns are searched in no more of it
LARGEST_PAGE = 2**31 - 1
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")


class SameOriginOnly(ModernCsrfViewMiddleware):
    """Refuses what another site makes a browser send, in one line: no person reads this answer."""

    def _reject(self, request, reason):
        return HttpResponseForbidden("Only from pages of this site.\n", content_type="text/plain")


same_origin = SameOriginOnly(lambda request: None)


@csrf_exempt
@require_POST
def count_view(request, language, page):
    """`POST /v/<language>/<page id>`: a page tells that it is read. Empty, and the same whether it was counted or not.

    Which pages exist is looked up when the counts are written, so an answer tells nothing of drafts and costs no query.
    """
    response = same_origin.process_view(request, None, (), {})
    if response is None:
        response = HttpResponse(status=204)
        if language in codes() and page <= LARGEST_PAGE and is_reader(request):
            counter.add(page, language)
    response.headers["Cache-Control"] = "no-store"
    response.is_for_all_languages = True
    return response


def is_reader(request):
    """Whether a person seems to read: no signed-in editor, no crawler, nothing that is fetched ahead of use."""
    if EDITOR_COOKIE in request.COOKIES or any(name in request.headers for name in PREFETCH_HEADERS):
        return False
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    return bool(agent) and not is_crawler(agent, case_sensitive=False)
