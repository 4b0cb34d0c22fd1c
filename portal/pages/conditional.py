"""How what machines read is answered: with an ETag, by GET and HEAD alone, and asked about again before each use."""

import hashlib

from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

# Kept by any cache and asked about again before each use: what is unpublished is gone with the next request.
REVALIDATE = "public, max-age=0, must-revalidate"


def with_etag(request, response):
    """The answer with a strong ETag made from its bytes, or 304 for those who have these bytes already."""
    if response.status_code != 200:
        return response
    response.headers["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response.headers["Cache-Control"] = REVALIDATE
    answer = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    if getattr(response, "is_for_all_languages", False):
        answer.is_for_all_languages = True  # a 304 varies by what its 200 does (RFC 9110, 15.4.5)
    return answer


def read_only_file(view):
    """`view` for GET and HEAD; anything else is a 405, and not the page about a form that has no token."""
    return csrf_exempt(require_safe(view))
