"""How every address under /api/ answers: JSON, read-only, for everybody alike."""

import json
from functools import wraps

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from wagtail.api.v2.utils import BadRequestError

from portal.pages.conditional import with_etag
from portal.pages.languages import default_language

METHODS = "GET, HEAD, OPTIONS"
# Safe for any site's scripts: it is what everybody may read, asked without cookies and answered without them.
FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag",
    "X-Robots-Tag": "noindex",
}


class BeyondTheEnd(Http404):
    """A list was asked for a part that it does not have."""


def read_only(view):
    """`view` with the manners of the API; errors become `{"message": …}`, in English, with the right status."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        with default_language():
            response = respond(view, request, args, kwargs)
            if hasattr(response, "render"):
                response.render()
        response = with_etag(request, response)
        for name, value in FOR_EVERYBODY.items():
            response.headers[name] = value
        response.is_for_all_languages = True
        return response

    answer.csrf_exempt = True  # nothing can be changed here, and a refusal has to be JSON as well
    return answer


def respond(view, request, args, kwargs):
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS})
    if request.method not in {"GET", "HEAD"}:
        message = f"{request.method} is not allowed: this API can only be read ({METHODS})."
        response = json_response({"message": message}, 405)
        response.headers["Allow"] = METHODS
        return response
    try:
        refuse_null_characters(request)
        return view(request, *args, **kwargs)
    except BadRequestError as error:
        return json_response({"message": str(error)}, 400)
    except BeyondTheEnd as error:
        return json_response({"message": str(error)}, 404)
    except Http404:
        return json_response({"message": "There is nothing at this address."}, 404)


def refuse_null_characters(request):
    if any("\x00" in text for name, values in request.GET.lists() for text in [name, *values]):
        raise BadRequestError("A query must not hold null characters.")


def json_response(data, status=200):
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/json")


def refuse_unknown(request, known):
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        raise BadRequestError(f"Unknown parameters: {', '.join(unknown)}. Known ones: {', '.join(sorted(known))}.")
