"""What readers search for, for those who write: what finds nothing first, and what can be done about it."""

from dataclasses import dataclass
from urllib.parse import urlencode

import django_filters
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import get_page_models
from wagtail.permissions import policy_registry

from portal.pages.days import first_day
from portal.pages.languages import codes, language_choices, language_name, localized_name
from portal.pages.models import BasePage
from portal.pages.page_reports import PERIODS, Counts
from portal.pages.panels import tab_anchor
from portal.search.folding import fold
from portal.search.models import DailySearches

SYNONYM_SCREEN = "wagtailsnippets_portal_search_synonym:add"


@dataclass
class SearchRow:
    """One search, its counts, and what this editor may do about it: `actions` are `[(label, address)]`.

    `elsewhere` names the language that answers it when its own does not.
    """

    query: str
    code: str
    times: int
    found: int
    last: object
    elsewhere: str
    actions: list

    @property
    def language(self):
        return capfirst(language_name(self.code))

    @property
    def url(self):
        """Where the editor sees what readers see."""
        with override(self.code):
            return f"{reverse('search')}?{urlencode({'q': self.query})}"


class SearchesFilterSet(WagtailFilterSet):
    q = django_filters.CharFilter(label=_("Searched words"), method="filter_words")
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=language_choices, empty_label=_("All languages")
    )
    period = django_filters.ChoiceFilter(
        label=_("Period"), method="filter_period", choices=list(PERIODS.items()), empty_label=_("180 days")
    )
    only = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_only",
        choices=[("found", _("Only searches with results")), ("all", _("All searches"))],
        empty_label=_("Only searches without results"),
    )

    class Meta:
        model = DailySearches
        fields = []

    def filter_words(self, queryset, name, value):
        return queryset.filter(query__contains=fold(value))

    def filter_period(self, queryset, name, value):
        return queryset.filter(day__gte=first_day(int(value)))

    def filter_only(self, queryset, name, value):
        return queryset.filter(found__gt=0) if value == "found" else queryset

    def filter_queryset(self, queryset):
        """What finds nothing is what an editor comes for: that is shown as long as nothing else is chosen."""
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data["only"] else queryset.filter(found=0)


class SearchColumn(Column):
    """What was searched for, which leads to the answer that readers get, and below it what can be done about it."""

    cell_template_name = "search/admin/search.html"


class SearchesReport(Counts):
    page_title = _("Searches")
    header_icon = "search"
    model = DailySearches
    permission_policy = policy_registry.get_by_type(BasePage)
    any_permission_required = ["add", "change", "publish"]
    filterset_class = SearchesFilterSet
    index_url_name = "searches:report"
    index_results_url_name = "searches:report_results"
    results_template_name = "search/admin/report_results.html"
    export_filename = "searches"
    default_ordering = "-times"
    then = ["-times", "-last", "query", "language"]
    columns = [
        SearchColumn("query", label=_("Searched words"), sort_key="query", classname="title", width="50%"),
        Column("language", label=_("Language"), sort_key="language"),
        Column("times", label=_("How often"), sort_key="times"),
        Column("found", label=_("Results"), sort_key="found"),
        Column("elsewhere", label=_("Answered in")),
        Column("last", label=_("Last searched"), sort_key="last"),
    ]
    export_headings = {
        "query": _("Searched words"),
        "language": _("Language"),
        "times": _("How often"),
        "found": _("Results"),
        "elsewhere": _("Answered in"),
        "last": _("Last searched"),
    }
    list_export = list(export_headings)

    def get_base_queryset(self):
        return DailySearches.objects.sums()

    def rows_of(self, counts):
        counts = list(counts)
        pages = BasePage.objects.published().in_bulk({row["instead"] for row in counts if not row["found"]})
        return [self.row_of(row, pages.get(row["instead"])) for row in counts]

    def row_of(self, row, page):
        """`page` answers in another language."""
        code = row["language"]
        spoken = next((other for other in codes() if other != code and page and page.speaks(other)), "")
        elsewhere = capfirst(language_name(spoken)) if spoken else ""
        return SearchRow(
            row["query"], code, row["times"], row["found"], row["last"], elsewhere, self.actions(row, page)
        )

    def actions(self, row, page):
        query, language = row["query"], row["language"]
        found = []
        if page and not page.speaks(language):
            if page.permissions_for_user(self.request.user).can_edit():
                found.append((_("Translate"), translate_address(page, language)))
        elif self.place and not row["found"]:
            found.append((_("Write this guide"), write_address(*self.place, query, language)))
        if self.request.user.has_perm("portal_search.add_synonym"):
            found.append((_("Add a synonym"), address(SYNONYM_SCREEN, words=f"{query}, ", language=language)))
        if self.request.user.has_perm("wagtailsearchpromotions.add_searchpromotion"):
            found.append((_("Promote a page"), address("wagtailsearchpromotions:add", query_string=query)))
        return found

    @cached_property
    def place(self):
        return place_for_guides(self.request.user)


def address(name, *arguments, **parameters):
    return f"{reverse(name, args=arguments)}?{urlencode(parameters)}"


def write_address(model, parent, query, language):
    """The form of a new page below `parent`, in the tab of the language, with the query as title."""
    title = {localized_name("title", language): capfirst(query)}
    url = address("searches:write", model._meta.app_label, model._meta.model_name, parent.pk, **title)
    return url + tab_anchor(model, language)


def translate_address(page, language):
    """The editor of a page, in the tab of the language that it does not speak yet."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) + tab_anchor(page.specific_class, language)


def place_for_guides(user):
    """The page type of guides and the first page below which this user may write one, or None."""
    for model in get_page_models():
        if model.is_guide:
            above = BasePage.objects.exact_type(*model.allowed_parent_page_models()).order_by("path")
            allowed = (page for page in above if page.permissions_for_user(user).can_add_subpage())
            if parent := next(allowed, None):
                return model, parent
    return None
