"""Which requests a kept page may answer, and under which key: the host, the path, and what of the query matters."""

import re
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from portal.pages.middleware import EDITOR_COOKIE

# In this order in the key. Anything else makes a request one for Django alone.
TELLING = ("fragment", "k", "topic", "page")
# What advertisements and newsletters add to an address, and nobody here reads.
IGNORED = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|twclid|ttclid|igshid|igsh|yclid|mc_[ce]id|_ga|_gl|ref_src"
)
LONGEST = 200  # characters of a value, and of one part of a path
FILES = re.compile(r"/(sitemap(-[a-z]+-\d+)?\.xml|llms\.txt|robots\.txt)")
PAGES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
HOST = re.compile(r"[a-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:.]{2,45}\](:\d{1,5})?", re.I)
PLAIN = re.compile(r"(/[\w.~-]+)*/?", re.ASCII)


def key_of(environ):
    """`"<host><path>?<query>"`, or None for what is Django's business.

    Only the cookie of who is signed in to the admin makes a difference; any other is not looked at.
    """
    path = environ["PATH_INFO"]
    if not path.startswith(PAGES) and not FILES.fullmatch(path):
        return None
    if EDITOR_COOKIE in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ or not is_secure(environ):
        return None
    query = environ.get("QUERY_STRING")
    if query:
        query = telling(query)
        if query is None:
            return None
    host = environ.get("HTTP_HOST", "")
    return f"{host}{path}?{query}" if query else host + path


def is_secure(environ):
    if not settings.SECURE_SSL_REDIRECT or environ["wsgi.url_scheme"] == "https":
        return True
    header, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    return environ.get(header) == value


def telling(query):
    """The query with what matters alone, in one order; None where something else is asked."""
    try:
        asked = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return None
    asked = [(name, value) for name, value in asked if not IGNORED.fullmatch(name)]
    names = [name for name, _value in asked]
    if set(names) - set(TELLING) or len(set(names)) < len(names) or any(len(value) > LONGEST for _, value in asked):
        return None
    return urlencode(sorted(asked, key=lambda pair: TELLING.index(pair[0])))


def address_of(key, content_type):
    """Where a web server finds the page below the folder of all, or None where only Python can answer it."""
    host_and_path, _mark, query = key.partition("?")
    host, _slash, path = host_and_path.partition("/")
    parts = path.split("/")
    if query or not HOST.fullmatch(host) or not PLAIN.fullmatch(f"/{path}"):
        return None
    if any(set(part) == {"."} or len(part) > LONGEST for part in parts):
        return None
    if path.endswith("/"):
        # nginx tells a type by the name alone, so a folder is a page; a feed at such an address is Python's.
        return f"{host.lower()}/{path}index.html" if content_type.startswith("text/html") else None
    return f"{host.lower()}/{path}" if "." in parts[-1] else None
