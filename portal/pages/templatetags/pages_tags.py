import re

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.pages.feed_formats import feed_links
from portal.pages.icons import drawings
from portal.pages.languages import (
    Languages,
    SiteView,
    absolute_url,
    current,
    language_name,
    shown_language,
    value_in,
)
from portal.pages.middleware import is_editor
from portal.pages.models import BasePage, SiteSettings
from portal.pages.pictures import machine_picture
from portal.pages.remembered import remembered
from portal.pages.shown import note, rank
from portal.pages.sites import site_of
from portal.pages.twins import twin_address

register = template.Library()
AFTER_SIGNS = re.compile(r"([/._-])(?!$)")
# Albanian gives foreign names their endings after a hyphen: TikTok-un, feedback-ut.
ENDING = re.compile(r"(?<=\w)-\w{1,4}\b(?!-)")


@register.simple_tag
def icon(name, classes=""):
    """A drawing of static/icons/sprite.svg, hidden from screen readers: the text beside it says the same.

    It stands in the page itself: the twenty of a page weigh less than the file of all, which would be asked for, too.
    """
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        classes,
        mark_safe(drawings().get(name, "")),
    )


@register.filter
def lang_of(instance, field):
    """` lang="sq"` when the field shows another language than the page's, else nothing."""
    shown = shown_language(instance, field) if instance else current()
    return format_html(' lang="{}"', shown) if shown != current() else ""


@register.filter
def breakable(address):
    """A long address with places where a narrow screen may break it."""
    return mark_safe(AFTER_SIGNS.sub(r"\1<wbr>", escape(address)))


@register.filter
def with_endings(title):
    """A title as HTML in which no line ends between a word and its short ending: "feedback-" / "ut"."""
    return mark_safe(ENDING.sub(r'<span class="nowrap">\g<0></span>', escape(title)))


@register.filter
def stored_html(text):
    """Rich text as it is stored, its links still ids: a feed resolves those of all its entries at once."""
    return mark_safe(getattr(text, "source", text) or "")


def canonical_url(context, page):
    """The absolute address that a page is known by, in the language that it is written in; "" where it has none."""
    canonical = Languages(page).canonical if page.pk else ""
    return absolute_url(site_root_url(context["request"]), canonical)


@register.simple_tag(takes_context=True)
def is_editors_browser(context):
    request = context.get("request")
    return bool(request) and is_editor(request)


@register.inclusion_tag("components/header.html", takes_context=True)
def header(context):
    return chrome(context) | {
        "home_url": reverse("wagtail_serve", args=[""]),
        "search_url": reverse("search"),
        "cart_url": reverse("cart"),
        "query": context.get("query", ""),
    }


@register.inclusion_tag("components/footer.html", takes_context=True)
def footer(context):
    return chrome(context) | {"feed_url": reverse("feed")}


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context):
    """From the home page to what stands above this page."""
    return {"crumbs": trail(context), "LANGUAGE_CODE": current()}


def trail(context):
    """The breadcrumbs `[{title, url, lang}]`, for readers and for JSON-LD.

    A page's ancestors come from `surroundings`, which the header has asked for; a topic, company or author stands in
    its list, and what has a `parent_page` below that. Home, search and cart stand below nothing.
    """
    subject = subject_of(context)
    if isinstance(subject, BasePage):
        above = ancestors(context["request"], subject)
    elif hasattr(subject, "parent_page"):
        above = [*ancestors(context["request"], subject.parent_page), crumb(context["request"], subject.parent_page)]
    elif subject is not None:
        above = [(str(subject.list_title), reverse(subject.list_view), current())]
    else:
        above = []
    if not above and not stands_below_home(context, subject):
        return []
    crumbs = [(_("Home"), reverse("wagtail_serve", args=[""]), current()), *above]
    return [dict(zip(("title", "url", "lang"), crumb, strict=True)) for crumb in crumbs]


def ancestors(request, page):
    return [
        crumb(request, one)
        for one in surroundings(request, page)
        if one.depth > 2 and one.pk != page.pk and page.path.startswith(one.path)
    ]


def crumb(request, page):
    return page.title, page.get_url(request), shown_language(page, "title")


def stands_below_home(context, subject):
    return "items" in context if subject is None else getattr(subject, "depth", 0) > 2


@register.inclusion_tag("components/language_notice.html", takes_context=True)
def language_notice(context):
    """Says that a page is not translated, or that its translation has fallen behind; shows nothing else."""
    languages = subject_of(context) and seen_languages(context)
    notice = languages.notice if languages else None
    return {"notice": notice, "language_name": language_name(notice.language) if notice else ""}


