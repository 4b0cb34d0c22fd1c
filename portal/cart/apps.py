from django.apps import AppConfig
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _


class CartConfig(AppConfig):
    name = "portal.cart"
    verbose_name = _("Shop")

    def ready(self):
        from portal.cart.models import Product
        from portal.cart.shown_rows import follow_rows
        from portal.pages.models import SiteSettings
        from portal.pages.redirects import follow_subjects

        follow_rows()
        follow_subjects(Product)
        SiteSettings.asked_with["has_shop"] = Exists(Product.objects.live())
