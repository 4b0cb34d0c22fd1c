"""The texts of a page that somebody translates, one by one, as modeltranslation and modelcluster know them."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from modeltranslation.translator import translator
from wagtail.fields import StreamField

from portal.pages.languages import codes, localized_name, value_in

# Search engines show them, but no reader of the page does.
UNSEEN = ["search_description", "seo_title"]


@dataclass(frozen=True)
class Unit:
    """One text of a page type: a translated field of the page, or of all its rows in one relation (`steps.tip`)."""

    model: type
    field: str
    relation: str = ""

    @property
    def name(self):
        return f"{self.relation}.{self.field}" if self.relation else self.field

    @property
    def label(self):
        """What editors call it: `"Introduction"`, or `"Steps: tip"` with the rows' heading in the form."""
        if not self.relation:
            return capfirst(str(self.model._meta.get_field(self.field).verbose_name))
        heading = panel_heading(self.model.get_edit_handler(), self.relation) or self.relation
        return f"{heading}: {self.row_label}"

    @property
    def row_label(self):
        model = getattr(self.model, self.relation).rel.related_model if self.relation else self.model
        return str(model._meta.get_field(self.field).verbose_name)

    def text(self, instance, code):
        """Its plain words in one language, without fallback; one line for each row that says anything."""
        if not self.relation:
            return plain_words(instance, self.field, code)
        return "\n".join(text for _source, text in self.rows(instance, code) if text)

    def rows(self, instance, code):
        """`[(words in the default language, words in this one)]` of each row; none for a field of the page."""
        rows = getattr(instance, self.relation).all() if self.relation else []
        return [tuple(plain_words(row, self.field, one) for one in (settings.LANGUAGE_CODE, code)) for row in rows]

    def differs(self, old, new):
        """Whether `new` says something else than `old`. Languages share their rows: an order or a deleted row, too."""
        return bool(set(new.split("\n")) - set(old.split("\n")) - {""}) if self.relation else new != old

    def columns(self):
        """`{name of the form's field: language}`, for a unit that is a field of the page."""
        return {} if self.relation else {localized_name(self.field, code): code for code in codes()}


@cache
def units_of(model):
    """All texts of a page type, the page's own first."""
    units = [Unit(model, name) for name in text_names(model)]
    for relation in get_all_child_relations(model):
        units += [Unit(model, name, relation.get_accessor_name()) for name in text_names(relation.related_model)]
    return units


def unit_named(model, name):
    """The unit, or None: rows outlive fields that a later version no longer has."""
    return next((unit for unit in units_of(model) if unit.name == name), None)


def unit_label(model, name):
    unit = unit_named(model, name)
    return unit.label if unit else name


def row_units(model, relation):
    return [unit for unit in units_of(model) if unit.relation == relation]


def field_unit(model, field_name):
    """`"title_en"` → its unit and `"en"`; `(None, "")` for what is no text of the page."""
    for unit in units_of(model):
        if field_name in unit.columns():
            return unit, unit.columns()[field_name]
    return None, ""


def text_names(model):
    """The translated fields that an editor writes words in: no slugs, flags, or what is made from the rest."""
    if model not in translator.get_registered_models(abstract=False):
        return []
    names = set(translator.get_options_for_model(model).all_fields)
    return [field.name for field in model._meta.concrete_fields if field.name in names and is_text(field)]


def is_text(field):
    no_words = (models.SlugField, models.URLField, models.EmailField)
    is_words = isinstance(field, (models.CharField, models.TextField, StreamField))
    return field.editable and is_words and not isinstance(field, no_words) and not field.choices


def plain_words(instance, name, code):
    """A field's words with one space between them, without markup; rich text and blocks give their own words."""
    value = value_in(instance, name, code)
    if not value:
        return ""
    field = instance._meta.get_field(localized_name(name, code))
    parts = field.get_searchable_content(value) if hasattr(field, "get_searchable_content") else [value]
    return " ".join(" ".join(str(part) for part in parts).split())


def count_words(text):
    return len(text.split())


def other_codes():
    """The languages that texts are translated into."""
    return [code for code in codes() if code != settings.LANGUAGE_CODE]


def panel_heading(panel, relation):
    """The heading of the rows' panel in an edit form, or "" where the form does not show them."""
    if getattr(panel, "relation_name", None) == relation:
        return str(panel.heading)
    headings = (panel_heading(child, relation) for child in getattr(panel, "children", []))
    return next((heading for heading in headings if heading), "")
