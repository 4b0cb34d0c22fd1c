from django import template
from django.urls import reverse

from portal.cart.models import Product
from portal.pages.templatetags.pages_tags import site_settings

register = template.Library()


@register.inclusion_tag("components/cart_drawer.html", takes_context=True)
def cart_drawer(context):
    """The drawer of every page, the same for everybody: what is in the cart comes when it is opened."""
    return {"cart_url": reverse("cart"), "has_shop": has_shop(context["request"])}


@register.inclusion_tag("cart/components/shop_link.html", takes_context=True)
def shop_link(context):
    """The way to the shop, in a list of links; nothing as long as nothing is sold."""
    return {"has_shop": has_shop(context["request"])}


def has_shop(request):
    """Whether any product is shown to readers: asked together with the site's settings, once for each request."""
    settings = site_settings(request)
    if not hasattr(settings, "has_shop"):  # they were stored just now, or there is no site
        settings.has_shop = Product.objects.live().exists()
    return settings.has_shop


@register.inclusion_tag("cart/components/add.html")
def add_to_cart(product):
    """What a reader can do with a product: put it into the cart, or go where it is sold."""
    return {"product": product}


@register.inclusion_tag("cart/components/product_card.html")
def product_card(product, level=3, eager=False):
    """A product with its picture, price and button; nothing of one that is not shown to readers."""
    return {"product": product if product and product.is_live else None, "level": level, "eager": eager}
