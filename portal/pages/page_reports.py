"""Reports in the admin with one row for each page, and what all tables that leave for a spreadsheet need."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import get_page_content_types

from portal.pages.languages import localized_name
from portal.pages.models import BasePage

PERIODS = {7: _("7 days"), 28: _("28 days"), 90: _("90 days")}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
TITLE = f"page__{localized_name('title', settings.LANGUAGE_CODE)}"


class SafeExport:
    """For views with a spreadsheet: a text that it would run as a formula stays text (OWASP, CSV injection)."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        is_formula = isinstance(value, str) and value.startswith(FORMULA_SIGNS)
        return f"'{value}" if is_formula and export_format == self.FORMAT_CSV else value


@dataclass
class PageRow:
    """A page with its counts, which are attributes too."""

    page: BasePage
    counts: dict

    @property
    def title(self):
        return self.page.get_admin_display_title()

    @property
    def type(self):
        return capfirst(str(self.page.specific_class._meta.verbose_name))

    @property
    def url(self):
        """Where the page is edited."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def __getattr__(self, name):
        try:
            return self.counts[name]
        except KeyError:
            raise AttributeError(name) from None


class PageColumn(Column):
    """The title of a row's page, which leads to where it is edited, and its type."""

    cell_template_name = "pages/admin/report_page.html"


class PageFilterSet(WagtailFilterSet):
    page_type = ContentTypeFilter(
        label=_("Page type"),
        field_name="page__content_type",
        queryset=lambda request: get_page_content_types(include_base_page_type=False),
    )


class PagePaginator(WagtailPaginator):
    verbose_name = _("page")
    verbose_name_plural = _("pages")


class Counts(SafeExport, ReportView):
    """A report over a queryset of dictionaries, each some counts.

    `then` orders the rows that are equal in what the editor chose to order by.
    """

    then = []

    def order_queryset(self, queryset):
        return super().order_queryset(queryset).order_by(*dict.fromkeys([self.ordering, *self.then]))

    def get_filtered_queryset(self):
        return self.get_queryset()

    def get_table(self, object_list):
        return super().get_table(self.decorate_paginated_queryset(object_list))

    def decorate_paginated_queryset(self, object_list):
        """The rows of one page of the report; Wagtail hands over what are rows already once more."""
        counts = [row for row in object_list if isinstance(row, dict)]
        return self.rows_of(counts) if counts else list(object_list)

    def rows_of(self, counts):
        """The rows that the dictionaries `counts` stand for."""
        raise NotImplementedError


class CountsByPage(Counts):
    """The same where each dictionary is about one page: `{"page": id, …}`."""

    paginator_class = PagePaginator
    row_class = PageRow
    then = [TITLE, "page"]

    def rows_of(self, counts):
        """Whatever their number, with a query for all of their pages."""
        pages = BasePage.objects.select_related("content_type").in_bulk({row["page"] for row in counts})
        return self.make_rows([(pages[row["page"]], row) for row in counts if row["page"] in pages])

    def make_rows(self, pairs):
        """Rows of pages with their counts; reports that show more of a page fetch it here for all of them."""
        return [self.row_class(page, row) for page, row in pairs]