@register.inclusion_tag("components/meta.html", takes_context=True)
def page_meta(context):
    """Title, description, canonical, alternates and feeds of whatever is shown, in its language.

    A view that shows no page gives its own `title`, `description` and, where search engines should stay away,
    `robots`. What previews are told is Open Graph's, in portal.sharing.
    """
    meta = meta_of(context)
    feeds = [*feeds_of(followed(subject_of(context))), *feed_links("feed", meta["site_name"])]
    return {"meta": meta, "feeds": feeds}


def meta_of(context):
    """What machines are told of whatever is shown: its words and its addresses."""
    root_url, languages = site_root_url(context["request"]), seen_languages(context)
    with override(languages.content):
        meta = words_of(context)
    if not context.get("is_error"):
        meta |= addresses_of(languages, root_url)
        meta["markdown"] = twin_url(context, languages, root_url)
        turn_to_page(meta, context)
    return meta


def words_of(context):
    """What previews and search engines are told of the text, in the language that the text is in."""
    instance, name = subject_of(context), site_settings(context["request"]).name
    title = getattr(instance, "title_tag", "") or context.get("title") or str(instance or name)
    words = {
        "site_name": name,
        "title": getattr(instance, "title", "") or title,
        "tab_title": title if title.split(" – ")[0] == name else f"{title} – {name}",
        "description": description_of(instance) or context.get("description", ""),
        "robots": context.get("robots", ""),
        "og_type": getattr(instance, "og_type", "website"),
    }
    if words["og_type"] == "article":
        words |= {"published": instance.published_moment, "modified": instance.changed_at(current())}
    return words


@register.inclusion_tag("components/feed_links.html")
def feed_list(subject, label=""):
    """The feeds of a topic, company or author, for readers to choose from."""
    return {"feeds": feeds_of(subject), "label": label}


def followed(instance):
    """What readers of a page can follow: the page's subject itself, or the company whose channels a guide shows."""
    return instance.company if getattr(instance, "follows_company", False) else instance


def feeds_of(subject):
    """The feeds of a subject in the active language; a page and a subject without any have none."""
    name = getattr(subject, "feed_name", "")
    return feed_links(name, subject.feed_title, subject.slug) if name and subject.pk else []


def twin_url(context, languages, root_url):
    """The address of the Markdown twin of a page, topic, company or author; other views have none."""
    return absolute_url(root_url, twin_address(languages)) if subject_of(context) else ""


def turn_to_page(meta, context):
    """The second page of a list is another page than the first, to search engines too."""
    page_obj = context.get("page_obj")
    if page_query(context):
        meta["canonical"] += page_query(context)
        meta["tab_title"] += _(" – page %(number)s") % {"number": page_obj.number}
        meta["alternates"] = []
        meta["markdown"] = ""


def page_query(context):
    """What leads to this page of a list: `"?page=2"`, or nothing on the first."""
    page_obj = context.get("page_obj")
    if not page_obj or page_obj.number == 1:
        return ""
    return f"?{context.get('base_query', '')}page={page_obj.number}"


def addresses_of(languages, root_url):
    """Canonical, alternates and Open Graph locales of whatever is shown."""
    return {
        "canonical": absolute_url(root_url, languages.canonical),
        "alternates": [(code, absolute_url(root_url, address)) for code, address in languages.alternates],
        "og_locale": languages.og_locale,
        "og_locale_alternates": languages.og_locale_alternates,
    }


@register.inclusion_tag("components/latest.html", takes_context=True)
def latest_posts(context, count=3):
    """The newest posts and guides, without what the page shows already: itself and its related pages."""
    shown = getattr(context["request"], "_kanal_related", [])
    around = [context.get("page"), context.get("guide")]
    shown = [*shown, *(page.pk for page in around if isinstance(page, BasePage))]
    pages = list(BasePage.objects.listed().exclude(pk__in=shown).for_cards()[:count])
    note("listed", floor=rank(pages[-1]) if len(pages) == count else 0)
    menu = surroundings(context["request"], context.get("guide") or context.get("page"))
    index = next((one for one in menu if one.specific_class.holds_articles), None)
    blog_url = index.get_url(context["request"]) if index else ""
    return card_context(context, pages) | {"heading_id": "latest", "blog_url": blog_url}


@register.inclusion_tag("components/related.html", takes_context=True)
def related_pages(context, page, count=3):
    """What to read next: the editor's picks, then what shares topics or company, then the newest."""
    pages = list(BasePage.objects.related_to(page).for_cards()[:count])
    note_related(page, pages, count)
    context["request"]._kanal_related = [one.pk for one in pages]
    return card_context(context, pages)


