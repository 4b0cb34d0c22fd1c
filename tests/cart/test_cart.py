import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from portal.cart.models import Cart, CartLine, Product
from portal.cart.models.cart import MOST_LINES
from portal.pages.models import User
from tests.cart.goods import (
    ADD,
    CART,
    CHANGE,
    EMPTY,
    REMOVE,
    RESTORE,
    line_form,
    lines,
    product,
    reader,
    soup,
    text,
    total,
)

pytestmark = pytest.mark.django_db


# Without products, all is as it was before there was a shop


@pytest.mark.parametrize(("url", "title"), [("/sq/shporta/", "Shporta juaj"), ("/en/cart/", "Your cart")])
def test_cart_page_says_honestly_that_it_is_empty(client, url, title):
    product(is_live=False)
    page = soup(client.get(url))
    assert page.h1.text.strip() == title
    assert not page.main.find_all("form", method="post")
    assert page.select_one(".empty__title + p").text.startswith(("Këtu ende nuk shitet", "Nothing is sold here yet"))


def test_every_page_has_a_named_drawer_and_a_real_link(client):
    page = soup(client.get("/sq/"))
    dialog = page.find("dialog")
    assert page.find(id=dialog["aria-labelledby"]).text.strip() == "Shporta juaj"
    trigger = page.find("a", attrs={"data-drawer": dialog["id"]})
    assert trigger["href"] == "/sq/shporta/"
    assert not any(char.isdigit() for char in trigger.text)


def test_with_products_the_empty_cart_leads_to_them(client):
    product()
    for url in ["/en/", CART]:
        assert soup(client.get(url)).select_one(".empty a")["href"] == "/en/shop/"


# Cookies and caches


def test_only_an_addition_makes_a_cart_and_its_cookies():
    mug, client = product(), reader()
    for url in ["/en/", CART, "/en/shop/", mug.get_absolute_url(), "/en/cart/order/"]:
        client.get(url)
    for url in [CHANGE, REMOVE, EMPTY, RESTORE]:
        client.post(url, {"line": 1, "quantity": 1, "seen": 1})
    client.post(ADD, {"product": mug.pk + 1})
    assert (not client.cookies, Cart.objects.count()) == (True, 0)
    client.post(ADD, {"product": mug.pk})
    assert (set(client.cookies), Cart.objects.count()) == ({"cart", "cart-hint"}, 1)


def test_cookie_names_one_cart_and_cannot_be_read_by_scripts():
    client = reader()
    client.post(ADD, {"product": product().pk})
    named, hint = client.cookies["cart"], client.cookies["cart-hint"]
    assert named.value == Cart.objects.get().key
    assert len(named.value) == 32
    assert (named["httponly"], named["samesite"], named["path"], named["domain"]) == (True, "Lax", "/", "")
    assert (hint.value, hint["httponly"]) == ("1", "")


@override_settings(CART_COOKIE="__Host-cart")
def test_in_production_cookies_are_bound_to_this_host_and_https():
    client = reader()
    response = client.post(ADD, {"product": product().pk}, secure=True)
    for name in ["__Host-cart", "__Host-cart-hint"]:
        cookie = response.cookies[name]
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert "Mug" in text(client.get(CART, secure=True))


def test_pages_are_the_same_for_who_has_a_cart_and_vary_by_no_cookie():
    mug, client = product(), reader()
    before = {url: Client().get(url) for url in ["/sq/", "/en/shop/", mug.get_absolute_url()]}
    client.post(ADD, {"product": mug.pk})
    for url, response in before.items():
        mine = client.get(url)
        assert mine.content == response.content, url
        assert "cookie" not in mine.headers.get("Vary", "").lower()
        assert not mine.cookies


def test_what_is_a_readers_own_is_kept_by_no_cache():
    client = reader()
    responses = [client.post(ADD, {"product": product().pk})]
    urls = [CART, f"{CART}?fragment=cart", "/en/cart/count/", "/en/cart/order/"]
    responses += [client.get(url) for url in urls]
    assert {response.headers["Cache-Control"] for response in responses} == {"no-store"}


