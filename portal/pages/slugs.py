"""Addresses made from titles: folded to ASCII, without a leading number, free among their siblings."""

import re

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override

from portal.pages.languages import codes, localized_name, value_in

# The views that stand beside the pages at the top of the site: a page there must not take their words.
TOP_VIEWS = ["topics", "companies", "authors", "search", "cart", "shop"]
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


def fill_slugs(row, fallback):
    """Give a row of `name` and `slug` the slugs that it lacks, from its name in each language, else `fallback`."""
    for code in codes():
        field = localized_name("slug", code)
        if not getattr(row, field):
            base = suggested_slug(value_in(row, "name", code) or row.name) or fallback
            taken = type(row).objects.exclude(pk=row.pk).values_list(field, flat=True)
            setattr(row, field, free_slug(base, set(taken)))


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
