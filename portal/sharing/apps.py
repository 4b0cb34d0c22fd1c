from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "portal.sharing"
    verbose_name = _("Sharing")

    def ready(self):
        from portal.sharing import shown_rows, signal_handlers

        signal_handlers.connect()
        shown_rows.follow_rows()
