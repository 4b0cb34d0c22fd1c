from django.http import Http404, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from portal.pages.addresses import with_query
from portal.pages.views import gone
from portal.sharing.models import ShortLink


@require_safe
def short_link(request, key):
    """`/s/<key>` → the page, in the reader's language if it speaks it, with the query string.

    Kept by no cache, because another reader's answer may differ, and by no search engine.
    """
    link = ShortLink.objects.typed(key)
    address = link.target(get_language_from_request(request)) if link else ""
    if address:
        response = HttpResponseRedirect(with_query(address, request.META.get("QUERY_STRING", "")))
    elif link and link.is_gone:
        response = gone(request)
    else:
        raise Http404
    patch_vary_headers(response, ("Accept-Language",))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