def test_count_is_one_small_answer_in_the_language_of_the_page():
    client, mug = reader(), product()
    assert client.get("/en/cart/count/").json() == {"count": 0, "label": "0 products"}
    client.post(ADD, {"product": mug.pk, "quantity": 2})
    client.post(ADD, {"product": product("Pen", "Stilolaps").pk})
    assert client.get("/en/cart/count/").json() == {"count": 3, "label": "3 products"}
    assert client.get("/sq/shporta/numri/").json() == {"count": 3, "label": "3 produkte"}


# What readers do


def test_a_reader_fills_changes_and_empties_the_cart_with_plain_forms():
    client = reader()
    mug, pen = product(), product("Pen", "Stilolaps", price=199, currency="EUR")
    response = client.post(ADD, {"product": mug.pk, "quantity": 2}, follow=True)
    assert "“Mug” is in your cart: 2." in text(response)
    client.post(ADD, {"product": pen.pk})
    client.post(ADD, {"product": mug.pk})
    assert lines(client) == [("Mug", 3), ("Pen", 1)]
    assert total(client) == "4,500 lek + €1.99"

    response = client.post(CHANGE, line_form(client, "Mug") | {"quantity": 5}, follow=True)
    assert "“Mug”: now 5." in text(response)
    client.post(CHANGE, line_form(client, "Mug") | {"step": "-1"})
    client.post(CHANGE, line_form(client, "Pen") | {"step": "1"})
    assert lines(client) == [("Mug", 4), ("Pen", 2)]

    response = client.post(REMOVE, line_form(client, "Mug", "remove"), follow=True)
    assert "“Mug” was removed." in text(response)
    assert lines(client) == [("Pen", 2)]
    assert "“Mug” is back in your cart: 4." in text(client.post(RESTORE, follow=True))
    assert lines(client) == [("Mug", 4), ("Pen", 2)]

    assert "2 products were removed." in text(client.post(EMPTY, follow=True))
    assert lines(client) == []
    client.post(RESTORE)
    assert lines(client) == [("Mug", 4), ("Pen", 2)]


def test_only_the_last_removal_is_undone_and_only_for_ten_minutes(time_machine):
    time_machine.move_to("2026-05-01T10:00:00Z", tick=False)
    client = reader()
    for name in ["Mug", "Pen"]:
        client.post(ADD, {"product": product(name, name).pk})
    for name, when in [("Mug", "2026-05-01T10:01:00Z"), ("Pen", "2026-05-01T10:02:00Z")]:
        time_machine.move_to(when, tick=False)
        client.post(REMOVE, line_form(client, name, "remove"))
    client.post(RESTORE)
    assert lines(client) == [("Pen", 1)]
    client.post(REMOVE, line_form(client, "Pen", "remove"))
    time_machine.move_to("2026-05-01T10:12:01Z", tick=False)
    assert "removed" not in text(client.get(CART))
    response = client.post(RESTORE)
    assert (response.status_code, "There is nothing left to undo" in text(response)) == (409, True)
    assert lines(client) == []


def test_emptying_twice_can_still_be_undone():
    client = reader()
    client.post(ADD, {"product": product().pk, "quantity": 2})
    for _time in range(2):
        assert "“Mug” was removed." in text(client.post(EMPTY, follow=True))
    client.post(RESTORE)
    assert lines(client) == [("Mug", 2)]


def test_removed_product_that_is_added_again_begins_anew():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk, "quantity": 4})
    client.post(REMOVE, line_form(client, "Mug", "remove"))
    client.post(ADD, {"product": mug.pk})
    assert lines(client) == [("Mug", 1)]


def test_what_two_tabs_do_adds_up_and_the_reader_is_told():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk, "quantity": 2})
    old = line_form(client, "Mug")
    client.post(ADD, {"product": mug.pk, "quantity": 3})
    response = client.post(CHANGE, old | {"quantity": 4}, follow=True)
    assert "“Mug” was changed elsewhere too: now 7." in text(response)
    client.post(REMOVE, {"line": old["line"]})
    assert "no longer in your cart" in text(client.post(CHANGE, old | {"quantity": 4}))
    assert lines(client) == []


