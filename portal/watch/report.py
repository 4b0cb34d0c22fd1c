"""Watched addresses in one table, as a rule only those that a person has to look at."""

from datetime import timedelta

import django_filters
from django.db.models import Prefetch
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from portal.pages.columns import FormColumn
from portal.pages.models import BasePage
from portal.pages.page_reports import SafeExport
from portal.watch.findings import Problem
from portal.watch.models import WatchedAddress, WatchedPlace

SOON = timedelta(days=14)
ACTIONS = ["add", "change", "publish"]
LOOK_BY_HAND = _("Open it yourself. If it works, say so here; if not, correct the page.")
CORRECT = _("Find the new address and correct the page, or retire the channel.")
ADVICE = {
    Problem.GONE: CORRECT,
    Problem.NO_HOST: CORRECT,
    Problem.CERTIFICATE: _("Readers see a warning. Look whether the site is still the company’s own."),
    Problem.FORBIDDEN: _("Readers cannot open it. Correct the page."),
    Problem.FRONT_PAGE: _("The page may be gone. Open it yourself, and look for the new address."),
}
OF_A_NEW_CERTIFICATE = _("Look whether the site is still the company’s own.")
OF_A_MOVE = _("Take over the address that it leads to.")


def editable_pages(user):
    return policy_registry.get_by_type(BasePage).instances_user_has_permission_for(user, "change")


def addresses_for(user):
    """The addresses on pages that this person may edit."""
    return WatchedAddress.objects.shown_on(editable_pages(user).order_by().values("pk"))


def may_see(user):
    return policy_registry.get_by_type(BasePage).user_has_any_permission(user, ACTIONS)


class AddressRow:
    """One address as editors read it: in words, with its pages and what to do."""

    def __init__(self, address):
        self.address = address
        self.pk, self.url, self.host, self.checked_at = address.pk, address.url, address.host, address.checked_at

    @property
    def places(self):
        """`[(page, its edit address, ["link in the text"])]`"""
        kinds = {}
        for place in self.address.places.all():
            kinds.setdefault(place.page, []).append(place.get_what_display())
        return [(page, reverse("wagtailadmin_pages:edit", args=[page.pk]), what) for page, what in kinds.items()]

    @property
    def pages(self):
        return "; ".join(page.get_admin_display_title() for page, _url, _what in self.places)

    @property
    def what(self):
        return "; ".join(dict.fromkeys(place.get_what_display() for place in self.address.places.all()))

    @property
    def state(self):
        return self.address.get_state_display()

    @property
    def problem(self):
        status = f" ({self.address.status})" if self.address.status and self.address.problem else ""
        return f"{self.address.get_problem_display()}{status}"

    @property
    def notes(self):
        """What else has been noticed, `[text]`."""
        address = self.address
        texts = [
            (address.target, _("Leads to %(target)s"), {"target": address.target}),
            (
                address.target_changed_at,
                _("Has led elsewhere until %(date)s"),
                {"date": day(address.target_changed_at)},
            ),
            (address.is_downgraded, _("Leaves HTTPS on the way"), {}),
            (
                address.certificate_changed_at,
                _("New issuer of the certificate since %(date)s: %(before)s → %(now)s"),
                {
                    "date": day(address.certificate_changed_at),
                    "before": address.certificate_before,
                    "now": address.certificate_issuer,
                },
            ),
            (
                self.certificate_ends_soon,
                _("The certificate holds until %(date)s"),
                {"date": day(address.certificate_expires)},
            ),
            (
                address.is_vouched,
                _("Looked at by hand on %(date)s by %(name)s"),
                {
                    "date": day(address.looked_at),
                    "name": address.looked_by or "?",
                },
            ),
        ]
        return [str(text) % values for holds, text, values in texts if holds]

    @property
    def notes_text(self):
        return "; ".join(self.notes)

    @property
    def certificate_ends_soon(self):
        expires = self.address.certificate_expires
        return bool(expires and expires < timezone.now() + SOON)

    @property
    def is_openable(self):
        """Not with a name or password in it: a browser would send them."""
        return self.address.problem != Problem.FORBIDDEN

    @property
    def may_be_fine(self):
        return bool(self.address.problem and not self.address.is_vouched) or self.address.certificate_is_news

    @property
    def since(self):
        return self.address.failing_since

    @property
    def advice(self):
        address = self.address
        if address.is_vouched or (not address.problem and not address.certificate_is_news):
            return OF_A_MOVE if address.state == address.State.MOVED else ""
        if not address.problem:
            return OF_A_NEW_CERTIFICATE
        if address.problem in (Problem.GONE, Problem.NO_HOST) and address.state != address.State.BROKEN:
            return _("Nothing yet: it is looked at again on another day.")
        return ADVICE.get(address.problem, LOOK_BY_HAND)


