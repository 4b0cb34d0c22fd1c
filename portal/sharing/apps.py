from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "portal.sharing"
    verbose_name = _("Sharing")

    def ready(self):
        from portal.sharing import signal_handlers

        signal_handlers.connect()
