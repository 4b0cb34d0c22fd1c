"""Orders in the admin: what the shop sees, finds and exports, and how an order is brought on."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import ModelLogEntry, Site
from wagtail.users.models import UserProfile

from portal.cart.models import Order, OrderState, ShopSettings
from portal.cart.models.order import NEXT_STATES, REACHED
from portal.pages.models import User
from portal.search.models import DailySearches
from tests.cart import rows

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/"


@pytest.fixture(params=["sq", "en"])
def shop(request, client):
    """A client of somebody of the shop, in both languages of the admin."""
    return sign_in(client, person("shop", group="Shop", language=request.param))


@pytest.fixture
def order():
    return rows.order()


def person(name, *rights, group=None, language="sq"):
    user = User.objects.create_user(name, f"{name}@example.com", "a-long-password")
    user.groups.set(Group.objects.filter(name=group))
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def sign_in(client, user):
    client.force_login(user)
    return client


def screen(client, order):
    return BeautifulSoup(client.get(reverse("orders:inspect", args=[order.pk])).content, "html.parser")


def numbers(client, **query):
    return [row.number for row in client.get(LIST, query).context["object_list"]]


def form_to(soup, name, *args):
    return soup.find("form", method="post", action=reverse(f"orders:{name}", args=args))


def label(soup, state):
    """The state in the language of a screen."""
    with override(soup.html["lang"]):
        return str(state.label)


def press(client, form, button=None):
    """What a browser without JavaScript sends for this form."""
    data = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    button = form.find("button")
    if button.get("name"):
        data[button["name"]] = button["value"]
    return BeautifulSoup(client.post(form["action"], data, follow=True).content, "html.parser")


def targets(soup, order):
    """The states that an order's screen has a button for."""
    return [one for one in OrderState if form_to(soup, "state", order.pk, one.value)]


# The list


def test_list_says_who_ordered_what_it_costs_and_how_far_it_is(shop):
    rows.order(
        [(2, "Filxhan", 150_000, "ALL"), (1, "Libër", 1299, "EUR"), (1, "Çantë", 5_000, "ALL")], name="<b>Arta</b>"
    )
    soup = BeautifulSoup(shop.get(LIST).content, "html.parser")
    row = soup.select_one(".kanal-rows .listing tbody tr")
    words = " ".join(row.text.split())
    assert "<b>Arta</b> arta@example.com" in words
    assert re.search(r"3.050 \w+ \+ €?12[.,]99", words), words


def test_list_takes_as_many_queries_for_many_orders(client, django_assert_num_queries):
    sign_in(client, person("shop", group="Shop"))
    for _number in range(3):
        rows.order([(1, "Filxhan", 100, "ALL"), (1, "Libër", 1299, "EUR")])
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _number in range(12):
        rows.order()
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_list_is_filtered_by_state_day_and_failed_mail(client):
    sign_in(client, person("shop", group="Shop"))
    old = rows.order(placed_at=datetime(2026, 3, 9, 22, 30, tzinfo=UTC), state="sent")  # 23:30 in Tirana
    older = rows.order(placed_at=datetime(2026, 3, 8, 22, 59, tzinfo=UTC))
    failed = rows.order()
    failed.mails.filter(reader="customer").update(tries=8)
    assert numbers(client) == [failed.number, old.number, older.number]
    assert numbers(client, state="sent") == [old.number]
    assert numbers(client, placed_at_from="2026-03-09", placed_at_to="2026-03-09") == [old.number]
    assert numbers(client, mails="failed") == [failed.number]
    assertContains(client.get(LIST), "kanal-due--past", 1)


@pytest.mark.parametrize("words", ["Hoxha", "HÖXHA", "arta@exa", "4567", "069", "069 123", "K-0007"])
def test_orders_are_found_by_number_name_email_and_phone(client, words):
    sign_in(client, person("shop", group="Shop"))
    found = rows.order(number="K-0007")
    rows.order(name="Besnik", email="besnik@example.com", phone="+38344111222", number="K-0008")
    assert numbers(client, q=words) == [found.number]


def test_search_keeps_nothing_of_who_was_looked_for(client):
    sign_in(client, person("shop", group="Shop"))
    rows.order()
    client.get(LIST, {"q": "Hoxha"})
    assert not DailySearches.objects.exists()


def test_exports_run_nothing(client):
    sign_in(client, person("shop", group="Shop"))
    evil = rows.order(
        [(1, "=HYPERLINK()", 1299, "EUR")], name="=1+1", place="@SUM(A1)", note="-2+3", phone="+355691234567"
    )
    text = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    header, row = csv.reader(io.StringIO(text))
    assert len(header) == len(row)
    assert "'=1+1" in row
    assert "'@SUM(A1)" in row
    assert "'-2+3" in row
    assert "'+355691234567" in row
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any("12,99" in cell for cell in row)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(LIST, {"export": "xlsx"}).getvalue())).active
    cells = {cell.value: cell.data_type for cell in sheet[2]}
    assert cells["=1+1"] == "s"
    assert evil.number in cells


