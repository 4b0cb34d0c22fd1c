from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import override

from portal.pages.languages import current
from portal.pages.models import BasePage, SubjectList
from portal.pages.redirects import SUBJECTS
from portal.pages.shown import note_answered
from portal.pages.templatetags.pages_tags import (
    canonical_url,
    meta_of,
    seen_languages,
    share_image,
    site_root_url,
    subject_of,
)
from portal.sharing.cards import card_of
from portal.sharing.keys import link_of, short_url
from portal.sharing.links import share_links
from portal.sharing.qr import qr_code

register = template.Library()


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context, page):
    """The share box of a page: its canonical address, its short link, and plain links to share it."""
    url = canonical_url(context, page)
    return {
        "url": url,
        "short_url": short_url(page),
        "title": page.title,
        "links": share_links(page.title, url),
        "request": context["request"],
    }


@register.inclusion_tag("components/short_link.html")
def short_link(page):
    """A page's short link to read, follow and copy, beside other things about it."""
    url = short_url(page)
    return {"url": url, "text": url.partition("://")[2]}


@register.inclusion_tag("components/paper_foot.html", takes_context=True)
def paper_foot(context, page):
    """What a printed page ends with: a QR code of its short link, the link and its address. Not on screens."""
    url = short_url(page)
    return {
        "url": url,
        "text": url.partition("://")[2],
        "qr": qr_code(url) if url else "",
        "address": canonical_url(context, page),
    }


@register.inclusion_tag("components/open_graph.html", takes_context=True)
def open_graph(context):
    """What previews of a shared link show, and where oEmbed tells more: of the channel that `?k=` names, if any."""
    around = context.flatten() | {"page": part_of(context)}
    meta, root_url, page = meta_of(around), site_root_url(context["request"]), subject_of(around) or list_of(context)
    with override(seen_languages(around).content):
        image = None if context.get("is_error") else preview_of(page, root_url, meta["site_name"])
    is_embeddable = link_of(page) and meta.get("canonical")
    return {"meta": meta, "image": image, "oembed_url": oembed_url(root_url, meta) if is_embeddable else ""}


def list_of(context):
    """The page of all topics, companies or authors, where that is what is shown, or None."""
    model = getattr(context.get("items"), "model", None)
    return SubjectList(model) if model in SUBJECTS.values() else None


def part_of(context):
    """The page that is shown, or the part of it that `?k=<key>` names. An unknown key names nothing."""
    page, key = context.get("page"), context["request"].GET.get("k")
    part = page.part(key) if key and isinstance(page, BasePage) else None
    if part:
        note_answered("k")
    return part or page


def preview_of(page, root_url, brand):
    """`{url, width, height, alt, type}` of an editor's own picture, else of the page's card, or None."""
    picture = share_image(page, root_url)
    card = None if picture else card_of(page, current(), brand)
    return picture or (card and card.picture(root_url))


def oembed_url(root_url, meta):
    return f"{root_url}{reverse('oembed')}?{urlencode({'url': meta['canonical'], 'format': 'json'})}"
