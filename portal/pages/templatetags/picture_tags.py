from functools import reduce

from django import template

from portal.pages.pictures import feed_html, picture_html, show_together

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_picture(context, image, use, alt="", eager=False):
    """A picture as `portal.pages.pictures.USES` says; in a feed one that every reader of feeds knows."""
    if not image:
        return ""
    return feed_html(image, use, alt) if context.get("in_feed") else picture_html(image, use, alt, eager)


@register.simple_tag
def feed_picture(image, use, alt=""):
    return feed_html(image, use, alt) if image else ""


@register.filter
def showing(items, path):
    """The same items: the renditions of all their pictures, at `path` ("cover", "product.picture"), come at once."""
    items = list(items)
    show_together(reduce(lambda found, name: getattr(found, name, None), path.split("."), item) for item in items)
    return items