def test_exported_hour_is_the_shops(client):
    user = person("shop", group="Shop")
    user.wagtail_userprofile.current_time_zone = "Europe/Tirane"
    user.wagtail_userprofile.save()
    sign_in(client, user)
    rows.order(placed_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    text = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "2026-07-02 00:30:00" in text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(LIST, {"export": "xlsx"}).getvalue())).active
    assert datetime(2026, 7, 2, 0, 30) in [cell.value for cell in sheet[2]]


# An order's own screen


def test_screen_shows_all_that_is_known_and_runs_none_of_it(shop):
    order = rows.order([(3, "<i>Filxhan</i>", 1299, "EUR")], note="<script>alert(1)</script>")
    soup = screen(shop, order)
    assert not [script for script in soup.find_all("script") if "alert(1)" in script.text]
    words = soup.main.text
    for known in ["<i>Filxhan</i>", "38", "Arta Hoxha", "Rruga e Durrësit 5", "<script>alert(1)</script>"]:
        assert known in words
    assert soup.find("a", href="mailto:arta@example.com")
    assert soup.find("a", href="tel:+355691234567")


def test_nothing_of_an_order_is_edited_by_hand(client, admin_client, order):
    for begin in ["new", f"edit/{order.pk}", f"copy/{order.pk}"]:
        assert admin_client.get(f"{LIST}{begin}/").status_code == 404
    assert not screen(admin_client, order).find("a", href=f"{LIST}new/")


def test_only_who_has_the_right_deletes_an_order(admin_client, order):
    client = sign_in(Client(), person("shop", group="Shop"))
    assert client.post(f"{LIST}delete/{order.pk}/").headers["Location"] == "/admin/"
    assert Order.objects.filter(pk=order.pk).exists()
    admin_client.post(f"{LIST}delete/{order.pk}/")
    assert not Order.objects.filter(pk=order.pk).exists()
    entry = ModelLogEntry.objects.get(action="wagtail.delete")
    assert "Arta" not in f"{entry.label}{entry.data}"


# States


def test_order_is_brought_from_new_to_done_by_its_buttons(shop, order):
    for state in [OrderState.CONFIRMED, OrderState.SENT, OrderState.DONE]:
        soup = press(shop, form_to(screen(shop, order), "state", order.pk, state.value))
        order.refresh_from_db()
        assert order.state == state
        assert label(soup, state) in soup.find(class_="success").text
    assert targets(screen(shop, order), order) == []
    history = ModelLogEntry.objects.filter(action="cart.set_state").order_by("timestamp", "pk")
    assert [entry.data["to"] for entry in history] == ["confirmed", "sent", "done"]
    assert {entry.user.username for entry in history} == {"shop"}
    assert "→" in screen(shop, order).find(id="order-history").find_next("li").text


@pytest.mark.parametrize("before", OrderState)
def test_screen_offers_exactly_what_comes_next(client, before):
    sign_in(client, person("shop", group="Shop"))
    order = rows.order(state=before)
    assert set(targets(screen(client, order), order)) == set(NEXT_STATES[before])
    for state in OrderState:
        client.post(reverse("orders:state", args=[order.pk, state.value]))
        after = Order.objects.get(pk=order.pk).state
        assert after == (state if state in NEXT_STATES[before] else before)
        Order.objects.filter(pk=order.pk).update(state=before)


@pytest.mark.parametrize("right", REACHED)
def test_right_to_one_state_allows_exactly_that(client, right):
    sign_in(client, person("helper", "view_order", f"set_order_{right.value}"))
    for before, following in NEXT_STATES.items():
        order = rows.order(state=before)
        assert targets(screen(client, order), order) == [one for one in following if one == right]
        for state in following:
            response = client.post(reverse("orders:state", args=[order.pk, state.value]))
            is_allowed = Order.objects.get(pk=order.pk).state == state
            assert is_allowed == (state == right)
            assert (response.headers["Location"] == "/admin/") == (not is_allowed)
            Order.objects.filter(pk=order.pk).update(state=before)


def test_two_people_at_once_and_the_second_is_told(shop, order):
    """The second person's screen is older than what the first one did."""
    cancel = form_to(screen(shop, order), "state", order.pk, "cancelled")
    colleague = sign_in(Client(), person("colleague", group="Shop"))
    press(colleague, form_to(screen(colleague, order), "state", order.pk, "confirmed"))
    soup = press(shop, cancel)
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED
    error = soup.find(class_="error").text
    assert order.number in error
    assert label(soup, OrderState.CONFIRMED) in error
    assert ModelLogEntry.objects.filter(action="cart.set_state").count() == 1


