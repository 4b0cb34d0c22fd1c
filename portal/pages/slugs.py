"""Addresses made from titles: folded to ASCII, without a leading number, free among their siblings."""

import re

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override

from portal.pages.languages import codes

# The views that stand beside the pages at the top of the site: a page there must not take their words.
TOP_VIEWS = ["topics", "companies", "authors", "search", "cart"]
FIXED_WORDS = {"s", "v", "admin", "django-admin", "static", "media", "documents", "feed"}
# With three levels of pages, a channel's whole address then fits into the 255 characters of a redirect's `old_path`.
LONGEST_SLUG = 80
LEADING_NUMBER = re.compile(r"^\s*\d+[\s.)-]+(?=\S*[^\W\d_])")


def suggested_slug(title):
    """`"8 Mënyra Si të…"` → `"menyra-si-te"`: numbers in titles change, addresses should not. May be empty."""
    return cut(slugify(LEADING_NUMBER.sub("", title or "")))


def reserved_slugs():
    """The first words of all addresses that are not pages, in every language."""
    words = set(FIXED_WORDS)
    for code in codes():
        with override(code):
            addresses = [*(reverse(view) for view in TOP_VIEWS), reverse("feedback", args=[1])]
            words |= {address.strip("/").split("/")[1] for address in addresses}
    return words


def free_slug(base, taken):
    """`base`, or `base-2`, `base-3`… when it is among `taken`; never longer than `LONGEST_SLUG`."""
    slug, number = cut(base), 1
    while slug in taken:
        number += 1
        slug = f"{cut(base, LONGEST_SLUG - len(f'-{number}'))}-{number}"
    return slug


def cut(slug, length=LONGEST_SLUG):
    """The beginning of a slug, without half a word's hyphen at its end."""
    return slug[:length].strip("-")
