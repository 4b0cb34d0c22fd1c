from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartConfig(AppConfig):
    name = "portal.cart"
    verbose_name = _("Shop")

    def ready(self):
        from portal.cart.models import Product
        from portal.pages.redirects import follow_subjects

        follow_subjects(Product)
