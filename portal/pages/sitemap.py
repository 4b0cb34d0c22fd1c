"""The sitemap: an index, and files that are streamed row by row (https://www.sitemaps.org/protocol.html).

Django's Sitemap classes do not serve here. With languages they make one list of all (item, language) pairs for each
file and again for its `lastmod`, render the whole file at once, take host and scheme from the request instead of the
site's record, and lead `x-default` to an address without a language. Sections are handed over in portal.urls as there.
"""

from itertools import batched

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.models import Site

from portal.pages.conditional import REVALIDATE, read_only_file, with_etag
from portal.pages.languages import Languages, SiteView, absolute_url, codes, localized_name
from portal.pages.models import BasePage
from portal.pages.models.base import changed_name
from portal.pages.shown import note, unnoted

# The protocol allows 50,000 rows and 50 MB a file. A row with the longest addresses has 4 kB, so 10,000 always fit.
ROWS_PER_FILE = 10_000
ROWS_PER_FETCH = 200
PAGE_COLUMNS = ["live", "is_visible", "last_published_at"]
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@read_only_file
def sitemap(request, sections):
    """The index: every file of every section that has rows, with the last change in it."""
    note("sitemap")
    site, pages = site_of(request)
    files = [
        (absolute_url(site.root_url, reverse("sitemap_file", args=[name, number])), lastmod(changed))
        for name, section in sections.items()
        for number, changed in section.files(pages)
    ]
    rows = format_html_join("", "<sitemap><loc>{}</loc>{}</sitemap>\n", files)
    body = f'{XML}<sitemapindex xmlns="{NAMESPACE}">\n{rows}</sitemapindex>\n'
    response = HttpResponse(body, content_type="application/xml")
    response.is_for_all_languages = True
    return with_etag(request, response)


@read_only_file
def sitemap_file(request, sections, section, number):
    """One file of a section, or 404 when there is no such section or no row in such a file."""
    note("sitemap")
    site, pages = site_of(request)
    if section not in sections or not sections[section].has_file(pages, number):
        raise Http404(f"The sitemap has no file {section}-{number}.")
    lines = [] if request.method == "HEAD" else urlset(sections[section].rows(pages, number), site.root_url)
    response = StreamingHttpResponse(lines, content_type="application/xml", headers={"Cache-Control": REVALIDATE})
    response.is_for_all_languages = True
    return response


def site_of(request):
    """The site of the request's host and its public pages, without those of a site whose root stands among them."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("No site has this host.")
    pages = BasePage.objects.published().within(site.root_page)
    for inner in Site.objects.exclude(pk=site.pk).select_related("root_page"):
        if inner.root_page.is_descendant_of(site.root_page):
            pages = pages.not_descendant_of(inner.root_page, inclusive=True)
    return site, pages


def urlset(rows, root_url):
    """The text of a file, made while it is sent: no more than ROWS_PER_FETCH rows are in memory."""
    yield f'{XML}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">\n'
    with unnoted():
        for some in batched(rows, ROWS_PER_FETCH):
            yield "".join(url_elements(Languages(instance), changed, root_url) for instance, changed in some)
    yield "</urlset>\n"


def url_elements(languages, changed, root_url):
    """A `<url>` for each language that the text is in, each with the links to all of them."""
    alternates = [(code, absolute_url(root_url, address)) for code, address in languages.alternates]
    links = format_html_join("", '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>', alternates)
    urls = [(absolute_url(root_url, address), lastmod(changed(code)), links) for code, address in languages.addresses]
    return format_html_join("", "<url><loc>{}</loc>{}{}</url>\n", urls)


def lastmod(moment):
    """Nothing where it is not known when the content last changed: a guess would devalue the others."""
    return format_html("<lastmod>{}</lastmod>", timezone.localtime(moment).isoformat("T", "seconds")) if moment else ""


class ModelSection:
    """Rows of one model. File n has the keys from (n - 1) × its size on, so that a row never changes its file.

    So the index costs one query, no file skips over the rows of those before it, and a change touches one file.
    Numbers have gaps where all of a file's rows were deleted.
    """

    size = ROWS_PER_FILE // len(codes())

    def queryset(self, pages):
        """The rows of a site with these public `pages`, each with the columns that `changed_name(code)` names."""
        raise NotImplementedError

    def changed(self, instance, code):
        return getattr(instance, changed_name(code))

    def files(self, pages):
        """`[(number, moment of the last change in it or None)]`."""
        latest = {localized_name("latest", code): Max(self.change_in(code)) for code in codes()}
        groups = self.queryset(pages).order_by().annotate(file=F("pk") / self.size).values("file").annotate(**latest)
        for group in groups.order_by("file"):
            moments = [group[name] for name in latest if group[name]]
            yield group["file"] + 1, max(moments, default=None)

    def change_in(self, code):
        return F(changed_name(code))

    def has_file(self, pages, number):
        return self.keys(pages, number).exists()

    def rows(self, pages, number):
        """`(instance, function from a language's code to the moment of its last change)`, one after another."""
        for instance in self.keys(pages, number).order_by("pk").iterator(ROWS_PER_FETCH):
            yield instance, lambda code, instance=instance: self.changed(instance, code)

    def keys(self, pages, number):
        start = (number - 1) * self.size
        return self.queryset(pages).filter(pk__gte=start, pk__lt=start + self.size)


class PageSection(ModelSection):
    """Every public page, retired channels included: who searches for one must learn that it no longer works."""

    def queryset(self, pages):
        columns = [localized_name(name, code) for name in ("url_path", "has_text") for code in codes()]
        return pages.only(*PAGE_COLUMNS, *columns).with_language_state()

    def changed(self, instance, code):
        return instance.changed_at(code)

    def change_in(self, code):
        return Coalesce(changed_name(code), "last_published_at")


class SubjectSection(ModelSection):
    """Topics, companies or authors that public pages are about; `relation` leads from a page to them.

    Their address has changed when one of the pages that it lists has.
    """

    def __init__(self, model, relation):
        self.model, self.relation = model, relation

    def changes(self, pages):
        """`{key of a subject: {code: moment of the last change}}`, in one walk through the pages."""
        found = {}
        names = [self.relation, "content_versions__language"]
        rows = pages.filter(is_listed=True).order_by().values_list(*names)
        for key, code, moment in rows.annotate(latest=Max("content_versions__changed_at")):
            found.setdefault(key, {})[code] = moment
        found.pop(None, None)
        return found

    def files(self, pages):
        latest = {}
        for key, moments in self.changes(pages).items():
            latest.setdefault(key // self.size + 1, []).extend(moment for moment in moments.values() if moment)
        for number in sorted(latest):
            yield number, max(latest[number], default=None)

    def has_file(self, pages, number):
        return any(key // self.size + 1 == number for key in self.changes(pages))

    def rows(self, pages, number):
        changes = self.changes(pages)
        keys = [key for key in changes if key // self.size + 1 == number]
        for instance in self.model.objects.filter(pk__in=keys).order_by("pk").iterator(ROWS_PER_FETCH):
            yield instance, changes[instance.pk].get


class ViewSection:
    """Views that are no pages: lists of topics and the like, by the names of their URLs. They keep no dates."""

    def __init__(self, *names):
        self.names = names

    def files(self, pages):
        yield 1, None

    def has_file(self, pages, number):
        return number == 1

    def rows(self, pages, number):
        for name in self.names:
            yield SiteView(reverse(name)), lambda code: None
