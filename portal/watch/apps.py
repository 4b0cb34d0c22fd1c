from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchConfig(AppConfig):
    name = "portal.watch"
    label = "portal_watch"
    verbose_name = _("Watched addresses")

    def ready(self):
        from portal.watch import checks, signal_handlers
        from portal.watch.links import links_in_texts
        from portal.watch.showing import watch
        from portal.watch.work import register_work

        checks.connect()
        register_work()
        signal_handlers.connect()
        watch(links_in_texts)
