"""Who ordered is known for as long as the shop's settings say, and no longer; what was ordered stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex, Site
from wagtail.search.models import IndexEntry

from portal import run
from portal.cart.models import Order, OrderState, ShopSettings
from portal.cart.money import Money
from portal.pages.models import User
from portal.settings import BASE_DIR
from tests.cart import rows

pytestmark = pytest.mark.django_db
PERSONAL = ["Arta Hoxha", "arta@example.com", "+355691234567", "Rruga e Durrësit 5, Tiranë", "Pas orës 17, ju lutem."]


def placed(days_ago, **values):
    return rows.order(placed_at=timezone.now() - timedelta(days=days_ago), **values)


def forget_after(days):
    settings = ShopSettings.for_site(Site.objects.get())
    settings.keeps_people = days
    settings.save()


def names():
    return {order.number: order.name for order in Order.objects.all()}


def test_personal_data_is_removed_after_the_days_of_the_settings():
    forget_after(30)
    old, young = placed(31), placed(29)
    call_command("forget_customers", verbosity=0)
    assert names() == {old.number: "", young.number: "Arta Hoxha"}
    old.refresh_from_db()
    assert {getattr(old, name) for name in Order.PERSONAL} == {""}
    assert old.forgotten_at


def test_lines_sums_state_and_number_stay():
    forget_after(1)
    order = placed(5, lines=[(2, "Filxhan", 150_000, "ALL"), (1, "Libër", 1299, "EUR")], state="done")
    call_command("forget_customers", verbosity=0)
    found = Order.objects.get()
    assert (found.number, found.state) == (order.number, OrderState.DONE)
    assert found.totals == [Money(300_000, "ALL"), Money(1299, "EUR")]
    assert [line.name for line in found.shown_lines] == ["Filxhan", "Libër"]


def test_what_was_forgotten_is_not_forgotten_again():
    forget_after(1)
    placed(5)
    call_command("forget_customers", verbosity=0)
    first = Order.objects.get().forgotten_at
    call_command("forget_customers", verbosity=0)
    assert Order.objects.get().forgotten_at == first


def test_command_says_how_many(capsys):
    forget_after(1)
    placed(5)
    placed(6)
    call_command("forget_customers")
    assert "2 orders" in capsys.readouterr().out


@pytest.mark.parametrize("days", [0, -1, 40_000])
def test_days_that_would_forget_everything_at_once_are_refused(admin_client, days):
    forget_after(180)
    url = f"/admin/settings/cart/shopsettings/{Site.objects.get().pk}/"
    admin_client.post(url, {"keeps_people": days, "terms_sq": "null", "terms_en": "null"})
    assert ShopSettings.objects.get().keeps_people == 180


def test_no_other_table_knows_who_ordered():
    """All that happens to an order, then a search through every text of the database."""
    forget_after(1)
    boss = User.objects.create_superuser("boss", "boss@kanal.example", "a-long-password")
    order = placed(5)
    order.move_to(OrderState.CONFIRMED, boss)
    placed(5).forget(boss)
    call_command("forget_customers", verbosity=0)
    assert ModelLogEntry.objects.count() == 2
    told = [str(row) for row in everything()]
    assert len(told) > 50
    assert not [row for row in told if any(words in row for words in PERSONAL)]


def everything():
    """Every row of every table."""
    from django.apps import apps

    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
            yield from model._base_manager.values_list()


def test_orders_are_in_no_index_for_searching():
    order = rows.order()
    assert not IndexEntry.objects.filter(content_type__model="order").exists()
    assert not ReferenceIndex.objects.filter(base_content_type__model="order").exists()
    order.delete()


def test_it_runs_each_day():
    assert "forget_customers" in run.TIDYING
    assert "`forget_customers`" in (BASE_DIR / "README.md").read_text()
