import django_filters
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.feedback import admin_urls
from portal.feedback.models import Report
from portal.pages.models import BasePage
from portal.pages.page_reports import SafeExport


def reported_pages(request):
    return BasePage.objects.filter(pk__in=Report.objects.values("page")).order_by("path")


class ReportFilterSet(WagtailFilterSet):
    page = django_filters.ModelChoiceFilter(label=_("Page"), queryset=reported_pages)

    class Meta:
        model = Report
        fields = ["state", "answer", "page"]


class ReportIndexView(SafeExport, IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("page")


class ReportViewSet(ModelViewSet):
    """Every report by itself: what was said, and whether somebody has dealt with it."""

    model = Report
    name = "reader_reports"
    url_prefix = "reader_reports"
    icon = "comment"
    index_view_class = ReportIndexView
    list_display = ["__str__", Column("shown_note", label=_("Note")), "language", "day", "state"]
    list_export = ["page", "answer", "shown_note", "language", "day", "state"]
    export_headings = {"shown_note": _("Note")}
    export_filename = "readers-reports"
    filterset_class = ReportFilterSet
    inspect_view_enabled = False
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("page", read_only=True),
            FieldPanel("answer", read_only=True),
            FieldPanel("note", read_only=True),
            FieldPanel("day", read_only=True),
            FieldPanel("state"),
            FieldPanel("is_hidden"),
        ]
    )


@hooks.register("register_admin_viewset")
def register_reports():
    return ReportViewSet()


@hooks.register("register_admin_urls")
def feedback_urls():
    return [path("feedback/", include(admin_urls))]


class AnswersMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("feedback.change_report")


@hooks.register("register_admin_menu_item")
def answers_menu_item():
    return AnswersMenuItem(
        _("Answers"), reverse("feedback_admin:answers"), name="answers", icon_name="comment", order=210
    )
