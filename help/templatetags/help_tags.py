import json
import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from wagtail.models import Site

from help import clocks, kinds
from help.models import GuidePage, HowToPage
from portal.pages.models.base import NEWEST_FIRST
from portal.pages.shown import note

register = template.Library()
BLANK = re.compile(r"\[[^\[\]\n]+\]")


@register.simple_tag(takes_context=True)
def popular_guides(context, count=6):
    """Guides with their channels: the editors' picks on the home page, then the most read, then the newest."""
    site = Site.find_for_request(context["request"])
    guides = GuidePage.objects.published().popular(site.root_page, count) if site else GuidePage.objects.none()
    return guides.for_cards()[:count].with_channels()


@register.simple_tag
def company_guides(company):
    """The guides about a company with their channels, asked once for its JSON-LD and its page."""
    if not hasattr(company, "shown_guides"):
        company.shown_guides = guides_about(company)
    return company.shown_guides


def guides_about(company):
    note(f"members:company:{company.pk}")
    return GuidePage.objects.published().filter(company=company).for_cards().order_by(*NEWEST_FIRST).with_channels()


@register.filter
def with_channels(results):
    """The same search results; those that are channels get their HowToPage as `channel`: one query for all of them."""
    channels = HowToPage.objects.select_related("status").in_bulk([result.page.pk for result in results])
    for result in results:
        result.channel = channels.get(result.page.pk)
    return results


@register.simple_tag
def clock_words():
    """What static/js/hours.js says, in the active language, as JSON for an attribute."""
    return json.dumps(clocks.clock_words(), ensure_ascii=False, separators=(",", ":"))


@register.simple_tag
def safety():
    """What every reader is told once on a page."""
    return kinds.SAFETY


@register.filter
def blanks_marked(text):
    """A message template as HTML, with what readers fill in, such as `[your name]`, marked."""
    return mark_safe(BLANK.sub(r"<mark>\g<0></mark>", conditional_escape(text)))  # escaped here
