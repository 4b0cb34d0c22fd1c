"""Products in the admin: prices as people type them, and the list with its spreadsheet."""

import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from portal.cart.models import Product
from portal.cart.prices import PriceFormField
from portal.pages.models import User
from tests.cart import goods, rows

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/cart/product/"


@pytest.fixture(params=["sq", "en"])
def shop(request, client):
    """Somebody of the shop, in both languages of the admin."""
    user = User.objects.create_user("shop", "shop@example.com", "a-long-password")
    user.groups.set(Group.objects.filter(name="Shop"))
    UserProfile.objects.create(user=user, preferred_language=request.param)
    client.force_login(user)
    return client


def screen(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


def save(client, url=f"{LIST}add/", **values):
    """The form as it stands there with these `values`. Returns the fields that are refused and what stands in them."""
    form = screen(client, url).find("form", id="w-editor-form") or screen(client, url).find("form", method="POST")
    data = {field["name"]: field.get("value", "") for field in form.find_all("input", attrs={"name": True})}
    data |= {field["name"]: field.text.strip() for field in form.find_all("textarea")}
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True)
        data[select["name"]] = chosen["value"] if chosen else ""
    response = client.post(url, data | {"is_live": "on"} | values)
    if response.status_code == 302:
        return {}
    return {name: response.context["form"][name].value() for name in response.context["form"].errors}


def typed_in(client, product):
    return screen(client, f"{LIST}edit/{product.pk}/").find("input", attrs={"name": "price"})["value"]


# Prices


@pytest.mark.parametrize(
    ("typed", "currency", "stored", "shown"),
    [
        ("12,99", "EUR", 1299, "12.99"),
        ("12.9", "EUR", 1290, "12.90"),
        ("1 500", "ALL", 150_000, "1500"),
        ("1\u00a0500", "ALL", 150_000, "1500"),
        ("1500,00", "ALL", 150_000, "1500"),
        ("0,01", "EUR", 1, "0.01"),
        ("10000000", "ALL", 1_000_000_000, "10000000"),
    ],
)
def test_price_is_typed_as_people_write_it_and_stands_in_the_form_again(shop, typed, currency, stored, shown):
    assert not save(shop, name_sq="Filxhan", price=typed, currency=currency)
    product = Product.objects.get()
    assert product.price == stored
    assert typed_in(shop, product) == shown
    assert not save(shop, f"{LIST}edit/{product.pk}/")
    assert Product.objects.get().price == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "0,00",
        "abc",
        "-1",
        "−5",
        "12,999",
        "1.500",
        "1.500,00",
        "10000000,01",
        "9" * 400,
        "1e400",
        "NaN",
        "Infinity",
        "€ 12",
    ],
)
def test_what_is_no_price_is_refused_and_stays_in_its_field(shop, typed):
    assert save(shop, name_sq="Filxhan", price=typed, currency="EUR") == {"price": typed}
    assert not Product.objects.exists()


def test_lek_are_whole(shop):
    assert save(shop, name_sq="Filxhan", price="12,50", currency="ALL") == {"price": "12,50"}
    assert not Product.objects.exists()


@pytest.mark.parametrize(("typed", "is_new"), [("12.99", False), ("12,99", False), (" 12 ,99", False), ("13", True)])
def test_same_price_typed_otherwise_is_no_change(typed, is_new):
    assert PriceFormField().has_changed(1299, typed) == is_new
    assert PriceFormField().has_changed(None, typed)
    assert not PriceFormField(required=False).has_changed(None, "")


def test_product_needs_a_name_and_gets_its_addresses(shop):
    assert save(shop, name_en="Mug", price="1", currency="EUR").keys() == {"name_sq"}
    assert not save(shop, name_sq="Filxhan i bardhë", name_en="White mug", price="1", currency="EUR")
    product = Product.objects.get()
    assert (product.slug_sq, product.slug_en) == ("filxhan-i-bardhe", "white-mug")


# The list


def test_list_shows_each_product_in_each_language(shop):
    goods.product("Mug", "Filxhan", price=1299, currency="EUR")
    goods.product("", "Çantë", is_live=False)
    found = [" ".join(row.text.split()) for row in screen(shop, LIST).select(".kanal-rows .listing tbody tr")]
    assert len(found) == 2
    assert any("Filxhan" in row and "Mug" in row and "12" in row for row in found)


def test_list_is_searched_and_filtered(shop):
    goods.product("Mug", "Filxhan", price=1299, currency="EUR")
    goods.product("Bag", "Çantë", is_live=False, availability="OutOfStock")

    def names(**query):
        return [product.name_sq for product in shop.get(LIST, query).context["object_list"]]

    assert names(q="mug") == ["Filxhan"]
    assert names(q="cante") == ["Çantë"]
    assert names(is_live="false") == ["Çantë"]
    assert names(availability="OutOfStock") == ["Çantë"]
    assert names(currency="EUR") == ["Filxhan"]


def test_list_takes_as_many_queries_for_many_products(shop, django_assert_num_queries):
    goods.product()
    shop.get(LIST)
    with CaptureQueriesContext(connection) as few:
        shop.get(LIST)
    for number in range(10):
        goods.product(name_sq=f"Filxhan {number}")
    with django_assert_num_queries(len(few)):
        shop.get(LIST)


def test_exports_run_nothing(shop):
    goods.product("@SUM(A1)", "=1+1", price=1299, currency="EUR")
    text = b"".join(shop.get(LIST, {"export": "csv"}).streaming_content).decode()
    header, row = csv.reader(io.StringIO(text))
    assert row[:4] == ["'=1+1", "'@SUM(A1)", "12.99", "EUR"]
    assert len(header) == len(row)
    sheet = openpyxl.load_workbook(io.BytesIO(shop.get(LIST, {"export": "xlsx"}).getvalue())).active
    assert [cell.data_type for cell in sheet[2]][:4] == ["s", "s", "n", "s"]


def test_product_of_an_order_is_deleted_and_the_order_stays(shop):
    product, order = goods.product(), rows.order()
    order.lines.update(product=product)
    shop.post(f"{LIST}delete/{product.pk}/")
    assert not Product.objects.exists()
    assert order.lines.get().name == "Filxhan"


def test_whoever_puts_a_product_into_a_text_sees_its_price_and_whether_it_is_shown(shop):
    goods.product("Mug", "Kupë")
    goods.product("Draft", "Draft", price=1299, currency="EUR", is_live=False)
    for url in ["/admin/snippets/choose/cart/product/", "/admin/snippets/choose/cart/product/results/"]:
        found = shop.get(url)
        html = found.json()["html"] if "json" in found.headers["Content-Type"] else found.content.decode()
        chosen = BeautifulSoup(html, "html.parser").select("tbody tr")
        told = {row.select_one(".w-status").text: " ".join(row.text.split()) for row in chosen}
        shown, draft = ("shown", "not shown") if "shown" in told else ("i shfaqur", "i pashfaqur")
        assert any(price in told[shown] for price in ["1 500 lekë", "1,500 lek"])
        assert any(price in told[draft] for price in ["12,99 €", "€12.99"])
