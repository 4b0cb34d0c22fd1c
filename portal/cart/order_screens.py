"""Orders in the admin: their list, an order's own screen, what is done with it, and the new ones on its home."""

import re

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter
from wagtail.log_actions import registry as log_registry
from wagtail.permissions import register_permission_policy

from portal.cart.mails import address_of_shop, default_site
from portal.cart.models import Order, OrderMail, OrderState
from portal.cart.tasks import send_order_mails
from portal.pages.columns import LabelledColumn, LabelledDateColumn
from portal.pages.folded_search import FoldedSearch
from portal.pages.page_reports import SafeExport
from portal.pages.policies import WithoutActions

# Customers make orders; nobody writes one in the admin, nor rewrites it.
POLICY = WithoutActions(Order, "add")
register_permission_policy(Order, POLICY)
MAY_SEE = ["change", "delete", "view"]
FEWEST_DIGITS = 3  # of a phone number that is searched for
MAY_CHANGE = "cart.change_order"
# What the buttons of an order say.
STEPS = {
    OrderState.CONFIRMED: _("Confirm"),
    OrderState.SENT: _("Mark as sent"),
    OrderState.DONE: _("Mark as done"),
    OrderState.CANCELLED: _("Cancel the order"),
}


# The list


class OrderFilterSet(WagtailFilterSet):
    placed_at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)
    mails = django_filters.ChoiceFilter(
        label=_("E-mails"), method="filter_mails", choices=[("failed", _("Could not be sent"))]
    )

    class Meta:
        model = Order
        fields = ["state"]

    def filter_mails(self, queryset, name, value):
        return queryset.with_failed_mails()


class CustomerColumn(Column):
    """Who ordered, and how to reach them."""

    cell_template_name = "cart/admin/customer_cell.html"


class StateColumn(Column):
    """The state, and below it that somebody was not written to."""

    cell_template_name = "cart/admin/state_cell.html"


def local(moment):
    """As spreadsheets take it: the hour of the person who exports."""
    return timezone.make_naive(moment).replace(microsecond=0)


class OrderIndexView(FoldedSearch, SafeExport, IndexView):
    template_name = "cart/admin/orders.html"
    default_ordering = "-placed_at"
    any_permission_required = MAY_SEE
    custom_field_preprocess = {"placed_at": {"csv": local, "xlsx": local}}

    def get_base_queryset(self):
        return super().get_base_queryset().for_list()

    def order_queryset(self, queryset):
        return queryset.order_by(self.ordering, "-pk")

    def search_queryset(self, queryset):
        """A phone number is found as it is dialled here, too: it is stored with its country's code."""
        found = super().search_queryset(queryset)
        digits = re.sub(r"\D", "", self.search_query or "")
        dialled = queryset.filter(phone__contains=digits.lstrip("0"))
        return found | dialled if len(digits) >= FEWEST_DIGITS else found

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, **kwargs) | {"nobody_is_told": not address_of_shop(default_site())}


# An order


class OrderInspectView(InspectView):
    """All that is known of an order, and a button for each thing that this person may do with it."""

    template_name = "cart/admin/order.html"
    page_title = _("Order")
    any_permission_required = MAY_SEE

    def get_context_data(self, **kwargs):
        user = self.request.user
        history = log_registry.get_logs_for_instance(self.object).select_related("user", "content_type")
        return super().get_context_data(**kwargs) | {
            "order": self.object,
            "steps": steps_for(user, self.object),
            "mails": self.object.mails.order_by("pk"),
            "history": history.order_by("-timestamp", "-pk"),
            "may_change": user.has_perm(MAY_CHANGE),
            "nobody_is_told": not address_of_shop(default_site()),
        }


def steps_for(user, order):
    """`[(OrderState, words)]` of what this person may bring the order into now."""
    return [(state, STEPS[state]) for state in OrderState(order.state).next if user.has_perm(state.permission)]


