"""How far the translations of live pages have come: page × language, counted in words of the default language."""

import django_filters
from django.db.models import Exists, F, FloatField, OuterRef, Q, Sum
from django.db.models.functions import Cast
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import get_page_content_types
from wagtail.permissions import policy_registry

from portal.pages import staleness
from portal.pages.languages import language_choices, language_name
from portal.pages.models import BasePage, PublishedText, StaleTranslation
from portal.pages.page_reports import TITLE, CountsByPage, PageColumn, PageFilterSet, PageRow
from portal.pages.texts import other_codes, unit_label, units_of
from portal.translating.radar import edit_url

# A text that stands there word for word as in the original was only copied, unless it is as short as a name.
LONGEST_NAME = 3  # words
TRANSLATED = ~Q(text="") & ~Q(text=F("source"), words__gt=LONGEST_NAME)


def other_languages():
    return language_choices(other_codes())


def word_counts(pages):
    """A row of word counts for each of these live pages and each other language.

    `{"page", "language", "total", "translated", "untranslated", "stale", "current", "percent"}`: words of the
    default language's texts; `percent` of them are translated and up to date.
    """
    known = {unit.name for content_type in get_page_content_types() for unit in units_of(content_type.model_class())}
    mark = StaleTranslation.objects.filter(page=OuterRef("page"), language=OuterRef("language"), unit=OuterRef("unit"))
    texts = PublishedText.objects.filter(is_live=True, language__in=other_codes(), unit__in=known, page__in=pages)
    rows = texts.annotate(is_stale=Exists(mark)).values("page", "language", TITLE)
    counted = rows.annotate(
        total=Sum("words"),
        translated=Sum("words", filter=TRANSLATED, default=0),
        stale=Sum("words", filter=TRANSLATED & Q(is_stale=True), default=0),
    )
    counted = counted.annotate(untranslated=F("total") - F("translated"), current=F("translated") - F("stale"))
    return counted.annotate(percent=Cast("current", FloatField()) * 100 / F("total"))


class ReportRow(PageRow):
    """One page in one language; `marks` are those of what is stale in it."""

    marks = ()

    @property
    def language(self):
        return capfirst(language_name(self.counts["language"]))

    @property
    def percent(self):
        return int(self.counts["percent"] or 0)

    @property
    def texts(self):
        """What is stale and since when: `[("Introduction", datetime)]`."""
        return [(unit_label(self.page.specific_class, mark.unit), mark.since) for mark in self.marks]

    @property
    def stale_texts(self):
        return "; ".join(f"{label} ({format_date(timezone.localtime(since), 'Y-m-d')})" for label, since in self.texts)

    @property
    def url(self):
        return edit_url(self.page, self.counts["language"], [mark.unit for mark in self.marks])


class TranslationFilterSet(PageFilterSet):
    language = django_filters.ChoiceFilter(label=_("Language"), choices=other_languages, empty_label=_("All languages"))
    only = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_only",
        choices=[("stale", _("Only with stale texts")), ("open", _("Only what is not complete"))],
        empty_label=_("All pages"),
    )

    class Meta:
        model = PublishedText
        fields = []

    def filter_only(self, queryset, name, value):
        return queryset.filter(stale__gt=0) if value == "stale" else queryset.filter(current__lt=F("total"))


class StaleColumn(Column):
    cell_template_name = "translating/report_stale.html"


class TranslationReport(CountsByPage):
    page_title = _("Translations")
    header_icon = "globe"
    model = PublishedText
    permission_policy = policy_registry.get_by_type(BasePage)
    any_permission_required = ["add", "change", "publish"]
    filterset_class = TranslationFilterSet
    index_url_name = "translating:report"
    index_results_url_name = "translating:report_results"
    results_template_name = "translating/report_results.html"
    export_filename = "translations"
    row_class = ReportRow
    default_ordering = "percent"
    then = ["-stale", TITLE, "language"]
    columns = [
        PageColumn("title", label=_("Page"), sort_key=TITLE, classname="title", width="30%"),
        Column("language", label=_("Language"), sort_key="language"),
        Column("percent", label=_("Up to date, %"), sort_key="percent"),
        Column("total", label=_("Words"), sort_key="total"),
        Column("untranslated", label=_("Untranslated words"), sort_key="untranslated"),
        Column("stale", label=_("Stale words"), sort_key="stale"),
        StaleColumn("texts", label=_("Stale texts")),
    ]
    export_headings = {
        "title": _("Page"),
        "type": _("Type"),
        "language": _("Language"),
        "percent": _("Up to date, %"),
        "total": _("Words"),
        "translated": _("Translated words"),
        "untranslated": _("Untranslated words"),
        "stale": _("Stale words"),
        "stale_texts": _("Stale texts"),
    }
    list_export = list(export_headings)

    def get_base_queryset(self):
        staleness.settle_missing()
        editable = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return word_counts(editable.filter(live=True, depth__gt=1, alias_of=None).order_by().values("pk"))

    def make_rows(self, pairs):
        rows, marks = super().make_rows(pairs), {}
        for mark in StaleTranslation.objects.filter(page__in={row.page.pk for row in rows}).order_by("since", "pk"):
            marks.setdefault((mark.page_id, mark.language), []).append(mark)
        for row in rows:
            row.marks = marks.get((row.page.pk, row.counts["language"]), [])
        return rows

    @cached_property
    def totals(self):
        """The sums of everything that the filters leave, not of this page of the report alone."""
        names = ["total", "translated", "untranslated", "stale", "current"]
        sums = self.object_list.order_by().aggregate(**{f"sum_{name}": Sum(name, default=0) for name in names})
        totals = {name: sums[f"sum_{name}"] for name in names}
        totals["percent"] = int(totals["current"] * 100 / totals["total"]) if totals["total"] else 0
        return totals

    def get_context_data(self, **kwargs):
        totals = {name: number_format(count, force_grouping=True) for name, count in self.totals.items()}
        return super().get_context_data(**kwargs) | {"totals": totals}
