"""Products and their list in the sitemap. It is not kept when they last changed, so no date is told."""

from django.db.models import DateTimeField, Value

from portal.cart.models import Product
from portal.pages.sitemap import ModelSection, ViewSection


class ProductSection(ModelSection):
    def queryset(self, pages):
        return Product.objects.live()

    def changed(self, instance, code):
        return None

    def change_in(self, code):
        return Value(None, DateTimeField())


class ShopSection(ViewSection):
    """The list of products, as long as there is one to find on it."""

    def files(self, pages):
        return super().files(pages) if self.has_file(pages, 1) else []

    def has_file(self, pages, number):
        return super().has_file(pages, number) and Product.objects.live().exists()