def test_order_that_was_read_before_a_change_does_not_undo_it(order):
    first, second = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)
    assert first.move_to(OrderState.CONFIRMED)
    assert not second.move_to(OrderState.CANCELLED)
    assert second.state == OrderState.CONFIRMED


@pytest.mark.parametrize("state", ["paid", "NEW"])
def test_there_is_no_other_state(client, order, state):
    sign_in(client, person("shop", group="Shop"))
    assert client.post(f"{LIST}state/{order.pk}/{state}/").status_code == 404


def test_buttons_need_their_token(order):
    client = sign_in(Client(enforce_csrf_checks=True), person("shop", group="Shop"))
    assert client.post(reverse("orders:state", args=[order.pk, "confirmed"])).status_code == 403
    press(client, form_to(screen(client, order), "state", order.pk, "confirmed"))
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED


def test_next_leads_nowhere_else(client, order):
    sign_in(client, person("shop", group="Shop"))
    url = reverse("orders:state", args=[order.pk, "confirmed"])
    response = client.post(url, {"next": "https://evil.example.com/"})
    assert response.headers["Location"] == reverse("orders:inspect", args=[order.pk])


# A customer who asks to be forgotten


def test_personal_data_is_removed_at_once(shop, order):
    press(shop, form_to(screen(shop, order), "forget", order.pk))
    order.refresh_from_db()
    assert {getattr(order, name) for name in Order.PERSONAL} == {""}
    assert order.forgotten_at
    assert [line.name for line in order.lines.all()] == ["Filxhan"]
    soup = screen(shop, order)
    assert "Arta" not in soup.text
    assert not form_to(soup, "forget", order.pk)
    assert not soup.find("a", href="mailto:")
    assertNotContains(shop.get(LIST), "Arta")
    entry = ModelLogEntry.objects.get(action="cart.forget")
    assert (entry.user.username, entry.label) == ("shop", order.number)
    assert "Arta" not in str(entry.data)


def test_forgetting_twice_is_noted_once(client, order):
    sign_in(client, person("shop", group="Shop"))
    for _time in range(2):
        client.post(reverse("orders:forget", args=[order.pk]))
    assert ModelLogEntry.objects.filter(action="cart.forget").count() == 1


def test_who_may_only_look_removes_and_sends_nothing(client, order):
    sign_in(client, person("helper", "view_order"))
    soup = screen(client, order)
    assert not soup.main.find("form", action=lambda action: action and action.startswith(LIST))
    mail = order.mails.first()
    client.post(reverse("orders:forget", args=[order.pk]))
    client.post(reverse("orders:mail", args=[mail.pk]))
    order.refresh_from_db()
    mail.refresh_from_db()
    assert order.name
    assert not mail.sent_at


# The menu and the home


def menu(client):
    return client.get("/admin/").content.decode()


def test_shop_has_one_group_in_the_menu_and_editors_have_none(client):
    sign_in(client, person("shop", group="Shop"))
    for url in [LIST, "/admin/snippets/cart/product/", "/admin/guide/"]:
        assert f'"{url}"' in menu(client)
    assert "/admin/settings/cart/shopsettings/" not in menu(client)
    for group in ["Editors", "Moderators"]:
        other = sign_in(Client(), person(group, group=group))
        assert LIST not in menu(other)
        assert "/admin/snippets/cart/product/" not in menu(other)


def test_home_counts_new_orders_and_failed_mails_for_who_sees_orders(shop):
    rows.order()
    done = rows.order(state="done")
    done.mails.filter(reader="shop").update(tries=8)
    soup = BeautifulSoup(menu(shop), "html.parser")
    tiles = {tile["href"]: tile.strong.text for tile in soup.select(".kanal-tiles a")}
    assert tiles == {f"{LIST}?state=new": "1", f"{LIST}?mails=failed": "1"}
    editor = sign_in(Client(), person("editor", group="Editors"))
    assert f"{LIST}?state=new" not in menu(editor)


def test_notice_stands_where_nobody_is_written_to(shop, admin_client):
    for url in ["/admin/", LIST]:
        assertContains(shop.get(url), "help-warning", 1)
        assertNotContains(shop.get(url), "/admin/settings/cart/")
        assertContains(admin_client.get(url), 'href="/admin/settings/cart/shopsettings/"')
    settings = ShopSettings.for_site(Site.objects.get())
    settings.email = "shop@example.com"
    settings.save()
    for url in ["/admin/", LIST]:
        assertNotContains(shop.get(url), "help-warning")


def test_order_of_the_far_past_and_a_note_of_a_thousand_letters_are_shown(client):
    sign_in(client, person("shop", group="Shop"))
    order = rows.order(placed_at=timezone.now() - timedelta(days=4000), note="ë" * 1000)
    assert "ë" * 1000 in screen(client, order).text
