from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.pages.languages import Languages, codes, url_in
from portal.pages.models import BasePage


@require_safe
def sitemap(request):
    """Every public page once for each language that it speaks, with its alternates (sitemaps.org, hreflang)."""
    site = Site.find_for_request(request)
    pages = BasePage.objects.published().descendant_of(site.root_page, inclusive=True) if site else []
    rows = [row for page in pages for row in page_rows(page)]
    body = render_to_string("pages/sitemap.xml", {"rows": rows, "root_url": site.root_url if site else ""})
    return HttpResponse(body, content_type="application/xml")


def page_rows(page):
    languages = Languages(page)
    return [
        {"path": url_in(page, code), "lastmod": page.last_published_at, "alternates": languages.alternates}
        for code in codes()
        if code in languages.spoken
    ]
