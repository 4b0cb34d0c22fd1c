from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.panels.base import get_form_for_model

from help.forms import ProblemForm
from portal.pages.panels import RowsPanel


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


class ProblemsPanel(RowsPanel):
    """Rows whose form knows the guide's channels (help.forms.GuidePageForm hands them over)."""

    def get_form_options(self):
        options = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        rows["form"] = get_form_for_model(
            self.db_field.related_model, form_class=ProblemForm, defer_required_on_fields=deferred
        )
        return options
