from django.shortcuts import render
from django.utils.translation import gettext as _


def cart(request):
    return render(request, "cart/cart.html", {"title": _("Your cart")})
