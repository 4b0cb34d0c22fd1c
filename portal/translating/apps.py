from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslatingConfig(AppConfig):
    name = "portal.translating"
    label = "portal_translating"
    verbose_name = _("Translating")

    def ready(self):
        from portal.translating.work import register_work

        register_work()
