"""The Markdown twin of each page, at its address with `index.md` added, made from what its HTML is made of."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template import Context
from django.template.loader import get_template
from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from portal.pages.addresses import split_subject, with_query
from portal.pages.conditional import REVALIDATE, read_only_file, with_etag
from portal.pages.languages import Languages, absolute_url, current, language_name
from portal.pages.markdown import tidy
from portal.pages.models import BasePage, Company, Topic
from portal.pages.models.base import with_loaded_relations
from portal.pages.pagination import one_page

FILE_NAME = "index.md"


@read_only_file
def page_twin(request, path):
    """`path` is the page's own within the language, with a slash at its end; empty for the home page."""
    site = Site.find_for_request(request)
    page_path, word, slug = split_subject(path)
    page = None if slug else site and public_page(site, path)
    if page is None and word:
        page = site and public_page(site, page_path)
        return subject_twin(request, page and page.subject_at(word, slug))
    if not page:
        raise Http404
    template = page.get_template(request).replace(".html", ".md")
    return twin(request, page, template, lambda: page.get_context(request))


def subject_twin(request, subject):
    """Of what stands right below a page and is none (`BasePage.subject_at`)."""
    if subject is None or not subject.is_public:
        raise Http404
    return twin(request, subject, subject.template.replace(".html", ".md"), lambda: subject.get_context(request))


@read_only_file
def topic_twin(request, slug):
    topic = get_object_or_404(Topic, slug=slug)
    pages = BasePage.objects.listed().about(topic).for_cards()
    context = {"topic": topic, "page_obj": one_page(request, pages)}
    return twin(request, topic, "pages/topic.md", lambda: context)


@read_only_file
def company_twin(request, slug):
    company = get_object_or_404(Company, slug=slug)
    pages = BasePage.objects.listed().filter(company=company).without_guides().for_cards()
    return twin(
        request, company, "pages/company.md", lambda: {"company": company, "page_obj": one_page(request, pages)}
    )


def public_page(site, path):
    """The page at this address in the active language, for everybody and nobody else."""
    pages = BasePage.objects.published().filter(url_path=site.root_page.url_path + path)
    page = pages.select_related("cover", "company", "content_type").with_language_state().first()
    return page and with_loaded_relations(page.specific, page)


def twin(request, instance, template, make_context):
    """`instance` (a page, topic, company, author…) as Markdown, or the way to a language that it is written in."""
    languages = Languages(instance)
    if not languages.is_translated:
        target = with_query(languages.canonical + FILE_NAME, request.META.get("QUERY_STRING", ""))
        return HttpResponsePermanentRedirect(target, headers={"Cache-Control": REVALIDATE})
    root_url = Site.find_for_request(request).root_url
    canonical = iri_to_uri(absolute_url(root_url, languages.canonical))
    context = {
        **make_context(),
        "root_url": root_url,
        "canonical": canonical,
        "language_name": language_name(languages.content),
        "other_languages": [
            {"name": language_name(code), "url": address} for code, address in languages.addresses if code != current()
        ],
        "notice": languages.notice,
    }
    body = tidy(get_template(template).template.render(Context(context, autoescape=False)))
    response = HttpResponse(body, content_type="text/markdown; charset=utf-8")
    response.headers["Link"] = f'<{canonical}>; rel="canonical"'
    return with_etag(request, response)


def twin_address(languages):
    """The path of the twin in the language that is shown, or "" for what is not public."""
    return languages.canonical and languages.canonical + FILE_NAME
