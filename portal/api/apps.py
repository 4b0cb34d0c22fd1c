from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "portal_api"
    verbose_name = _("Read API")

    def ready(self):
        from portal.api import descriptions
        from portal.pages.models import HomePage

        descriptions.describe(HomePage, texts=descriptions.home_texts)
