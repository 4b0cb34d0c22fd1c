from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@require_safe
def cart(request):
    return render(request, "cart/cart.html", {"title": _("Your cart")})
