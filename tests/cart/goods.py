"""Products, carts and forms for the tests of the cart."""

from bs4 import BeautifulSoup
from django.test import Client

from portal.cart.models import Product

ADD, CHANGE, REMOVE = "/en/cart/add/", "/en/cart/change/", "/en/cart/remove/"
EMPTY, RESTORE, CART, ORDER = "/en/cart/empty/", "/en/cart/restore/", "/en/cart/", "/en/cart/order/"
CUSTOMER = {"name": "Ana Hoxha", "email": "ana@example.com", "place": "Rruga 1, Tiranë", "consent": "on"}


def product(name_en="Mug", name_sq="Kupë", price=150_000, currency="ALL", is_live=True, **values):
    values = {"name_sq": name_sq, "name_en": name_en, "price": price, "currency": currency} | values
    return Product.objects.create(is_live=is_live, **values)


def reader(**headers):
    """A browser whose forms stand on this site."""
    return Client(headers={"sec-fetch-site": "same-origin"} | headers)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).main.get_text(" ").split())


def lines(client):
    """What the cart page shows: `[(name, quantity or None where it cannot be chosen)]`."""
    found = []
    for line in soup(client.get(CART)).select(".cart-line"):
        quantity = line.select_one("input[name=quantity]")
        found.append((line.select_one(".cart-line__name").text.strip(), quantity and int(quantity["value"])))
    return found


def total(client):
    """What it would all cost, as the cart page says."""
    found = soup(client.get(CART)).select_one(".cart__total strong")
    return " ".join(found.get_text(" ").split()) if found else ""


def line_form(client, name, what="change"):
    """The fields of the form of one line as it stands in the page, ready to be sent."""
    for line in soup(client.get(CART)).select(".cart-line"):
        if line.select_one(".cart-line__name").text.strip() == name:
            form = line.select_one(f"form[action$='/{what}/']")
            return {one["name"]: one["value"] for one in form.select("input[name]")}
    raise AssertionError(f"{name} is not in the cart")


def order_form(client, url=ORDER):
    """The hidden fields of the order's form as it stands in the page."""
    return hidden_fields(client.get(url))


def hidden_fields(response):
    form = soup(response).select_one("form.order__form")
    return {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
