from portal.cart.models.cart import (
    Cart,
    CartChangedError,
    CartError,
    CartFullError,
    CartLine,
    NotForSaleError,
    NothingRemovedError,
    TooManyError,
)
from portal.cart.models.order import Order, OrderLine, OrderMail, OrderState, StaleFormError, TooManyOrdersError
from portal.cart.models.product import Availability, Product, Unit
from portal.cart.models.shop import ShopSettings

__all__ = [
    "Availability",
    "Cart",
    "CartChangedError",
    "CartError",
    "CartFullError",
    "CartLine",
    "NotForSaleError",
    "NothingRemovedError",
    "Order",
    "OrderLine",
    "OrderMail",
    "OrderState",
    "Product",
    "ShopSettings",
    "StaleFormError",
    "TooManyError",
    "TooManyOrdersError",
    "Unit",
]
