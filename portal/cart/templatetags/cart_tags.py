from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("components/cart_drawer.html")
def cart_drawer():
    return {"cart_url": reverse("cart")}
