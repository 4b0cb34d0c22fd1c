"""How addresses of a site are spelled: as keys that redirects are kept under, and in the variants that people type.

A key is a path as Wagtail's `Redirect.old_path` holds it: decoded, without a slash at its end ("/sq/blog/titulli").
"""

import re
import unicodedata
from urllib.parse import urlsplit

from django.utils.translation import get_language_info
from wagtail.contrib.redirects.models import Redirect

from portal.pages.languages import codes

LONGEST_KEY = Redirect._meta.get_field("old_path").max_length
# Addresses that answer for themselves, whatever somebody has written into the table.
LEFT_ALONE = ("/admin/", "/django-admin/", "/static/", "/media/", "/api/", "/s/")
# What follows a page, topic, company or author along: its Markdown twin and its feeds.
TAIL = re.compile(r"/(index\.md|feed/rss|feed/json|feed)$", re.IGNORECASE)
# What gives the word, in the active language, that stands between the address of a page and those of its own subjects,
# which are no pages: ".../<guide>/problem/<slug>/", or ends the address of its only one. The rooms add theirs.
SUBJECT_WORDS = []
SLASHES = re.compile(r"/{2,}")
UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
FILE_NAME = re.compile(r"\.\w{2,5}$")


def is_safe(path):
    """Whether a path may be looked up at all: browsers read a backslash as a slash, databases stop at NUL."""
    return not UNSAFE.search(path)


def is_left_alone(path):
    return f"{path.rstrip('/')}/".startswith(LEFT_ALONE)


def key_of(path):
    """`"//sq/blog//titulli/"` → `"/sq/blog/titulli"`; a query string stays, its parts sorted as Wagtail does it."""
    path, mark, query = path.partition("?")
    return Redirect.normalise_path(SLASHES.sub("/", path) + mark + query)


def folded(key):
    """The key as slugs are spelled, in small ASCII letters: `"/SQ/Ndihmë"` → `"/sq/ndihme"`."""
    decomposed = unicodedata.normalize("NFKD", key)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def address_of(key):
    """The address that pages and views answer at: with a slash at its end, unless it is a file's."""
    return key if key.endswith("/") or FILE_NAME.search(key) else f"{key}/"


def split_tail(key):
    """`"/sq/tema/siguri/feed/rss"` → `("/sq/tema/siguri", "feed/rss/")`; the tail is "" where there is none."""
    tail = TAIL.search(key)
    return (key[: tail.start()] or "/", address_of(tail[1].lower())) if tail else (key, "")


def split_subject(path):
    """`"ndihme/tiktok/problemi/kopje/"` → `("ndihme/tiktok/", "problemi", "kopje")`, in the active language.

    `"ndihme/tiktok/ndryshimet/"` → `("ndihme/tiktok/", "ndryshimet", "")`, unless a page has that word for its slug.
    `(path, "", "")` where no page's own subject is meant.
    """
    words = {word() for word in SUBJECT_WORDS}
    parts = path.rstrip("/").rsplit("/", 2)
    if len(parts) == 3 and parts[1] in words:
        return f"{parts[0]}/", parts[1], parts[2]
    above, _slash, last = path.rstrip("/").rpartition("/")
    return (f"{above}/", last, "") if above and last in words else (path, "", "")


def language_in(key):
    """The language that an address begins with, or ""."""
    first = first_word(key)
    return first if first in codes() else ""


def is_foreign(key):
    """Whether an address begins with the code of a language that the site does not speak ("/de/kontakt")."""
    first = first_word(key).lower()
    if first in codes() or not re.fullmatch(r"[a-z]{2}(-[a-z]{2,4})?", first):
        return False
    try:
        return bool(get_language_info(first))
    except KeyError:
        return False


def page_key(code, root_path, url_path):
    """The key of a page: `url_path` begins with that of its site's root page, both in one language."""
    return f"/{code}/{url_path[len(root_path) :]}".rstrip("/")


def first_word(key):
    return key.lstrip("/").partition("/")[0].partition("?")[0]


def with_query(url, query):
    """An address with the query string that it was asked with, before its fragment."""
    if not query:
        return url
    head, mark, fragment = url.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{query}{mark}{fragment}"


def host_of(url):
    """The host that a browser really asks, without `www.`: `"tiktok.com"`.

    Letters beyond ASCII are shown as the network sees them (`xn--…`), because a Cyrillic а looks like a Latin one.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ascii(host)[1:-1]