def note_related(page, pages, count):
    """Which pages would come into this list: no other one while it is full of picks, else what is nearer or newer."""
    last = pages[-1] if len(pages) == count else None
    if last is None or last.pick is None:
        floor = rank(last, last.kinship) if last else 0
        kin = [f"members:topic:{topic.pk}" for topic in page.public_topics]
        kin += [f"members:company:{page.company_id}"] if page.company_id else []
        note("listed", *kin, floor=floor)


def card_context(context, pages):
    return {"pages": pages, "request": context.get("request"), "LANGUAGE_CODE": current()}


def chrome(context):
    """What header and footer share: settings, the main menu and the languages, asked once for each request."""
    request, subject = context["request"], subject_of(context)
    page = getattr(subject, "parent_page", subject)
    return {
        "request": request,
        "site_settings": site_settings(request),
        "nav": main_menu(request, page),
        "languages": switcher(context),
        "LANGUAGE_CODE": current(),
        "home_url": reverse("wagtail_serve", args=[""]),
    }


def main_menu(request, page):
    home_path = request.path
    entries = [
        {"title": one.title, "url": one.get_url(request), "lang": shown_language(one, "title")}
        for one in surroundings(request, page)
        if one.depth == 3 and one.show_in_menus
    ]
    entries.append({"title": _("Topics"), "url": reverse("topics"), "lang": current()})
    for entry in entries:
        entry["current"] = bool(entry["url"]) and home_path.startswith(entry["url"])
    return entries


def surroundings(request, page):
    """The pages at the top of the site, which the menu is made of, and all ancestors of `page`; kept on the request."""
    if not hasattr(request, "_kanal_surroundings"):
        site = site_of(request)
        top = top_pages(site) if site else []
        request._kanal_surroundings = sorted([*top, *ancestors_below(top, page)], key=lambda one: one.path)
    return request._kanal_surroundings


@remembered
def top_pages(site):
    """The root of a site, what stands in its menu, and the other pages right below the root, such as its indexes."""
    root = site.root_page
    note("menu:", f"under:{root.path}")
    top = BasePage.objects.filter(depth=root.depth + 1, path__startswith=root.path)
    return list(BasePage.objects.published() & (top | BasePage.objects.filter(pk=root.pk)))


def ancestors_below(top, page):
    """The ancestors of a page, and itself, without those at the top; most pages have none."""
    if not top or not isinstance(page, BasePage) or not page.path:
        return []
    steps = range(top[0].steplen * (min(one.depth for one in top) + 2), len(page.path), page.steplen)
    paths = [page.path[:end] for end in steps]
    return BasePage.objects.published().filter(path__in=paths) if paths else []


def site_settings(request):
    if not hasattr(request, "_kanal_settings"):
        site = site_of(request)
        request._kanal_settings = settings_of(site) if site else SiteSettings()
    return request._kanal_settings


@remembered
def settings_of(site):
    note("shop:")
    return SiteSettings.for_site(site)


def site_root_url(request):
    site = site_of(request)
    return site.root_url if site else ""


def subject_of(context):
    """The page, topic, company or author that is shown, or None on a view of its own such as the search."""
    page = context.get("page")
    return page if isinstance(page, BasePage) else context.get("subject")


def seen_languages(context):
    """The languages of what is shown: of the page or subject, else of the view's own address."""
    instance = subject_of(context)
    if instance is not None and instance.pk:
        return Languages(instance)
    return Languages(instance or SiteView(context["request"].path))


def switcher(context):
    """Where each language of the switcher leads: never to a page that is not there."""
    if context.get("is_error"):
        return Languages(SiteView(reverse("wagtail_serve", args=[""]))).switcher
    if subject_of(context) is None:
        return Languages(SiteView(context["request"].get_full_path())).switcher
    return seen_languages(context).switcher


def description_of(instance):
    """What an editor wrote for search engines in this very language, else the beginning of the text."""
    written = isinstance(instance, BasePage) and value_in(instance, "search_description", current())
    names = ("short_summary", "description", "bio")
    return written or next((text for text in (getattr(instance, name, "") for name in names) if text), "")


def share_image(instance, root_url, use="preview"):
    """The picture that an editor chose for previews, as `large_picture`, or None."""
    return large_picture(getattr(instance, "share_cover", None), str(instance), root_url, use)


def large_picture(cover, title, root_url, use="preview"):
    """A cover as previews want it, `{url, width, height, alt, type}`, or None; `title` stands in for its text."""
    facts = cover and machine_picture(cover, use)
    if not facts:
        return None
    kind = "image/png" if facts["url"].lower().endswith(".png") else "image/jpeg"
    return facts | {"url": absolute_url(root_url, facts["url"]), "alt": cover.alt or title, "type": kind}
