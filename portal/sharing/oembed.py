"""What oEmbed (https://oembed.com) tells of an address of this site: a card of plain HTML, without script or style."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import override

from portal.pages.addresses import key_of, language_in
from portal.pages.languages import Languages, absolute_url
from portal.pages.lost import AddressBook, spellings
from portal.pages.models import BasePage, SiteSettings
from portal.pages.templatetags.pages_tags import description_of, share_image
from portal.sharing.cards import SMALL, card_of
from portal.sharing.drawing import HEIGHT, WIDTH
from portal.sharing.models import ShortLink

CACHE_AGE = 3600  # seconds; a channel may be verified or retired on any day
LONGEST_URL = 2000
CARD_WIDTH = SMALL
TEXT_HEIGHT = 150  # of title, description and site below the picture
NO_LIMIT = 100_000


class GoneError(Exception):
    """Something public was here that has been taken down."""


@dataclass(frozen=True)
class Target:
    """The page, channel or problem that an address shows, and the language that it is read in there."""

    shown: object
    code: str


def find(site, url):
    """The `Target` of an absolute URL of this site, however it is spelled, or None; raises `GoneError`."""
    book = AddressBook(site)
    path = book.own_path(url) if url.lower().startswith(("http://", "https://")) else None
    if path is None:
        return None
    parts = urlsplit(path)
    found, key = find_shown(book, unquote(parts.path), parts.query), part_key(parts)
    if found and key and isinstance(found.shown, BasePage):
        return Target(found.shown.part(key) or found.shown, found.code)
    return found


def find_shown(book, path, query):
    key = short_key(path)
    if key:
        return find_short(key)
    if path == "/":
        root = book.root.specific
        return Target(root, settings.LANGUAGE_CODE) if root.is_public else None
    for spelling in spellings(path, query):
        place = book.place_with_tail(spelling)
        if place and place.kind == "gone":
            raise GoneError
        shown = place and shown_at(book, place)
        if shown:
            return Target(shown, language_in(urlsplit(place.url).path) or settings.LANGUAGE_CODE)
    return None


def shown_at(book, place):
    """The page in this place, or what stands below one (`BasePage.subject_at`), or None."""
    if place.page:
        return place.page.specific
    path = book.own_path(place.url)
    return book.subject_at(key_of(urlsplit(path).path)) if path else None


def short_key(path):
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.kwargs["key"] if match.url_name == "short_link" else ""


def find_short(key):
    """A short link is read in the default language: the answer to one URL must be the same for everybody."""
    link = ShortLink.objects.typed(key)
    if link and link.page and link.page.is_public:
        return Target(link.shown, settings.LANGUAGE_CODE)
    if link and link.is_gone:
        raise GoneError
    return None


def part_key(parts):
    """The channel's key in `?k=<key>` or `#k-<key>`, or ""."""
    named = parse_qs(parts.query).get("k", [""])[0]
    return named or parts.fragment.removeprefix("k-") * parts.fragment.startswith("k-")


def answer(target, site, max_width=NO_LIMIT, max_height=NO_LIMIT):
    """The JSON object of type "rich" (oembed.com, 2.3.4), no larger than `max_width` × `max_height` pixels."""
    page, languages = target.shown, Languages(target.shown, target.code)
    with override(languages.content):
        name, home = SiteSettings.for_site(site).name, f"{site.root_url}/"
        author = author_of(page, site.root_url)
        picture = picture_of(page, target.code, site.root_url, name, max_width, max_height)
        width = min(CARD_WIDTH, max_width)
        card = {
            "url": absolute_url(site.root_url, languages.canonical),
            "language": languages.content,
            "title": page.title,
            "description": description_of(page),
            "site_name": name,
            "picture": picture,
            "width": width,
            "height": width * HEIGHT // WIDTH,
        }
        facts = {
            "version": "1.0",
            "type": "rich",
            "title": page.title,
            "author_name": author.get("name", name),
            "author_url": author.get("url", home),
            "provider_name": name,
            "provider_url": home,
            "cache_age": CACHE_AGE,
            "width": width,
            "height": min(TEXT_HEIGHT + (card["height"] if picture else 0), max_height),
            "html": render_to_string("sharing/oembed.html", card).strip(),
        }
    thumbnail = {f"thumbnail_{key}": picture[key] for key in ("url", "width", "height")} if picture else {}
    return facts | thumbnail


def author_of(page, root_url):
    """`{name, url}` of those who sign an article, or nothing."""
    authors = getattr(page, "authors_list", [])
    names = ", ".join(author.name for author in authors)
    return {"name": names, "url": root_url + authors[0].get_absolute_url()} if names else {}


def picture_of(page, code, root_url, brand, max_width, max_height):
    """The largest preview that fits, `{url, width, height, …}`, or None: an editor's picture, else the card."""
    width = next((one for one in (WIDTH, SMALL) if one <= max_width and one * HEIGHT // WIDTH <= max_height), None)
    if width is None:
        return None
    cover = share_image(page, root_url, "preview" if width == WIDTH else "small_preview")
    card = None if cover else card_of(page, code, brand)
    return cover or (card and card.picture(root_url, width))
