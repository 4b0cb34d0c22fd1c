import hashlib

from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

# Kept by any cache and asked about again before each use: what is unpublished is gone with the next request.
REVALIDATE = "public, max-age=0, must-revalidate"


def with_etag(request, response):
    """The answer with a strong ETag made from its bytes, or 304 for those who have these bytes already."""
    if response.status_code != 200:
        return response
    response.headers["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response.headers["Cache-Control"] = REVALIDATE
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)
