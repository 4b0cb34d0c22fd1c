"""What readers say of each page in one table, those whose page is wrong first."""

import django_filters
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from portal.feedback.models import Report
from portal.feedback.questions import CALLING_FOR_AN_EDITOR, Answer
from portal.pages.columns import FormColumn
from portal.pages.page_reports import TITLE, CountsByPage, PageColumn, PageFilterSet, PageRow
from portal.pages.policies import WithoutActions

NOTES_SHOWN = 3
POLICY = WithoutActions(Report, "add")  # readers make them
register_permission_policy(Report, POLICY)
CALLING = Q(answer__in=CALLING_FOR_AN_EDITOR)
OPEN = Q(state=Report.State.OPEN)


def answer_counts(reports):
    """A row for each page: `{"page", "last", "open", "calling"}` and a count for each `Answer`.

    `calling` are the open reports that say the page is wrong.
    """
    counts = {answer.value: Count("pk", filter=Q(answer=answer)) for answer in Answer}
    counts |= {"open": Count("pk", filter=OPEN), "calling": Count("pk", filter=OPEN & CALLING)}
    return reports.recent().values("page", TITLE).annotate(last=Max("day"), **counts)


class ReaderRow(PageRow):
    """`reports` are the newest of the page that have a note."""

    reports = ()

    @property
    def answers(self):
        """`[(Answer, how often)]`"""
        return [(answer, self.counts[answer]) for answer in Answer if self.counts[answer]]

    @property
    def notes(self):
        return "; ".join(f"{report.get_answer_display()}: {report.note}" for report in self.reports)


class AnswersFilterSet(PageFilterSet):
    only = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_only",
        choices=[("open", _("Only with open reports")), ("calling", _("Only where the page may be wrong"))],
        empty_label=_("All pages"),
    )

    class Meta:
        model = Report
        fields = []

    def filter_only(self, queryset, name, value):
        return queryset.filter(**{f"{value}__gt": 0})


class AnswersColumn(Column):
    """How often each answer was given, those that nobody gave left out."""

    cell_template_name = "feedback/admin/counts.html"


class NotesColumn(Column):
    cell_template_name = "feedback/admin/notes.html"


class ActionsColumn(FormColumn):
    cell_template_name = "feedback/admin/actions.html"


class AnswersReport(CountsByPage):
    page_title = _("Readers' answers")
    header_icon = "comment"
    model = Report
    permission_policy = POLICY
    permission_required = "change"
    filterset_class = AnswersFilterSet
    index_url_name = "feedback_admin:answers"
    index_results_url_name = "feedback_admin:answers_results"
    results_template_name = "feedback/admin/answers_results.html"
    export_filename = "readers-answers"
    default_ordering = "-calling"
    row_class = ReaderRow
    then = ["-calling", "-open", "-last", TITLE, "page"]
    counted = {
        "worked": _("Worked"),
        "no_answer": _("No answer"),
        "moved": _("Has moved"),
        "wrong_step": _("Wrong step"),
        "useful": _("Useful"),
        "not_useful": _("Not useful"),
        "open": _("Open reports"),
    }
    columns = [
        PageColumn("title", label=_("Page"), sort_key=TITLE, classname="title", width="30%"),
        AnswersColumn("answers", label=_("Answers")),
        Column("open", label=_("Open reports"), sort_key="open"),
        NotesColumn("reports", label=_("Last notes"), width="30%"),
        ActionsColumn("page", label=_("Reports")),
    ]
    export_headings = {"title": _("Page"), "type": _("Type"), **counted, "last": _("Day"), "notes": _("Last notes")}
    list_export = list(export_headings)

    def get_base_queryset(self):
        return answer_counts(Report.objects.all())

    def make_rows(self, pairs):
        rows = {row.page.pk: row for row in super().make_rows(pairs)}
        notes = {page: [] for page in rows}
        for report in Report.objects.recent().readable().filter(page__in=rows):
            report.page = rows[report.page_id].page
            notes[report.page_id].append(report)
        for page, row in rows.items():
            row.reports = notes[page][:NOTES_SHOWN]
        return list(rows.values())
