"""What the editor lists above a page's form: findings of the draft, or what a refused form wants."""

from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage

from portal.pages.findings import label_of
from portal.pages.forms import error_places


@dataclass(frozen=True)
class Entry:
    """One line: which field, what is wrong with it, and the id of its input."""

    label: str
    message: str
    anchor: str
    is_error: bool = True

    @classmethod
    def of(cls, page, finding):
        return cls(label_of(page, finding.place), str(finding.message), finding.place.anchor, finding.is_error)

    @classmethod
    def of_form(cls, form, place, message):
        return cls(form_label(form, place), message, place.anchor)

    @property
    def level(self):
        return _("Error") if self.is_error else _("Warning")


@dataclass(frozen=True)
class Checklist:
    """Its entries, errors first. `is_refusal` tells a form that was sent back from a draft that was opened."""

    entries: list
    is_refusal: bool = False

    @property
    def error_count(self):
        return sum(one.is_error for one in self.entries)

    @property
    def warning_count(self):
        return len(self.entries) - self.error_count


def checklist_of(form):
    """The Checklist of a page's form; an empty one for the forms of anything else and for a new page."""
    if not isinstance(form.instance, AbstractPage):
        return Checklist([])
    if form.is_bound:
        return Checklist([Entry.of_form(form, *found) for found in error_places(form)], is_refusal=True)
    page = form.instance
    entries = [Entry.of(page, finding) for finding in page.publishing_findings()] if page.pk else []
    return Checklist(sorted(entries, key=lambda entry: not entry.is_error))


def form_label(form, place):
    """As `label_of`, of what was posted; the form's own words for what is no field of the page."""
    value = form[place.field].value() if place.path else None
    try:
        return label_of(form.instance, place, value)
    except FieldDoesNotExist:
        field = form.fields.get(place.field)
        return str(field.label) if field else ""
