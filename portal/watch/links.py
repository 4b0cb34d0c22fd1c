"""Links to other sites in the texts of public pages, whatever their type."""

from html import unescape
from itertools import batched

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText

from portal.pages.languages import codes, localized_name, value_in
from portal.pages.links import HREF
from portal.pages.texts import units_of

PAGES_AT_ONCE = 100


def links_in_texts(pages):
    """`(page id, url, "link")` of each link in rich text, in every language and in the rows of a page as well."""
    keys = pages.published().order_by("path").values_list("pk", flat=True)
    for some in batched(list(keys), PAGES_AT_ONCE):
        for page in pages.filter(pk__in=some).specific():
            for markup in rich_texts(page):
                # A link to a page of this site is stored by its id, without an address.
                yield from ((page.pk, unescape(href), "link") for href in HREF.findall(markup))


def rich_texts(page):
    for unit in units_of(type(page)):
        rows = getattr(page, unit.relation).all() if unit.relation else [page]
        for row in rows:
            for code in codes():
                yield from texts_in(row, unit.field, code)


def texts_in(row, name, code):
    value = value_in(row, name, code)
    if isinstance(row._meta.get_field(localized_name(name, code)), RichTextField):
        return [value or ""]
    return markup_in(value)


def markup_in(value):
    """The rich texts in the value of a block or a stream, at any depth. What is typed as plain text or code is none."""
    if isinstance(value, RichText):
        yield value.source
    for inner in values_within(value):
        yield from markup_in(inner)


def values_within(value):
    if isinstance(value, StreamValue):
        return [child.value for child in value]
    if isinstance(value, TypedTable):
        return [cell.value for row in value.rows for cell in row]
    if isinstance(value, StructValue):
        return value.values()
    return value if isinstance(value, ListValue) else []
