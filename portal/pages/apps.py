from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "portal.pages"
    verbose_name = _("Pages")

    def ready(self):
        from portal.pages import shown_rows, signal_handlers

        signal_handlers.connect()
        shown_rows.follow_rows()
