"""Forms on cached pages, which carry no token: the request itself says where the form stood."""

from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from modern_csrf.decorators import csrf_protect

from portal.pages.views import error_page


def takes_form(view):
    """A view that takes a form which stood on this very site, as `Sec-Fetch-Site` or `Origin` says (ADR 0006).

    Others are refused with 403, and a form larger than the server reads with 413, both in the reader's language.
    """

    @wraps(view)
    def read_first(request, *args, **kwargs):
        try:
            request.POST  # noqa: B018 - reading it is what may fail
        except (RequestDataTooBig, TooManyFieldsSent):
            return error_page(request, 413, _("Too large"))
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
