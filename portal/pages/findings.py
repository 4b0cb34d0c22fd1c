"""What is wrong with a page that readers are about to see, as data, and the checks that all pages share.

A page gathers its findings in `publishing_findings()`; its form refuses to publish the errors among them
(portal.pages.forms), and the editor shows all of them with the way to each (docs/publishing-checks.md).
"""

from dataclasses import dataclass, replace
from urllib.parse import unquote

import phonenumbers
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from portal.pages.languages import codes, language_name, localized_name, value_in
from portal.pages.link_words import says_nothing
from portal.pages.texts import UNSEEN, other_codes, panel_heading, units_of

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
TITLE_LEVEL = 1  # of every page; a text goes on below it
SHORT_NUMBER = 6  # digits: 112 or 19 999 are dialled without a country code


@dataclass(frozen=True)
class Place:
    """An input of a page's edit form: a field of the page, or of the row at position `row` of a relation.

    `path` leads on into a StreamField by positions and names: `(3, "pictures", 0, "alt")`.
    """

    field: str
    relation: str = ""
    row: int = 0
    path: tuple = ()

    def within(self, *steps):
        return replace(self, path=self.path + steps)

    @property
    def anchor(self):
        """The id of the input, as Django and Wagtail's blocks name them."""
        if self.path:
            return "-".join([self.field, *(f"{step}-value" if isinstance(step, int) else step for step in self.path)])
        return f"id_{self.relation}-{self.row}-{self.field}" if self.relation else f"id_{self.field}"


@dataclass(frozen=True)
class Finding:
    """Something to mend, and where. Errors keep a page from being published, warnings (`is_error=False`) do not."""

    message: str | Promise
    place: Place
    is_error: bool = True


def stored_rows(page):
    """A function that gives the rows of one of the page's relations, in their order."""
    return lambda relation: list(getattr(page, relation).all())


def shared_findings(page, rows):
    """What every page is checked for; `rows` is a function as `stored_rows` makes."""
    for place, field, value, code in long_texts(page, rows):
        yield from text_findings(field, value, place, code)
    for code in other_codes():
        if not page.is_written_in(code):
            message = _("There is no %(language)s text yet: readers of that language are shown the original.")
            yield Finding(message % {"language": language_name(code)}, untranslated_place(page, code), is_error=False)


# Texts with markup or blocks


def long_texts(page, rows):
    """`(Place, field, value, language)` of every rich text and every StreamField of the page and its rows."""
    for unit in units_of(type(page)):
        holders = enumerate(rows(unit.relation)) if unit.relation else [(0, page)]
        for row, holder in holders:
            for code in codes():
                name = localized_name(unit.field, code)
                field, value = holder._meta.get_field(name), getattr(holder, name)
                if isinstance(field, (RichTextField, StreamField)) and value:
                    yield Place(name, unit.relation, row), field, value, code


def text_findings(field, value, place, code):
    level = TITLE_LEVEL
    for block, piece, where in pieces(getattr(field, "stream_block", field), value, place):
        if hasattr(block, "publishing_findings"):
            yield from block.publishing_findings(piece, where, code)
        soup = soup_of(block, piece)
        for found in heading_levels(block, piece, soup):
            if found > level + 1:
                yield Finding(_("A heading level is skipped: this heading belongs below one that is not there."), where)
            level = found
        for link in soup.find_all("a") if soup else []:
            yield from link_findings(link, where)


def pieces(block, value, place):
    """A block and all blocks within it, in reading order, as `(block, value, Place)`."""
    yield block, value, place
    if isinstance(block, blocks.BaseStreamBlock):
        for position, child in enumerate(value or []):
            yield from pieces(child.block, child.value, place.within(position))
    elif isinstance(block, blocks.ListBlock):
        for position, item in enumerate(value or []):
            yield from pieces(block.child_block, item, place.within(position))
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from pieces(child, value.get(name), place.within(name))


def soup_of(block, value):
    is_rich = isinstance(block, (RichTextField, blocks.RichTextBlock)) and value
    return BeautifulSoup(getattr(value, "source", value), "html.parser") if is_rich else None


def heading_levels(block, value, soup):
    """The levels of the headings in one block: 2 for a section of the page."""
    if hasattr(block, "heading_level"):
        return [block.heading_level(value)]
    return [int(heading.name[1]) for heading in soup.find_all(HEADINGS)] if soup else []


def link_findings(link, place):
    words = " ".join(link.get_text().split())
    if problem := address_problem(link.get("href", "")):
        yield Finding(problem % {"words": words}, place)
    if says_nothing(words):
        message = _("The link “%(words)s” does not say where it leads.")
        yield Finding(message % {"words": words}, place, is_error=False)


def address_problem(href):
    """What is wrong with a mail or telephone link, as a message that wants `words`; "" for all others."""
    scheme, _colon, rest = href.strip().partition(":")
    if scheme.lower() == "mailto" and not are_mailboxes(unquote(rest.partition("?")[0])):
        return _("The link “%(words)s” leads to no valid e-mail address.")
    if scheme.lower() == "tel" and not is_phone_number(unquote(rest)):
        return _("The link “%(words)s” leads to no valid phone number. Give it with its country code: +355 4 123 4567.")
    return ""


def are_mailboxes(text):
    try:
        for address in text.split(","):
            validate_email(address.strip())
    except ValidationError:
        return False
    return True


def is_phone_number(text):
    digits = text.replace(" ", "").replace("-", "")
    if digits.isdecimal() and len(digits) <= SHORT_NUMBER:
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, None))
    except phonenumbers.NumberParseException:
        return False


def untranslated_place(page, code):
    """Where the translation begins: the first text that the default language has and this one has not."""
    for unit in units_of(type(page)):
        if unit.field in UNSEEN:
            continue
        texts = unit.rows(page, code) if unit.relation else [(unit.text(page, codes()[0]), unit.text(page, code))]
        for row, (source, text) in enumerate(texts):
            if source and not text:
                return Place(localized_name(unit.field, code), unit.relation, row)
    return Place(localized_name("title", code))


def lacks_alt(row, picture, alt):
    """Whether a row shows a picture that it describes in no language."""
    return bool(getattr(row, picture)) and not any(value_in(row, alt, code) for code in codes())


# What editors call a place


def label_of(page, place, value=None):
    """`"Title [sq]"`, `"Steps 2: instruction [sq]"`, `"Text [sq], 3: Picture – Alternative text"`.

    `value` is that of the StreamField as the form shows it, the page's own unless it is given.
    """
    model = type(page)
    if place.relation:
        heading = panel_heading(model.get_edit_handler(), place.relation) or place.relation
        row_model = getattr(model, place.relation).rel.related_model
        return f"{heading} {place.row + 1}: {row_model._meta.get_field(place.field).verbose_name}"
    field = model._meta.get_field(place.field)
    label = capfirst(str(field.verbose_name))
    if not place.path:
        return label
    return label + path_label(field.stream_block, getattr(page, place.field) if value is None else value, place.path)


def path_label(block, value, path):
    if not path:
        return ""
    step, *rest = path
    if isinstance(block, blocks.BaseStructBlock):
        child = block.child_blocks[step]
        return f" – {child.label}{path_label(child, value.get(step), rest)}"
    if isinstance(block, blocks.ListBlock):
        return f" {step + 1}{path_label(block.child_block, value[step], rest)}"
    child = value[step]
    return f", {step + 1}: {child.block.label}{path_label(child.block, child.value, rest)}"
