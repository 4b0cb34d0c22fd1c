from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "portal.feedback"
    verbose_name = _("Readers' answers")

    def ready(self):
        from portal.feedback.shown_rows import follow_rows
        from portal.pages.models import BasePage

        follow_rows()
        BasePage.routed_with.append("answer_sums")
