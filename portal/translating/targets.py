"""Which fields of pages and their rows are texts that somebody translates."""

from django.conf import settings
from django.db.models import SlugField
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from portal.pages.languages import codes, localized_name
from portal.pages.models import BasePage
from portal.pages.models.versions import translated_names


def other_languages():
    """`[(code, name)]` of the languages that texts are translated into."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def text_names(model):
    """The translated fields that hold a text, in the model's order: no slugs, nothing that is made from the rest."""
    names = translated_names(model)
    fields = [field for field in model._meta.get_fields() if field.name in names]
    return [field.name for field in fields if field.editable and not isinstance(field, SlugField)]


def rows_of(instance):
    """`(accessor, place, row)` of each row that belongs to a page or row; a change of a row is a change of its page."""
    for relation in get_all_child_relations(type(instance)):
        accessor = relation.get_accessor_name()
        if text_names(relation.related_model):
            for place, row in enumerate(getattr(instance, accessor).get_object_list()):
                yield accessor, place, row


def translated_field(model, field_name):
    """`(Step, "instruction_en")` → `("instruction", "en")`, or None for what is no translation of a text."""
    for name in text_names(model):
        for code in codes():
            if code != settings.LANGUAGE_CODE and localized_name(name, code) == field_name:
                return name, code
    return None


def belongs_to_pages(model):
    """Whether this is a page type, or a model whose rows are edited on a page's screen."""
    if issubclass(model, BasePage):
        return True
    parents = [field.related_model for field in model._meta.get_fields() if isinstance(field, ParentalKey)]
    return any(issubclass(parent, BasePage) for parent in parents)