def test_less_than_another_tab_left_is_no_false_alarm():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk, "quantity": 3})
    old = line_form(client, "Mug")
    client.post(CHANGE, old | {"quantity": 1})
    response = client.post(CHANGE, old | {"step": "-1"}, follow=True)
    assert "“Mug” was changed elsewhere too: now 1." in text(response)
    assert "At most" not in text(response)


def test_cart_is_the_same_in_both_languages_and_after_signing_in():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk})
    assert "Kupë" in text(client.get("/sq/shporta/"))
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "a-long-password"))
    assert lines(client) == [("Mug", 1)]
    client.logout()
    assert lines(client) == []


def test_who_adds_without_javascript_is_led_back_to_where_the_form_stood():
    client, mug = reader(), product()
    path = "/en/shop/mug/"
    url = f"http://testserver{path}"
    response = client.post(ADD, {"product": mug.pk}, headers={"referer": url}, follow=True)
    assert soup(response).select_one("main a.more")["href"] == path
    response = client.post(ADD, {"product": mug.pk}, headers={"referer": "https://evil.example/x"}, follow=True)
    assert "evil" not in response.content.decode()
    for path in ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]:
        assert path not in client.get(CART, {"from": path}).content.decode()


def test_fragment_is_the_cart_alone_with_what_is_said():
    client, mug = reader(), product()
    response = client.post(ADD, {"product": mug.pk, "fragment": "cart"}, follow=True)
    part = BeautifulSoup(response.content, "html.parser")
    assert (part.html, part.div["data-said"]) == (None, "“Mug” is in your cart: 1.")
    refused = client.post(ADD, {"product": mug.pk, "quantity": 99, "fragment": "cart"})
    part = BeautifulSoup(refused.content, "html.parser")
    assert (part.html, part.div["data-said"]) == (None, "At most 10 in one order.")
    assert len(part.select(".cart-line")) == 1


# What changes while it lies in the cart is told


def test_new_price_is_told_for_as_long_as_the_line_lies_there():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk, "quantity": 2})
    Product.objects.update(price=170_000)
    client.post(ADD, {"product": mug.pk})
    client.post(CHANGE, line_form(client, "Mug") | {"quantity": 4})
    assert "The price has changed: 1,700 lek instead of 1,500 lek." in text(client.get(CART))
    assert total(client) == "6,800 lek"
    client.post(REMOVE, line_form(client, "Mug", "remove"))
    client.post(ADD, {"product": mug.pk})
    assert "price has changed" not in text(client.get(CART))


def test_price_on_a_page_from_a_cache_is_told_beside_the_present_one():
    client, mug = reader(), product()
    form = soup(client.get("/en/shop/mug/")).select_one("main form[data-cart-form=add]")
    fields = {one["name"]: one["value"] for one in form.select("input")}
    Product.objects.update(price=900, currency="EUR")
    response = client.post(ADD, fields, follow=True)
    assert "The price has changed: €9.00 instead of 1,500 lek." in text(response)
    assert total(client) == "€9.00"
    for shown in ["0", "x-ALL", "1-XYZ", "-5-ALL", "1" * 30 + "-ALL"]:
        other = reader()
        other.post(ADD, {"product": mug.pk, "shown": shown})
        assert total(other) in {"", "€9.00"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_live": False}, "Not sold here any longer."),
        ({"buy_url": "https://www.example.com/"}, "Not sold here any longer."),
        ({"availability": "OutOfStock"}, "Out of stock now."),
        ({"max_per_order": 1}, "At most 1 in one order: choose fewer."),
    ],
)
def test_what_cannot_be_ordered_any_longer_stays_and_says_why_and_counts_nothing(change, words):
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk, "quantity": 2})
    client.post(ADD, {"product": product("Pen", "Stilolaps", price=100_00).pk})
    Product.objects.filter(pk=mug.pk).update(**change)
    shown = text(client.get(CART))
    assert words in shown
    assert "Without the products that cannot be ordered now." in shown
    assert total(client) == "100 lek"


