"""Whatever a reader and the shop do, in whatever order, the cart adds up."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.cart.models import Cart, CartError, Product
from tests.cart.goods import product

pytestmark = pytest.mark.django_db

NAMES = ["mug", "pen", "card"]
CURRENCIES = {"mug": "ALL", "pen": "EUR", "card": "ALL"}
QUANTITY = st.integers(1, 12)
STEPS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(NAMES), QUANTITY),
    st.tuples(st.just("change"), st.sampled_from(NAMES), st.tuples(QUANTITY, QUANTITY)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("price"), st.sampled_from(NAMES), st.integers(0, 10**9)),
    st.tuples(st.just("withdraw"), st.sampled_from(NAMES), st.booleans()),
    st.tuples(st.just("limit"), st.sampled_from(NAMES), QUANTITY),
    st.tuples(st.sampled_from(["empty", "restore"]), st.none(), st.none()),
)


class Model:
    """What the cart ought to hold, told without a database."""

    def __init__(self):
        self.quantities, self.removed = {}, {}
        self.prices, self.limits = dict.fromkeys(NAMES, 100), dict.fromkeys(NAMES, 10)
        self.live = dict.fromkeys(NAMES, True)

    def add(self, name, quantity):
        before = self.quantities.get(name, 0)
        if self.live[name] and before + quantity <= self.limits[name]:
            self.quantities[name] = before + quantity
            self.removed.pop(name, None)

    def change(self, name, numbers):
        quantity, seen = numbers
        if name not in self.quantities:
            return
        after = self.quantities[name] + quantity - seen
        if after >= 1 and (quantity <= seen or after <= self.limits[name]):
            self.quantities[name] = after

    def remove(self, name, _value):
        if name in self.quantities:
            self.removed = {name: self.quantities.pop(name)}

    def price(self, name, price):
        self.prices[name] = price

    def withdraw(self, name, is_live):
        self.live[name] = is_live

    def limit(self, name, most):
        self.limits[name] = most

    def empty(self, _name, _value):
        if self.quantities:
            self.removed, self.quantities = self.quantities, {}

    def restore(self, _name, _value):
        self.quantities |= self.removed
        self.removed = {}

    @property
    def totals(self):
        found = {}
        for name, quantity in self.quantities.items():
            if self.live[name] and quantity <= self.limits[name]:
                currency = CURRENCIES[name]
                found[currency] = found.get(currency, 0) + quantity * self.prices[name]
        return found


def do(cart, what, name, value):
    """The same with the cart itself."""
    products = Product.objects.filter(name_en=name)
    line = cart.lines.present().select_related("product").filter(product__name_en=name).first()
    match what:
        case "add":
            cart.add(products.get(), value)
        case "change" if line:
            cart.change(line, *value)
        case "remove":
            cart.remove(cart.lines.present().filter(product__name_en=name))
        case "price":
            products.update(price=value)
        case "withdraw":
            products.update(is_live=value)
        case "limit":
            products.update(max_per_order=value)
        case "empty":
            cart.remove(cart.lines.present())
        case "restore":
            cart.restore()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=25))
@example([("add", "mug", 2), ("empty", None, None), ("empty", None, None), ("restore", None, None)])
def test_any_sequence_keeps_quantities_and_totals_right(steps):
    kept, model = Cart.objects.create(), Model()
    Product.objects.all().delete()
    for name in NAMES:
        product(name, name, price=100, currency=CURRENCIES[name])
    for what, name, value in steps:
        with suppress(CartError):
            do(kept, what, name, value)
        getattr(model, what)(name, value)
        cart = Cart.objects.get(pk=kept.pk)
        held = {line.product.name_en: line.quantity for line in cart.shown}
        assert held == model.quantities
        assert all(quantity > 0 for quantity in held.values())
        assert {one.currency: one.minor for one in cart.totals} == model.totals
        assert cart.count == sum(model.quantities.values())
