from django import template

from portal.pages.languages import current
from portal.pages.models import BasePage

register = template.Library()


@register.inclusion_tag("visits/count.html", takes_context=True)
def count_view(context):
    """The script by which a public page tells that it is read; nothing in previews and on what is no page."""
    page, request = context.get("page"), context.get("request")
    is_read = isinstance(page, BasePage) and page.is_public and not getattr(request, "is_preview", False)
    return {"page": page if is_read else None, "language": current()}
