from django.conf import settings
from modeltranslation.translator import TranslationOptions, register

from portal.cart.models import Product, ShopSettings


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name", "slug", "text")
    required_languages = {settings.LANGUAGE_CODE: ("name",)}


@register(ShopSettings)
class ShopSettingsTranslation(TranslationOptions):
    fields = ("terms",)
