from django import template

from portal.pages.templatetags.pages_tags import canonical_url
from portal.sharing.links import share_links

register = template.Library()


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context, page):
    """The share box of a page: its canonical address, and plain links to share it."""
    url = canonical_url(context, page)
    return {"url": url, "title": page.title, "links": share_links(page.title, url), "request": context["request"]}
