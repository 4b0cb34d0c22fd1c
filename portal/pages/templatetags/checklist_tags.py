from django import template

from portal.pages.checklist import checklist_of

register = template.Library()


@register.inclusion_tag("pages/admin/checklist.html")
def checklist(panel):
    """What has to be mended in the form of a bound panel, with the way to each field."""
    return {"checklist": checklist_of(panel.form)}
