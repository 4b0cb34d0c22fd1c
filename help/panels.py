from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class StatusPanel(Panel):
    """Shows a channel's state beside its facts, with the way to verify or retire it. It saves nothing itself."""

    def __init__(self, **kwargs):
        kwargs.setdefault("heading", _("State"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "help/admin/status_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            status = getattr(self.instance, "status", None) if self.instance.pk else None
            url = status and reverse("channel_status:edit", args=[status.pk])
            return context | {"status": status, "status_url": url}
