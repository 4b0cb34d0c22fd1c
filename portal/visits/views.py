from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from modern_csrf.middleware import ModernCsrfViewMiddleware

from portal.pages.audience import is_reader
from portal.pages.languages import codes
from portal.visits.counting import counter

LARGEST_PAGE = 2**31 - 1


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
