"""Readership: how often each page was read in the last days, for those who edit pages."""

import django_filters
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry

from portal.pages.days import first_day
from portal.pages.languages import language_choices
from portal.pages.models import BasePage
from portal.pages.page_reports import PERIODS, TITLE, CountsByPage, PageColumn, PageFilterSet
from portal.visits.models import DailyViews


def view_sums(views):
    """A row for each page: `{"page", "days_7", "days_28", "days_90"}`, views in the last days, today included."""
    sums = {f"days_{days}": Sum("count", filter=Q(day__gte=first_day(days)), default=0) for days in PERIODS}
    return views.filter(day__gte=first_day(max(PERIODS))).values("page", TITLE).annotate(**sums)


class ReadershipFilterSet(PageFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=language_choices, empty_label=_("All languages")
    )

    class Meta:
        model = DailyViews
        fields = []


class ReadershipReport(CountsByPage):
    page_title = _("Readership")
    header_icon = "view"
    model = DailyViews
    permission_policy = policy_registry.get_by_type(BasePage)
    any_permission_required = ["add", "change", "publish"]
    filterset_class = ReadershipFilterSet
    index_url_name = "visits:report"
    index_results_url_name = "visits:report_results"
    results_template_name = "visits/report_results.html"
    export_filename = "readership"
    default_ordering = "-days_28"
    columns = [
        PageColumn("title", label=_("Page"), sort_key=TITLE, classname="title", width="50%"),
        *(Column(f"days_{days}", label=label, sort_key=f"days_{days}") for days, label in PERIODS.items()),
    ]
    export_headings = {
        "title": _("Page"),
        "type": _("Type"),
        **{f"days_{days}": label for days, label in PERIODS.items()},
    }
    list_export = list(export_headings)

    def get_base_queryset(self):
        editable = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return view_sums(DailyViews.objects.filter(page__in=editable.order_by().values("pk")))
