from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "portal_search"
    verbose_name = _("Search")

    def ready(self):
        from portal.search import signal_handlers
        from portal.search.work import register_work

        signal_handlers.connect()
        register_work()
