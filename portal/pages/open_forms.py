"""Forms on cached pages, which carry no token: the request itself says where the form stood."""

from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from modern_csrf.decorators import csrf_protect

from portal.pages.views import error_page


def takes_form(view):
    """A view that takes a form which stood on this very site, as `Sec-Fetch-Site` or `Origin` says (ADR 0006).

    Others are refused with 403, a body larger than `DATA_UPLOAD_MAX_MEMORY_SIZE` with 413, files within it too, and
    one that is no form with 400, all in the reader's language.
    """

    @wraps(view)
    def read_first(request, *args, **kwargs):
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                raise RequestDataTooBig
            request.POST  # noqa: B018 - reading it is what may fail
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return error_page(request, 413, _("Too large"))
        except (MultiPartParserError, ValueError):
            return error_page(request, 400, _("Not understood"))
        return view(request, *args, **kwargs)

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(csrf_protect(read_first)))


class SeeOther(HttpResponseRedirect):
    """The answer to a form stands elsewhere: loading it anew sends nothing again."""

    status_code = 303


def see_other(url):
    return kept_by_no_cache(SeeOther(url))


def kept_by_no_cache(response):
    response.headers["Cache-Control"] = "no-store"
    return response
