from django import template

from help.models import GuidePage
from portal.pages.models.base import NEWEST_FIRST

register = template.Library()


@register.simple_tag
def popular_guides(count=6):
    """Guides with their channels, for the home page and for pages that found nothing. Newest first for now."""
    return GuidePage.objects.published().for_cards().order_by(*NEWEST_FIRST)[:count].with_channels()


@register.simple_tag
def company_guides(company):
    return GuidePage.objects.published().filter(company=company).for_cards().order_by(*NEWEST_FIRST).with_channels()
