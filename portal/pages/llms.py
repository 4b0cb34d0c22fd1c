from django.http import HttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.pages.conditional import read_only_file, with_etag
from portal.pages.languages import Languages, default_language, language_name
from portal.pages.markdown import tidy
from portal.pages.models import BasePage, Company, SiteSettings, Topic
from portal.pages.shown import note
from portal.pages.twins import FILE_NAME

MAIN_ENTRIES = 50  # of guides and of articles; the next ones stand below "Optional"
OPTIONAL_ENTRIES = 100


@read_only_file
def llms(request):
    """`/llms.txt`: what this site holds, for readers that are machines, with Markdown addresses (llmstxt.org).

    It is in the default language, and names the other languages that a page is really in.
    """
    with default_language():
        site = Site.find_for_request(request)
        body = tidy(get_template("pages/llms.md").template.render(Context(content(site), autoescape=False)))
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    response.is_for_all_languages = True
    return with_etag(request, response)


def content(site):
    if site is None:
        return {"name": "", "sections": []}
    note("listed", "menu:")
    settings = SiteSettings.for_site(site)
    listed = BasePage.objects.listed().within(site.root_page)
    guides, articles = listed.of_guides(), listed.without_guides()
    menu = BasePage.objects.published().child_of(site.root_page).filter(show_in_menus=True).order_by("path")
    topics = Topic.objects.with_pages()[:OPTIONAL_ENTRIES]
    last = MAIN_ENTRIES + OPTIONAL_ENTRIES // 2
    return {
        "root_url": site.root_url,
        "name": settings.name,
        "tagline": settings.tagline,
        "footer_text": settings.footer_text,
        "sections": [
            section(_("Guides"), guides[:MAIN_ENTRIES]),
            section(_("Companies"), Company.objects.with_pages()[:OPTIONAL_ENTRIES]),
            section(_("Articles"), articles[:MAIN_ENTRIES]),
            section("Optional", [*menu, *topics, *guides[MAIN_ENTRIES:last], *articles[MAIN_ENTRIES:last]]),
        ],
    }


def section(title, instances):
    """The title of a section and its lines. llmstxt.org reserves the English word "Optional" as a title."""
    return {"title": title, "entries": [entry(one) for one in instances]}


def entry(instance):
    (_code, first), *others = Languages(instance).addresses
    name_field = "title" if isinstance(instance, BasePage) else "name"
    return {
        "instance": instance,
        "name_field": name_field,
        "name": str(instance),
        "url": first + FILE_NAME,
        "summary": getattr(instance, "short_summary", None) or getattr(instance, "description", ""),
        "others": [{"name": language_name(code), "url": address + FILE_NAME} for code, address in others],
    }
