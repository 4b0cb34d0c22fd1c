import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.pages.addresses import FILE_NAME
from portal.pages.conditional import REVALIDATE, read_only_file, with_etag
from portal.pages.languages import absolute_url, codes
from portal.pages.lost import answer_for
from portal.pages.models import Company, Topic
from portal.pages.pagination import one_page

RETRY_AFTER = 30  # seconds


@require_safe
def choose_language(request):
    """`/` → the reader's language. Kept by no cache, because another reader's answer may differ."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ("Accept-Language",))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def topics(request):
    found = Topic.objects.in_list()
    words = {"title": _("Topics"), "description": _("Guides and articles, ordered by topic.")}
    return render(request, "pages/topics.html", words | {"topics": found, "items": found})


@require_safe
def topic(request, slug):
    topic = get_object_or_404(Topic, slug=slug)
    pages = topic.listed_pages.for_cards()
    return render(request, "pages/topic.html", {"topic": topic, "subject": topic, "page_obj": one_page(request, pages)})


@require_safe
def companies(request):
    found = Company.objects.in_list()
    words = {"title": _("Companies"), "description": _("Companies, and the official ways to reach them.")}
    return render(request, "pages/companies.html", words | {"companies": found, "items": found})


@require_safe
def company(request, slug):
    company = get_object_or_404(Company.objects.select_related("logo"), slug=slug)
    pages = company.listed_pages.without_guides().for_cards()
    context = {"company": company, "subject": company, "page_obj": one_page(request, pages)}
    return render(request, "pages/company.html", context)


@read_only_file
def robots(request):
    """What crawlers may ask for (RFC 9309), and where the sitemap of this host's site is.

    Search results are not listed: they say `noindex` themselves, which a crawler that may not ask for them never
    reads. Nor are files: a crawler that renders a page needs its CSS, JavaScript and pictures.
    """
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /django-admin/"]
    site = Site.find_for_request(request)
    if site:
        lines += ["", f"Sitemap: {absolute_url(site.root_url, reverse('sitemap'))}"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
    response.is_for_all_languages = True
    return with_etag(request, response)


def forbidden(request, exception=None, reason=""):
    return error_page(request, 403, gettext_lazy("No access"))


def not_found(request, exception=None):
    """Nothing answers here: perhaps what stood here is somewhere else now, or gone."""
    answer = answer_for(request)
    if answer == "gone":
        return gone(request)
    return answer or missing(request, 404, gettext_lazy("Page not found"))


def gone(request):
    """Something was here that has been deleted or taken down; search engines may forget it."""
    response = missing(request, 410, gettext_lazy("Taken down"))
    response.headers["Cache-Control"] = REVALIDATE
    return response


def missing(request, status, title):
    if FILE_NAME.search(request.path):
        return HttpResponse(str(status), content_type="text/plain", status=status)
    return error_page(request, status, title)


def server_error(request):
    """Needs neither database nor request context: whatever broke may be either of them.

    Speaks every language, that of the address first. A database that does not answer is no fault of the page:
    who asks again in a while may have it, and pages that are kept are sent meanwhile (docs/page-store.md).
    """
    is_down = isinstance(sys.exception(), (InterfaceError, OperationalError))
    status = 503 if is_down else 500
    own = request and get_language_from_path(request.path_info)
    body = render_to_string(f"{status}.html", {"codes": sorted(codes(), key=lambda code: code != own)})
    return HttpResponse(body, status=status, headers={"Retry-After": RETRY_AFTER} if is_down else {})


def error_page(request, status, title):
    """An error in the reader's language: that of the address, else of the browser."""
    context = {"title": title, "robots": "noindex", "is_error": True}
    with override(get_language_from_request(request, check_path=True)):
        return render(request, f"{status}.html", context, status=status)
