"""Absolute links, for those who read the texts elsewhere than on their page."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

HREF = re.compile(r'\bhref="([^"]*)"')
SCHEMES = {"http", "https", "mailto", "tel"}
SITE_RELATIVE = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")(/(?!/)[^"]*)')


def absolute_url(url, root_url):
    """`url` as it can be opened from anywhere; `root_url` is the site's, without a slash at its end."""
    return iri_to_uri(root_url + url if url.startswith("/") and not url.startswith("//") else url)


def safe(url):
    """A link that may be followed from anywhere: web, mail, telephone or this site's own; "" for any other."""
    url = str(url).strip()
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in SCHEMES or (not scheme and ":" not in url.partition("/")[0]) else ""


def absolute_html(markup, root_url, code):
    """Stored rich text as HTML with absolute links, those to pages in the language `code`."""
    if not markup:
        return ""
    with override(code):
        expanded = HREF.sub(
            lambda found: found[0] if safe(unescape(found[1])) else 'href=""', expand_db_html(str(markup))
        )
        return SITE_RELATIVE.sub(lambda found: found[1] + root_url + found[2], expanded)
