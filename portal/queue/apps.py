from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QueueConfig(AppConfig):
    name = "portal.queue"
    label = "portal_queue"
    verbose_name = _("Work queue")
