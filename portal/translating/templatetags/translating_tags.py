from django import template
from django.conf import settings

from portal.pages.languages import language_name
from portal.translating.copying import REPLACE
from portal.translating.targets import belongs_to_pages, translated_field

register = template.Library()


@register.inclusion_tag("translating/copy_button.html")
def copy_button(panel):
    """ "Copy from Albanian" below a field of another language, where `panel` is a bound field panel of a page's form.

    Draws nothing for any other field. After a press that found a text in its place it offers to replace it.
    """
    field = getattr(panel, "bound_field", None)
    model = panel.panel.model
    if field is None or not belongs_to_pages(model) or not translated_field(model, panel.field_name):
        return {}
    return {
        "name": field.html_name,
        "label": field.label,
        "language": language_name(settings.LANGUAGE_CODE),
        "asks": panel.request and panel.request.GET.get(REPLACE) == field.html_name,
    }
