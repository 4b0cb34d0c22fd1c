from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "portal.feedback"
    verbose_name = _("Readers' answers")

    def ready(self):
        from portal.pages.models import BasePage

        BasePage.routed_with.append("answer_sums")
