"""What a page shows, told to machines as JSON-LD (https://schema.org): the part that every page shares.

A page, topic, company or author gives its own nodes from `structured_data(shown)`; blog and help make theirs in a
module of this name. Nothing is said that a reader of the page does not see.
"""

import json
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import override

from portal.pages.languages import Languages, absolute_url, shown_language
from portal.pages.pictures import machine_picture

# As Django's json_script: nothing that a person typed can end the script element or begin another.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
# Google reads this much of a headline (https://developers.google.com/search/docs/appearance/structured-data/article).
LONGEST_HEADLINE = 110
# The ratios that Google asks for: 16:9, 4:3 and 1:1. The first is what the page itself shows.
COVER_RATIOS = ["card", "cover_4_3", "cover_1_1"]


@dataclass
class Shown:
    """What JSON-LD needs to know of a page as it is shown.

    `query` leads to this page of a list; `crumbs` are the visible breadcrumbs `[{title, url}]`, `items` what the list
    shows here, `first` the place of its first item, and `context` the variables of the template.
    """

    languages: Languages
    root_url: str
    settings: object
    title: str
    description: str = ""
    query: str = ""
    crumbs: list = field(default_factory=list)
    items: list = field(default_factory=list)
    first: int = 1
    context: dict = field(default_factory=dict)

    @property
    def canonical(self):
        """The absolute address that the page is known by."""
        return self.absolute(self.languages.canonical) + self.query

    def absolute(self, address):
        return absolute_url(self.root_url, address)

    def address_of(self, instance):
        """The address that a page, topic, company or author is known by."""
        return self.absolute(Languages(instance).canonical)


def script(data):
    """A `<script>` that no browser runs: a data block is no script to a content security policy (HTML, "prepare")."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def graph(shown, nodes):
    """The page's own nodes, its breadcrumbs, and whose site it stands on."""
    shared = [breadcrumb_list(shown), website(shown), publisher(shown)]
    return {"@context": "https://schema.org", "@graph": [filled(node) for node in [*nodes, *shared] if node]}


def filled(node):
    """Without what has no value, at any depth: an empty property would be a claim."""
    if isinstance(node, dict):
        return {key: filled(value) for key, value in node.items() if value not in (None, "", [], {})}
    return [filled(one) for one in node] if isinstance(node, list) else node


# The site


def publisher(shown):
    """The organisation behind the site: never a company that a page is about."""
    settings = shown.settings
    return {
        "@type": "Organization",
        "@id": shown.absolute("/#organization"),
        "name": settings.name,
        "url": shown.absolute("/"),
        "logo": picture(shown, settings.logo, "publisher"),
        "email": settings.contact_email,
        "sameAs": [account["url"] for account in settings.social],
    }


def publisher_reference(shown):
    return {"@id": shown.absolute("/#organization")}


def website(shown):
    """The site in the language of the text, as the page is known by its address in that language."""
    language = shown.languages.content
    with override(language):
        home, search = shown.absolute(reverse("wagtail_serve", args=[""])), shown.absolute(reverse("search"))
    return {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": shown.settings.name,
        "inLanguage": language,
        "publisher": publisher_reference(shown),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def website_reference(shown):
    return {"@id": website(shown)["@id"]}


def has_trail(shown):
    """One crumb alone is no trail (https://developers.google.com/search/docs/appearance/structured-data/breadcrumb)."""
    return len(shown.crumbs) > 1


def breadcrumb_list(shown):
    """The visible breadcrumbs, which end above the page itself."""
    items = [
        {"@type": "ListItem", "position": place, "name": crumb["title"], "item": shown.absolute(crumb["url"])}
        for place, crumb in enumerate(shown.crumbs, start=1)
    ]
    return (
        {"@type": "BreadcrumbList", "@id": f"{shown.canonical}#breadcrumbs", "itemListElement": items}
        if has_trail(shown)
        else None
    )


# Pages


def page_nodes(shown):
    """What a page says that is no article and about nobody: a list says what it lists."""
    return [collection(shown) if shown.items else web_page(shown)]


def web_page(shown, kind="WebPage", **values):
    """A page that is no article: a list, a company, an author, the home page."""
    crumbs = {"@id": f"{shown.canonical}#breadcrumbs"} if has_trail(shown) else None
    return {
        "@type": kind,
        "@id": shown.canonical,
        "url": shown.canonical,
        "name": shown.title,
        "description": shown.description,
        "inLanguage": shown.languages.content,
        "isPartOf": website_reference(shown),
        "breadcrumb": crumbs,
        **values,
    }


def collection(shown, **values):
    """A page that lists others, with what it shows of them here."""
    items = item_list(shown, shown.items, shown.first)
    return web_page(shown, "CollectionPage", **({"mainEntity": items} | values))


def item_list(shown, items, first=1, anchor="items"):
    """Pages, topics, companies or authors in their order, each by the address that it is known by."""
    entries = [
        {"@type": "ListItem", "position": place, "name": str(one), "url": shown.address_of(one)}
        for place, one in enumerate(items, start=first)
    ]
    if not entries:
        return None
    return {
        "@type": "ItemList",
        "@id": f"{shown.canonical}#{anchor}",
        "numberOfItems": len(entries),
        "itemListOrder": "https://schema.org/ItemListOrderAscending",
        "itemListElement": entries,
    }


def article(shown, page, kind="Article", **values):
    """A post, a guide or a channel. The first two show their topics."""
    topics = [topic.name for topic in page.public_topics] if page.listed else []
    return {
        "@type": kind,
        "@id": f"{shown.canonical}#article",
        "mainEntityOfPage": shown.canonical,
        "headline": headline(page.title),
        "description": shown.description,
        "image": images(shown, page.cover),
        **dates(page),
        "inLanguage": shown.languages.content,
        "isPartOf": website_reference(shown),
        "author": publisher_reference(shown),  # where nobody signs
        "publisher": publisher_reference(shown),
        "articleSection": topics,
        "keywords": topics,
        **values,
    }


def headline(title):
    """The title, cut after a word where it is longer than what is read of it."""
    if len(title) <= LONGEST_HEADLINE:
        return title
    return title[: LONGEST_HEADLINE + 1].rsplit(None, 1)[0][:LONGEST_HEADLINE]


def dates(page):
    """`datePublished` is the page's own date, `dateModified` the last change of its content, as the page shows them.

    A page may be dated later than its last change; then it counts as not changed since.
    """
    published, changed = page.published_moment, page.changed_at(shown_language(page, "title"))
    moment = changed and timezone.localtime(changed)
    is_later = moment and (page.date is None or moment.date() >= page.date)
    return {
        "datePublished": published and timezone.localdate(published).isoformat(),
        "dateModified": moment.isoformat("T", "seconds") if is_later else None,
    }


def images(shown, cover):
    """The addresses of the cover in each ratio; none without a cover, or when its file is gone."""
    return list(dict.fromkeys(filter(None, (picture(shown, cover, ratio) for ratio in COVER_RATIOS))))


def picture(shown, image, use):
    """The address of a picture for a use of portal.pages.pictures, or "" where there is none, or its file is lost."""
    facts = image and machine_picture(image, use)
    return shown.absolute(facts["url"]) if facts else ""


def minutes(count):
    """A reading time as ISO 8601 has it."""
    return f"PT{count}M" if count else None


def organization(shown, company, **values):
    """A company that a page is about, as the chips below the page show it."""
    return {
        "@type": "Organization",
        "@id": f"{shown.address_of(company)}#company",
        "name": company.name,
        "url": company.website,
        "sameAs": [company.help_url] if company.help_url else [],
        **values,
    }
