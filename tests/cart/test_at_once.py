"""Two tabs at the same moment, each in a thread with a connection of its own; what they write is committed."""

import pytest

from portal.cart.models import Cart, CartLine, Order, OrderLine
from tests.cart.goods import ADD, CHANGE, CUSTOMER, ORDER, hidden_fields, line_form, order_form, product, reader
from tests.feedback.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed")


def same_browser(client):
    other = reader()
    other.cookies = client.cookies
    return other


def test_additions_of_two_tabs_lose_nothing():
    mug, pen, client = product(max_per_order=100), product("Pen", "Stilolaps", max_per_order=100), reader()
    client.post(ADD, {"product": mug.pk})

    def tab():
        mine = same_browser(client)
        for _time in range(8):
            mine.post(ADD, {"product": mug.pk})
            mine.post(ADD, {"product": pen.pk, "quantity": 2})

    at_once(tab, tab)
    assert Cart.objects.count() == 1
    assert set(CartLine.objects.values_list("seen_name", "quantity")) == {("Mug", 17), ("Pen", 32)}


def test_two_tabs_together_take_no_more_than_there_may_be():
    mug, client, statuses = product(max_per_order=5), reader(), []
    client.post(ADD, {"product": mug.pk})

    def tab():
        mine = same_browser(client)
        statuses.extend(mine.post(ADD, {"product": mug.pk}).status_code for _time in range(4))

    at_once(tab, tab)
    assert sorted(statuses) == [303] * 4 + [409] * 4
    assert CartLine.objects.get().quantity == 5


def test_changes_of_two_tabs_add_up():
    mug, client = product(max_per_order=100), reader()
    client.post(ADD, {"product": mug.pk, "quantity": 10})
    form = line_form(client, "Mug")
    up, down = form | {"quantity": 15}, form | {"quantity": 8}
    at_once(lambda: same_browser(client).post(CHANGE, up), lambda: same_browser(client).post(CHANGE, down))
    assert CartLine.objects.get().quantity == 13


def test_form_that_is_sent_by_two_threads_at_once_makes_one_order():
    client, urls = reader(), []
    client.post(ADD, {"product": product().pk})
    form = order_form(client) | CUSTOMER
    at_once(*[lambda: urls.append(same_browser(client).post(ORDER, form).url)] * 4)
    assert (len(set(urls)), Order.objects.count()) == (1, 1)
    assert Order.objects.get().mails.count() == 2


def test_additions_and_orders_at_once_wait_for_each_other():
    """In whatever order they come, nobody gets an error, and each mug is ordered or in the cart."""
    mug, client, statuses = product(max_per_order=100), reader(), []
    client.post(ADD, {"product": mug.pk})

    def add():
        mine = same_browser(client)
        statuses.extend(mine.post(ADD, {"product": mug.pk}).status_code for _time in range(6))

    def order():
        mine = same_browser(client)
        for _time in range(3):
            shown = mine.get(ORDER)
            if shown.status_code == 200:
                mine.post(ORDER, hidden_fields(shown) | CUSTOMER)

    at_once(add, add, order)
    assert statuses == [303] * 12
    ordered = sum(line.quantity for line in OrderLine.objects.all())
    assert ordered + sum(line.quantity for line in CartLine.objects.all()) == 13
