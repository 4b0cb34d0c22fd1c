from django import template
from django.conf import settings
from django.utils.text import capfirst
from wagtail.models import AbstractPage

from portal.pages.languages import language_name
from portal.pages.texts import field_unit, row_units
from portal.translating.radar import Radar

register = template.Library()


@register.inclusion_tag("translating/notes.html")
def radar_notes(panel):
    """What is stale in the text of a bound field or rows panel; draws nothing elsewhere and where nothing is."""
    if not is_of_page(panel):
        return {}
    radar = radar_of(panel.form)
    if hasattr(panel.panel, "relation_name"):
        names = {unit.name for unit in row_units(type(panel.instance), panel.panel.relation_name)}
        return {"notes": [note for note in radar.notes if note.mark.unit in names], "names_unit": True}
    unit, code = field_unit(type(panel.instance), panel.panel.field_name)
    return {"notes": radar.of_unit(unit.name, code) if unit else []}


@register.inclusion_tag("translating/ticks.html")
def radar_ticks(panel):
    """The boxes "The meaning has changed" for the default language's text of a bound field or rows panel."""
    if not is_of_page(panel) or "meaning_changes" not in panel.form.fields:
        return {}
    if hasattr(panel.panel, "relation_name"):
        units = row_units(type(panel.instance), panel.panel.relation_name)
        labels = [(unit.name, capfirst(unit.row_label)) for unit in units]
    else:
        unit, code = field_unit(type(panel.instance), panel.panel.field_name)
        labels = [(unit.name, "")] if unit and code == settings.LANGUAGE_CODE else []
    ticked = panel.form["meaning_changes"].value() or []
    boxes = [{"value": name, "label": label, "checked": name in ticked} for name, label in labels]
    return {
        "boxes": boxes,
        "name": panel.form["meaning_changes"].html_name,
        "prefix": panel.prefix,
        "of_rows": hasattr(panel.panel, "relation_name"),
        "language": language_name(settings.LANGUAGE_CODE),
    }


def is_of_page(panel):
    return panel.form is not None and isinstance(panel.instance, AbstractPage)


def radar_of(form):
    """One radar for a form, however many panels ask it."""
    if not hasattr(form, "radar"):
        form.radar = Radar(form.instance)
    return form.radar
