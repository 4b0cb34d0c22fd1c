"""Carts that nobody has touched for two months are deleted; those in use and what was ordered from them stay."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal import run
from portal.cart.models import Cart, CartLine, Order
from portal.cart.models.cart import KEPT
from portal.settings import BASE_DIR
from tests.cart import goods, rows

pytestmark = pytest.mark.django_db
ABANDONED = 10_000


def test_ten_thousand_abandoned_carts_are_swept_and_the_others_stay(capsys):
    old, now = timezone.now() - KEPT - timedelta(minutes=1), timezone.now()
    product = goods.product()
    carts = Cart.objects.bulk_create([Cart(touched_at=old) for _number in range(ABANDONED)], batch_size=2000)
    in_use = Cart.objects.create(touched_at=now - KEPT + timedelta(minutes=1))
    line = {"product": product, "seen_name": "Filxhan", "seen_price": 100, "seen_currency": "ALL", "quantity": 1}
    CartLine.objects.bulk_create([CartLine(cart=cart, **line) for cart in [*carts, in_use]], batch_size=2000)
    order = rows.order(cart=carts[0])
    call_command("sweep_carts")
    assert f"{ABANDONED} abandoned carts" in capsys.readouterr().out
    assert list(Cart.objects.all()) == [in_use]
    assert CartLine.objects.get().cart == in_use
    order = Order.objects.get(pk=order.pk)
    assert order.cart is None
    assert [one.name for one in order.lines.all()] == ["Filxhan"]
    assert order.name


def test_cart_that_is_touched_again_is_kept_anew():
    cart = Cart.objects.create(touched_at=timezone.now() - KEPT - timedelta(days=1))
    cart.touch()
    call_command("sweep_carts", verbosity=0)
    assert Cart.objects.get() == cart


def test_it_runs_each_day():
    assert "sweep_carts" in run.TIDYING
    assert "`sweep_carts`" in (BASE_DIR / "README.md").read_text()


def test_reader_who_comes_back_while_the_cart_is_swept_begins_anew_with_it():
    cart = Cart.objects.create()
    Cart.objects.filter(pk=cart.pk).delete()
    cart.add(goods.product(), 2)
    assert [(line.cart.key, line.quantity) for line in CartLine.objects.all()] == [(cart.key, 2)]