def test_deleted_product_stays_in_the_cart_by_its_name():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk})
    mug.delete()
    assert lines(client) == [("Mug", None)]
    assert "Not sold here any longer." in text(client.get(CART))
    assert total(client) == ""
    client.post(REMOVE, line_form(client, "Mug", "remove"))
    assert lines(client) == []


def test_withdrawn_product_leads_nowhere_and_leaks_no_new_name():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk})
    mug.is_live = False
    mug.save()
    assert not soup(client.get(CART)).select(".cart-line__name a")


def test_too_many_that_the_shop_lowered_can_be_made_fewer():
    client, mug = reader(), product()
    client.post(ADD, {"product": mug.pk, "quantity": 8})
    Product.objects.update(max_per_order=3)
    client.post(CHANGE, line_form(client, "Mug") | {"quantity": 3})
    assert lines(client) == [("Mug", 3)]
    assert total(client) == "4,500 lek"


# Bad input


@pytest.fixture
def filled():
    client = reader()
    client.post(ADD, {"product": product().pk, "quantity": 2})
    return client


def unharmed(client):
    return lines(client) == [("Mug", 2)] and total(client) == "3,000 lek"


@pytest.mark.parametrize("language", ["sq", "en"])
@pytest.mark.parametrize("quantity", ["0", "-1", "abc", "1.5", "9" * 5000, "\x00"])
def test_odd_quantities_are_refused_in_the_readers_language(filled, quantity, language):
    urls = {"en": (ADD, CHANGE), "sq": ("/sq/shporta/shto/", "/sq/shporta/ndrysho/")}[language]
    words = {"en": "Choose a whole number, 1 or more.", "sq": "Zgjidhni një numër të plotë, 1 ose më shumë."}
    form = line_form(filled, "Mug") | {"product": Product.objects.get().pk, "quantity": quantity}
    for url in urls:
        response = filled.post(url, form)
        assert response.status_code == 400
        assert words[language] in text(response)
    assert unharmed(filled)


@pytest.mark.parametrize("quantity", [11, 1001, 10**9, 10**30])
def test_more_than_the_shop_allows_is_refused(filled, quantity):
    mug = Product.objects.get()
    for url, form in [(ADD, {"product": mug.pk}), (CHANGE, line_form(filled, "Mug"))]:
        response = filled.post(url, form | {"quantity": quantity})
        assert (response.status_code, "At most 10 in one order." in text(response)) == (409, True)
    assert unharmed(filled)


def test_what_is_not_for_sale_is_refused(filled):
    others = [
        product("Draft", "Draft", is_live=False),
        product("Elsewhere", "Gjetkë", buy_url="https://www.example.com/"),
        product("Gone", "Mbaruar", availability="OutOfStock"),
    ]
    for key in [*(one.pk for one in others), 987654321]:
        response = filled.post(ADD, {"product": key})
        assert (response.status_code, "cannot be ordered now" in text(response)) == (409, True)
        assert "Draft" not in text(response)
    for key in ["", "x", "-1", "9" * 30, "1 OR 1=1"]:
        response = filled.post(ADD, {"product": key})
        assert (response.status_code, "cannot be ordered now" in text(response)) == (400, True)
    assert unharmed(filled)


def test_forged_prices_are_not_even_read(filled):
    filled.post(ADD, {"product": Product.objects.get().pk, "price": "1", "seen_price": "1", "money": "0"})
    assert total(filled) == "4,500 lek"


def test_lines_of_another_reader_are_out_of_reach(filled):
    stranger, line = reader(), CartLine.objects.get()
    stranger.post(ADD, {"product": product("Pen", "Stilolaps").pk})
    for url in [CHANGE, REMOVE]:
        response = stranger.post(url, {"line": line.pk, "seen": 2, "quantity": 5})
        assert (response.status_code, "no longer in your cart" in text(response)) == (400, True)
    assert unharmed(filled)


