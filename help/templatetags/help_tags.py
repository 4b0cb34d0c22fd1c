from django import template
from wagtail.models import Site

from help.models import GuidePage
from portal.pages.models.base import NEWEST_FIRST

register = template.Library()


@register.simple_tag(takes_context=True)
def popular_guides(context, count=6):
    """Guides with their channels: the editors' picks on the home page, then the most read, then the newest."""
    site = Site.find_for_request(context["request"])
    guides = GuidePage.objects.published().popular(site.root_page) if site else GuidePage.objects.none()
    return guides.for_cards()[:count].with_channels()


@register.simple_tag
def company_guides(company):
    """The guides about a company with their channels, asked once for its JSON-LD and its page."""
    if not hasattr(company, "shown_guides"):
        company.shown_guides = guides_about(company)
    return company.shown_guides


def guides_about(company):
    return GuidePage.objects.published().filter(company=company).for_cards().order_by(*NEWEST_FIRST).with_channels()
