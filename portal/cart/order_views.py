"""The order that a cart becomes: its form, and the customer's page of it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.cart.cookies import cart_of
from portal.cart.forms import OrderForm
from portal.cart.handing_over import hand_overs
from portal.cart.models import CartChangedError, Order, ShopSettings, StaleFormError, TooManyOrdersError
from portal.cart.tasks import send_order_mails
from portal.cart.views import fresh
from portal.pages.open_forms import kept_by_no_cache, see_other, takes_form

SENT_BEFORE = "sent-before"


@takes_form
def order(request):
    """The form that makes an order of the cart."""
    found = cart_of(request)
    if request.method == "POST":
        return place(request, found)
    if not found or not found.ordered:
        return kept_by_no_cache(redirect("cart"))
    return order_form(request, found, OrderForm(initial={"key": found.order_key, "seen": found.digest}))


def place(request, found):
    form = OrderForm(request.POST)
    form.full_clean()
    # First of all: whatever is wrong with the form this time, the shop may have the order already.
    if placed := Order.objects.filter(key=form.cleaned_data.get("key")).first():
        return to_page_of(placed, form)
    if form.is_trapped:
        form.add_error(None, _("A field that nobody sees was filled in, so nothing was sent. Send it once more."))
    if not form.is_valid():
        return order_form(request, found, form, status=400)
    try:
        placed = Order.objects.place(found, form.cleaned_data["key"], form.cleaned_data["seen"], form.details)
    except (CartChangedError, StaleFormError):
        return order_form(request, found, form, is_changed=True, status=409)
    except TooManyOrdersError:
        form.add_error(None, _("You have sent so many orders today that this one was not sent. Try again tomorrow."))
        return order_form(request, found, form, status=429)
    send_order_mails.enqueue(placed.pk)
    return to_page_of(placed, form)


def to_page_of(placed, form):
    """Sent before with other details: the order stays as the shop has it, and the customer is told so."""
    is_as_sent = form.is_valid() and placed.says(form.details)
    return see_other(placed.get_absolute_url() + ("" if is_as_sent else f"?{SENT_BEFORE}=1"))


def order_form(request, found, form, is_changed=False, status=200):
    """The form with what was typed. It is about what it shows: sent once more, it orders exactly that.

    Without a cart, which may have been swept meanwhile, it says that nothing was sent.
    """
    found = fresh(found)
    if form.is_bound:
        is_changed = is_changed or not found or found.digest != form.data.get("seen")
    if form.is_bound and found:
        form.data = form.data.copy()
        form.data.update({"key": found.order_key, "seen": found.digest})
    if wrong := next((name for name in form.fields if name in form.errors), None):
        form.fields[wrong].widget.attrs["autofocus"] = True
    context = {
        "title": _("Send the order"),
        "robots": "noindex",
        "cart": found,
        "form": form,
        "is_changed": is_changed,
        "shop": ShopSettings.for_request(request),
    }
    return kept_by_no_cache(render(request, "cart/order.html", context, status=status))


@require_safe
def placed_order(request, key):
    """The customer's own page of an order, which only its secret address opens."""
    found = Order.objects.filter(key=key).first()
    if not found:
        raise Http404
    site = Site.find_for_request(request)
    context = {
        "title": _("Order %(number)s") % {"number": found.number},
        "robots": "noindex",
        "order": found,
        "was_sent_before": SENT_BEFORE in request.GET,
        "hand_overs": hand_overs(found, ShopSettings.for_site(site)) if site else [],
    }
    response = kept_by_no_cache(render(request, "cart/placed.html", context))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
