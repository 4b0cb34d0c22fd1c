from urllib.parse import urlsplit

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.cart.cookies import cart_of, remember
from portal.cart.forms import AddForm, ChangeForm, LineForm
from portal.cart.models import (
    Cart,
    CartFullError,
    NotForSaleError,
    NothingRemovedError,
    Product,
    TooManyError,
)
from portal.cart.models.cart import MOST_LINES
from portal.pages.conditional import read_only_file
from portal.pages.open_forms import kept_by_no_cache, see_other, takes_form
from portal.pages.pagination import one_page
from portal.pages.twins import twin

FRAGMENT = "fragment"


# Products


@require_safe
def shop(request):
    """All products that are shown."""
    page_obj = one_page(request, Product.objects.in_list().select_related("picture"))
    words = {"title": _("Shop"), "description": _("What is for sale here, with its prices.")}
    return render(request, "cart/shop.html", words | {"items": page_obj.object_list, "page_obj": page_obj})


@require_safe
def product(request, slug):
    found = find_product(slug)
    return render(request, "cart/product.html", {"product": found, "subject": found})


@read_only_file
def product_twin(request, slug):
    found = find_product(slug)
    return twin(request, found, "cart/product.md", lambda: {"product": found})


def find_product(slug):
    return get_object_or_404(Product.objects.live().select_related("picture"), slug=slug)


# The cart


@require_safe
def cart(request):
    """The reader's cart, or, as `?fragment=cart`, what the drawer of every page shows of it."""
    return shown(request, cart_of(request))


@require_safe
def count(request):
    """`{"count": 3, "label": "3 products"}`: what the header of a page that came from a cache does not know."""
    found = cart_of(request)
    number = found.count if found else 0
    label = ngettext("%(count)d product", "%(count)d products", number) % {"count": number}
    return kept_by_no_cache(JsonResponse({"count": number, "label": label}))


@takes_form
def add(request):
    """Put a product in. The first addition makes the cart."""
    form = AddForm(request.POST)
    if request.method != "POST":
        return redirect("cart")
    if not form.is_valid():
        return refused(request, form)
    product = Product.objects.filter(pk=form.cleaned_data["product"]).first()
    found = cart_of(request)
    try:
        with Cart.objects.found_or_made(found) as found:
            line = found.add(product, form.quantity_asked, form.cleaned_data["shown"])
    except (NotForSaleError, CartFullError, TooManyError) as error:
        return shown(request, cart_of(request), [why_not(error)], status=409)
    return remember(back(request, added=line.pk, **came_from(request)), found)


@takes_form
def change(request):
    form = ChangeForm(request.POST)
    found, line = line_asked(request, form)
    if not line:
        return refused(request, form)
    try:
        is_as_asked = found.change(line, form.cleaned_data["quantity"], form.cleaned_data["seen"])
    except TooManyError as error:
        return shown(request, found, [why_not(error)], status=409)
    return remember(back(request, **{"changed" if is_as_asked else "differs": line.pk}), found)


@takes_form
def remove(request):
    form = LineForm(request.POST)
    found, line = line_asked(request, form)
    if not line:
        return refused(request, form)
    found.remove(found.lines.present().filter(pk=line.pk))
    return remember(back(request), found)


@takes_form
def empty(request):
    return with_cart(request, lambda found: found.remove(found.lines.present()))


@takes_form
def restore(request):
    return with_cart(request, Cart.restore)


def with_cart(request, act):
    """`act(cart)` may return a line that the answer speaks of, as the one that was brought back first."""
    found = cart_of(request) if request.method == "POST" else None
    if not found:
        return back(request)
    try:
        line = act(found)
    except (CartFullError, NothingRemovedError) as error:
        return shown(request, found, [why_not(error)], status=409)
    return remember(back(request, **{"restored": line.pk} if line else {}), found)


def line_asked(request, form):
    """The reader's cart and the line of it that a form is about; None where there is none."""
    found = cart_of(request) if request.method == "POST" and form.is_valid() else None
    line = found and found.lines.present().select_related("product").filter(pk=form.cleaned_data["line"]).first()
    return found, line


def refused(request, form):
    """A form that a person could not have sent from here, or with a number that cannot be: the cart is as it was."""
    if request.method != "POST":
        return redirect("cart")
    problems = [str(message) for messages in form.errors.values() for message in messages]
    return shown(request, cart_of(request), problems or [_("This is no longer in your cart.")], status=400)


def back(request, **said):
    """To the cart, which says what was done."""
    query = {FRAGMENT: request.POST[FRAGMENT]} if FRAGMENT in request.POST else {}
    return see_other(reverse("cart", query=query | said))


def came_from(request):
    """`{"from": path}` of the page of this site that the form stood on; empty where the browser does not say."""
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, request.get_host(), request.is_secure())
    return {"from": urlsplit(before).path} if is_ours else {}


def shown(request, found, problems=(), status=200):
    found = fresh(found)
    context = {
        "title": _("Your cart"),
        "robots": "noindex",
        "cart": found if found and (found.shown or found.last_removed) else None,
        "order": found and found.latest_order,
        "said": said(request, found),
        "restored": key if (key := request.GET.get("restored", "")).isdecimal() else "",
        "back_url": back_url(request),
        "problems": problems,
        "has_shop": Product.objects.live().exists(),
    }
    is_part = (request.POST if request.method == "POST" else request.GET).get(FRAGMENT) == "cart"
    template = "cart/components/content.html" if is_part else "cart/cart.html"
    return kept_by_no_cache(render(request, template, context, status=status))


def fresh(found):
    """The cart as it is stored now: what was read before a change is not shown after it."""
    return found and Cart.objects.filter(pk=found.pk).first()


def said(request, found):
    """What the last form did, in a sentence; "" where nothing is to be said."""
    sentences = {
        "added": _("“%(product)s” is in your cart: %(count)d."),
        "changed": _("“%(product)s”: now %(count)d."),
        "differs": _("“%(product)s” was changed elsewhere too: now %(count)d."),
        "restored": _("“%(product)s” is back in your cart: %(count)d."),
    }
    for name, sentence in sentences.items():
        key = request.GET.get(name, "")
        line = next((one for one in found.shown if str(one.pk) == key), None) if found and key else None
        if line:
            return sentence % {"product": line.name, "count": line.quantity}
    return ""


def back_url(request):
    """Where the reader was before, as `?from=` says: a path of this site, or ""."""
    path = request.GET.get("from", "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, None) else ""


def why_not(error):
    match error:
        case TooManyError(limit=limit) if limit:
            words = ngettext("At most %(limit)d in one order.", "At most %(limit)d in one order.", limit)
            return words % {"limit": limit}
        case CartFullError():
            return _("Your cart holds %(most)d different products. Order these first.") % {"most": MOST_LINES}
        case NothingRemovedError():
            return _("There is nothing left to undo: a removal can be undone for ten minutes.")
    return _("This product cannot be ordered now.")
