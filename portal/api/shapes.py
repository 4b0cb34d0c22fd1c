"""What the API says of the things that every room knows, as plain dicts; docs/api.md and schema.json describe them.

`root_url` is the site's own, without a slash at its end: every address is absolute. A text that nobody has written
in a language is None there, and no other language stands in for it.
"""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from portal.pages.languages import Languages, codes, value_in
from portal.pages.links import absolute_html, absolute_url
from portal.pages.models import BasePage
from portal.pages.twins import FILE_NAME


def root_url_of(request):
    site = Site.find_for_request(request)
    return site.root_url if site else ""


def moment(value):
    """`"2026-11-25T09:30:00Z"`, in whole seconds, or None."""
    return value and value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_each_language(make):
    """`{code: make(code)}`, each made with its language active, so that labels and addresses are in it."""
    made = {}
    for code in codes():
        with override(code):
            made[code] = make(code)
    return made


def texts(instance, field):
    """A translated field in every language, without falling back."""
    return {code: value_in(instance, field, code) or None for code in codes()}


def rich_texts(instance, field, root_url):
    """A translated rich text in every language, as HTML with absolute links."""
    return {code: html(value_in(instance, field, code), root_url, code) for code in codes()}


def html(markup, root_url, code):
    return absolute_html(markup, root_url, code) or None


def labels(label):
    """A word of the interface in every language."""
    return in_each_language(lambda code: str(label))


def urls(instance, root_url):
    """`{code: address}` of the languages that it is really in."""
    return {code: absolute_url(address, root_url) for code, address in Languages(instance).addresses}


def languages(page, root_url):
    """What each language of a page offers; only those that the page is really in have addresses."""
    addresses = urls(page, root_url)
    return {code: one_language(page, code, addresses.get(code)) for code in codes()}


def one_language(page, code, url):
    return {
        "is_translated": url is not None,
        "is_stale": url is not None and Languages(page, code).is_stale,
        "title": value_in(page, "title", code) or None,
        "slug": value_in(page, "slug", code) if url else None,
        "url": url,
        "markdown_url": url and url + FILE_NAME,
        "summary": value_in(page, "summary", code) or None,
        "seo_title": value_in(page, "seo_title", code) or None,
        "search_description": value_in(page, "search_description", code) or None,
        "changed_at": moment(page.changed_at(code)) if url else None,
    }


def type_of(page):
    """`"help.GuidePage"`."""
    return page.specific_class._meta.label


def detail_url(name, pk, root_url):
    return root_url + reverse(f"api:{name}:detail", args=[pk])


def page_reference(page, root_url):
    """A public page as others name it, or None for one that the public must not know of."""
    if page is None or not page.is_public:
        return None
    canonical = absolute_url(Languages(page, settings.LANGUAGE_CODE).canonical, root_url)
    meta = {"type": type_of(page), "detail_url": detail_url("pages", page.pk, root_url), "html_url": canonical}
    return {"id": page.pk, "meta": meta, "title": page.title}


def picture(image, root_url):
    """The file as it was uploaded, without its metadata."""
    return image and {
        "id": image.pk,
        "url": absolute_url(image.file.url, root_url),
        "width": image.width,
        "height": image.height,
        "alt": texts(image, "alt"),
    }


def company(one, root_url):
    return one and {"slug": one.slug, "name": one.name, "urls": urls(one, root_url)}


def topic(one, root_url):
    return {"name": texts(one, "name"), "slug": texts(one, "slug"), "urls": urls(one, root_url)}


def related(page, root_url):
    """The pages that its editor picked, in their order."""
    picks = [pick.target_id for pick in page.related_picks.all()]
    public = BasePage.objects.published().in_bulk(picks)
    return [page_reference(public[pk], root_url) for pk in picks if pk in public]


def terms(request, path):
    """Where an answer comes from and what may be done with it."""
    licence = settings.CONTENT_LICENCE or None
    root_url = root_url_of(request)
    site = Site.find_for_request(request)
    name = (site and site.site_name) or settings.WAGTAIL_SITE_NAME
    return {"source": root_url + path, "licence": licence, "attribution": f"{name}, {root_url}/"}
