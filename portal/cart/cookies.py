"""Which cart a browser has: a cookie that scripts cannot read names it, a second one tells scripts that there is one.

Only an addition makes them. Pages read neither, so every page is the same for everybody and may come from a cache.
"""

from django.conf import settings

from portal.cart.models import Cart
from portal.cart.models.cart import KEPT

HINT = "1"


def hint_name():
    return f"{settings.CART_COOKIE}-hint"


def cart_of(request):
    """The reader's cart, or None."""
    key = request.COOKIES.get(settings.CART_COOKIE, "")
    return Cart.objects.filter(key=key).first() if 0 < len(key) <= 32 and key.isascii() else None


def remember(response, cart):
    """Let the browser keep the cart for as long as the database does."""
    is_secure = settings.CART_COOKIE.startswith("__Host-")
    kept = {"max_age": int(KEPT.total_seconds()), "secure": is_secure, "samesite": "Lax", "path": "/"}
    response.set_cookie(settings.CART_COOKIE, cart.key, httponly=True, **kept)
    response.set_cookie(hint_name(), HINT, **kept)
    return response