class OrderViewSet(ModelViewSet):
    """All orders. They are looked at and brought on, so Wagtail's forms for them are not there."""

    model = Order
    name = "orders"
    icon = "list-ul"
    menu_label = _("Orders")
    menu_name = "orders"
    index_view_class = OrderIndexView
    inspect_view_class = OrderInspectView
    list_display = [
        "number",
        LabelledDateColumn("placed_at", label=_("Placed"), sort_key="placed_at"),
        CustomerColumn("name", label=_("Customer"), sort_key="name"),
        LabelledColumn("sums", label=_("Total")),
        StateColumn("get_state_display", label=_("State"), sort_key="state"),
    ]
    list_export = [
        "number",
        "placed_at",
        "get_state_display",
        "name",
        "email",
        "phone",
        "place",
        "note",
        "content",
        "sums",
        "language",
    ]
    export_headings = {"get_state_display": _("State"), "content": _("Products"), "sums": _("Total")}
    export_filename = "orders"
    filterset_class = OrderFilterSet
    search_fields = ["number", "name", "email", "phone"]
    search_backend_name = None
    form_fields = []
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    screens = {"index", "index_results", "inspect", "delete"}

    def get_common_view_kwargs(self, **kwargs):
        absent = dict.fromkeys(["add_url_name", "edit_url_name", "history_url_name", "usage_url_name"])
        return super().get_common_view_kwargs(**absent | kwargs)

    def get_urlpatterns(self):
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in self.screens),
            path("state/<int:pk>/<slug:state>/", set_state, name="state"),
            path("mail/<int:pk>/", send_again, name="mail"),
            path("forget/<int:pk>/", forget, name="forget"),
        ]

    @property
    def url_finder_class(self):
        finder = super().url_finder_class
        finder.edit_url_name = self.get_url_name("inspect")
        return finder


# What its buttons send


def allowed(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied


def back(request, order):
    return redirect(get_valid_next_url_from_request(request) or reverse("orders:inspect", args=[order.pk]))


@require_POST
def set_state(request, pk, state):
    """Bring an order into a state, unless it is in another one than the person saw (`seen`)."""
    if state not in OrderState.values:
        raise Http404
    allowed(request, OrderState(state).permission)
    order = get_object_or_404(Order, pk=pk)
    is_as_seen = order.state == request.POST.get("seen", order.state)
    if is_as_seen and order.move_to(OrderState(state), request.user):
        words, tell = gettext("%(order)s is now “%(state)s”."), messages.success
    else:
        words, tell = gettext("Nothing was changed: %(order)s is “%(state)s” meanwhile."), messages.error
    tell(request, words % {"order": order, "state": order.get_state_display()})
    return back(request, order)


@require_POST
def send_again(request, pk):
    """Try an e-mail that is not sent yet from the beginning."""
    allowed(request, MAY_CHANGE)
    mail = get_object_or_404(OrderMail.objects.select_related("order"), pk=pk)
    if mail.begin_anew():
        send_order_mails.enqueue(mail.order_id)
        mail.refresh_from_db()
        tell_of(request, mail)
    else:
        messages.error(request, gettext("It was sent already."))
    return back(request, mail.order)


def tell_of(request, mail):
    if mail.sent_at:
        messages.success(request, gettext("The e-mail was sent."))
    else:
        messages.warning(request, gettext("It could not be sent now either. It is tried again in a minute."))


@require_POST
def forget(request, pk):
    """Remove who ordered: what the customer may ask for at any time."""
    allowed(request, MAY_CHANGE)
    order = get_object_or_404(Order, pk=pk)
    order.forget(request.user)
    messages.success(request, gettext("Who placed %(order)s is stored no longer.") % {"order": order})
    return back(request, order)


class StateSet(LogFormatter):
    """ "confirmed → sent", in the language of who reads it."""

    label = _("Set the state of an order")

    def format_message(self, log_entry):
        states = [OrderState(log_entry.data[name]).label for name in ["from", "to"]]
        return " → ".join(str(state) for state in states)


# The admin's home


class OrdersPanel(Component):
    """How many orders are new, and whether the shop is written to; nothing for who may not see them."""

    name = "orders"
    template_name = "cart/admin/home_panel.html"
    order = 40

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        if not POLICY.user_has_any_permission(parent_context["request"].user, MAY_SEE):
            return context
        new, failed = Order.objects.new(), Order.objects.with_failed_mails()
        return context | {
            "counts": [
                (new.count(), _("New orders"), f"?state={OrderState.NEW}"),
                (failed.count(), _("With an e-mail that could not be sent"), "?mails=failed"),
            ],
            "url": reverse("orders:index"),
            "nobody_is_told": not address_of_shop(default_site()),
            "perms": parent_context["perms"],
        }
