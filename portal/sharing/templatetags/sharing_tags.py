from django import template

from portal.pages.templatetags.pages_tags import canonical_url
from portal.sharing.links import share_links

register = template.Library()


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context, page):
    """The share box of a page: its canonical address, its short link, and plain links to share it."""
    url = canonical_url(context, page)
    return {
        "url": url,
        "short_url": short_url(page),
        "title": page.title,
        "links": share_links(page.title, url),
        "request": context["request"],
    }


@register.inclusion_tag("components/short_link.html")
def short_link(page):
    """A page's short link to read, follow and copy, beside other things about it."""
    url = short_url(page)
    return {"url": url, "text": url.partition("://")[2]}


def short_url(page):
    """The whole address of a page's short link; empty for a page that was never stored, as in a preview."""
    link = getattr(page, "short_link", None)
    return link.url if link else ""