def day(moment):
    return moment and format_date(timezone.localtime(moment), "DATE_FORMAT")


class AddressFilterSet(WagtailFilterSet):
    show = django_filters.ChoiceFilter(
        label=_("Show"), method="show_all", choices=[("all", _("All addresses"))], empty_label=_("What needs a person")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=WatchedAddress.State, empty_label=_("All states"))
    what = django_filters.ChoiceFilter(
        label=_("What it is"), method="filter_what", choices=WatchedPlace.What, empty_label=_("Everything")
    )
    host = django_filters.CharFilter(label=_("Host"), lookup_expr="icontains")

    class Meta:
        model = WatchedAddress
        fields = []

    def filter_queryset(self, queryset):
        """Who asks for a state wants to see all that are in it."""
        asked = self.form.cleaned_data
        found = super().filter_queryset(queryset)
        return found if asked.get("show") or asked.get("state") else found.needing_a_person()

    def show_all(self, queryset, name, value):
        return queryset

    def filter_what(self, queryset, name, value):
        return queryset.filter(pk__in=WatchedPlace.objects.filter(what=value).values("address"))


class CellColumn(FormColumn):
    """A column whose cells are a template of their own."""

    def __init__(self, name, template, **kwargs):
        super().__init__(name, **kwargs)
        self.cell_template_name = f"watch/admin/{template}.html"

    def get_cell_context_data(self, instance, parent_context):
        request = parent_context["request"]
        return super().get_cell_context_data(instance, parent_context) | {"query": request.GET.urlencode()}


class AddressReport(SafeExport, ReportView):
    page_title = _("Addresses")
    header_icon = "link-external"
    model = WatchedAddress
    permission_policy = policy_registry.get_by_type(BasePage)
    any_permission_required = ACTIONS
    filterset_class = AddressFilterSet
    index_url_name = "watch:report"
    index_results_url_name = "watch:report_results"
    results_template_name = "watch/admin/report_results.html"
    export_filename = "addresses"
    default_ordering = "host"
    columns = [
        CellColumn("url", "address", label=_("Address"), sort_key="host", classname="title", width="25%"),
        CellColumn("places", "places", label=_("Pages"), width="25%"),
        CellColumn("state", "state", label=_("State"), sort_key="state", width="20%"),
        CellColumn("checked_at", "checked", label=_("Last looked at"), sort_key="checked_at"),
        CellColumn("advice", "actions", label=_("What to do"), width="20%"),
    ]
    export_headings = {
        "url": _("Address"),
        "pages": _("Pages"),
        "what": _("What it is"),
        "state": _("State"),
        "problem": _("Problem"),
        "since": _("Since"),
        "checked_at": _("Last looked at"),
        "notes_text": _("Notes"),
        "advice": _("What to do"),
    }
    list_export = list(export_headings)

    def get_base_queryset(self):
        pages = editable_pages(self.request.user).order_by()
        places = WatchedPlace.objects.filter(page__in=pages.values("pk")).select_related("page").order_by("page__path")
        return addresses_for(self.request.user).select_related("looked_by").prefetch_related(Prefetch("places", places))

    def order_queryset(self, queryset):
        return super().order_queryset(queryset).order_by(self.ordering, "host", "url")

    def get_table(self, object_list):
        return super().get_table([AddressRow(address) for address in object_list])

    def to_row_dict(self, item):
        return super().to_row_dict(AddressRow(item))
