"""Which rows of the shop are told by which tags (portal.pages.shown)."""

from portal.cart.models import Product
from portal.pages import shown


def follow_rows():
    shown.follow_fetched(Product, "product", "id")
    shown.follow(Product, "products", "''", columns=("is_live",))
    shown.follow_consequences(shop_opens_or_closes)


def shop_opens_or_closes(tags):
    """Every page leads to the shop while something is sold."""
    is_first_or_last = "products:" in tags and Product.objects.live()[:2].count() < 2
    return {"shop:"} if is_first_or_last else set()