@pytest.mark.parametrize("key", ["", "x" * 33, "ë", "0", "' OR 1=1 --"])
def test_odd_cookies_name_no_cart(filled, key):
    stranger = reader()
    stranger.cookies["cart"] = key
    assert lines(stranger) == []
    stranger.post(ADD, {"product": Product.objects.get().pk})
    assert Cart.objects.count() == 2
    assert unharmed(filled)


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
@pytest.mark.parametrize("url", [ADD, CHANGE, REMOVE, EMPTY, RESTORE, "/en/cart/order/"])
def test_forms_of_other_sites_are_refused(filled, url, headers):
    evil = Client(enforce_csrf_checks=True, headers=headers)
    evil.cookies = filled.cookies
    assert evil.post(url, {"product": Product.objects.get().pk}).status_code == 403
    assert unharmed(filled)


def big_file():
    return SimpleUploadedFile("big.bin", b"x" * 5_000_000)


def test_five_megabytes_are_refused_with_a_message(filled):
    key = Product.objects.get().pk
    urlencoded = {"data": f"product={key}&note=" + "x" * 5_000_000, "content_type": "application/x-www-form-urlencoded"}
    field, file = {"data": {"product": key, "note": "x" * 5_000_000}}, {"data": {"product": key, "file": big_file()}}
    for sent in [urlencoded, field, file]:
        response = filled.post("/sq/shporta/shto/", **sent)
        assert (response.status_code, "asgjë nuk u ruajt" in text(response).lower()) == (413, True)
    assert unharmed(filled)


def test_what_is_no_form_is_refused_with_a_message(filled):
    part = '--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n1\r\n'
    response = filled.post("/sq/shporta/shto/", part * 101, content_type="multipart/form-data; boundary=x")
    assert (response.status_code, "më shumë sesa nxë" in text(response)) == (413, True)
    response = filled.post("/sq/shporta/shto/", "x", content_type="multipart/form-data")
    assert (response.status_code, "nuk është formular" in text(response)) == (400, True)
    assert unharmed(filled)


def test_whoever_only_asks_for_the_address_of_a_form_is_led_to_the_cart(client):
    for url in [ADD, CHANGE, REMOVE, EMPTY, RESTORE]:
        assert client.get(url).url == CART


def test_cart_holds_forty_different_products():
    client = reader()
    for number in range(MOST_LINES):
        client.post(ADD, {"product": product(f"No. {number}", f"Nr. {number}").pk})
    response = client.post(ADD, {"product": product("Last", "I fundit").pk})
    assert (response.status_code, "40 different products" in text(response)) == (409, True)
    assert CartLine.objects.count() == MOST_LINES


def test_undo_brings_back_no_more_than_forty_products():
    client = reader()
    for number in range(MOST_LINES):
        client.post(ADD, {"product": product(f"No. {number}", f"Nr. {number}").pk})
    client.post(REMOVE, line_form(client, "No. 0", "remove"))
    client.post(ADD, {"product": product("Last", "I fundit").pk})
    response = client.post(RESTORE)
    assert (response.status_code, "40 different products" in text(response)) == (409, True)
    assert len(lines(client)) == MOST_LINES
    client.post(REMOVE, line_form(client, "Last", "remove"))
    client.post(RESTORE)
    assert lines(client)[-1] == ("Last", 1)


def test_script_in_a_name_stays_text():
    client = reader()
    client.post(ADD, {"product": product("<script>alert(1)</script>", "<b>x</b>").pk})
    assert not soup(client.get(CART)).main.find_all("script")
    assert lines(client) == [("<script>alert(1)</script>", 1)]


def test_queries_do_not_grow_with_the_lines(django_assert_max_num_queries):
    client = reader()
    for number in range(12):
        client.post(ADD, {"product": product(f"No. {number}", f"Nr. {number}").pk})
    client.get(CART)
    with django_assert_max_num_queries(14):
        client.get(CART)
