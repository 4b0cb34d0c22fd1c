from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from wagtail.models import Site

from portal.cart.models import Cart, Order, OrderMail, Product, ShopSettings
from portal.cart.models.order import MOST_A_DAY
from tests.cart.goods import (
    ADD,
    CART,
    CHANGE,
    CUSTOMER,
    ORDER,
    hidden_fields,
    line_form,
    lines,
    order_form,
    product,
    reader,
    soup,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A reader with two mugs and a pen in the cart."""
    client = reader()
    client.post(ADD, {"product": product().pk, "quantity": 2})
    client.post(ADD, {"product": product("Pen", "Stilolaps", price=199, currency="EUR").pk})
    return client


def shop_settings(**values):
    found = ShopSettings.for_site(Site.objects.get())
    for name, value in values.items():
        setattr(found, name, value)
    found.full_clean()
    found.save()


def send(client, url=ORDER, **values):
    return client.post(url, order_form(client, url) | CUSTOMER | values)


def test_order_keeps_its_lines_as_they_were(client):
    response = send(client, note="After five.\nSecond floor.")
    order = Order.objects.get()
    assert response.status_code == 303
    assert (order.number, order.language, order.state) == (f"K-{order.pk:04}", "en", "new")
    assert (order.name, order.email, order.phone, order.place) == (
        CUSTOMER["name"],
        CUSTOMER["email"],
        "",
        CUSTOMER["place"],
    )
    Product.objects.update(price=1, name_en="Other", is_live=False)
    Product.objects.first().delete()
    shown = text(client.get(response.url))
    for words in [order.number, "2 × Mug", "3,000 lek", "1 × Pen", "€1.99", "After five.", "New"]:
        assert words in shown
    assert lines(client) == []
    assert client.get("/en/cart/count/").json()["count"] == 0


def test_albanian_order_is_albanian_whatever_language_its_page_is_read_in(client):
    send(client, "/sq/shporta/porosia/")
    order = Order.objects.get()
    assert (order.language, [line.name for line in order.lines.all()]) == ("sq", ["Kupë", "Stilolaps"])
    assert "2 × Kupë" in text(client.get(f"/en/cart/orders/{order.key}/"))


def test_page_of_an_order_opens_by_its_secret_alone_and_leaks_it_to_nobody(client):
    response = send(client)
    order, stranger = Order.objects.get(), reader()
    assert len(order.key) == 32
    answer = stranger.get(response.url)
    assert "Ana Hoxha" in text(answer)
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert soup(answer).find("meta", attrs={"name": "robots"})["content"] == "noindex"
    for key in [order.pk, order.number, order.key[:-1], order.key.swapcase(), "x" * 500]:
        assert stranger.get(f"/en/cart/orders/{key}/").status_code == 404


# Once, whatever the browser does


def test_double_click_back_and_retry_make_one_order(client):
    form = order_form(client) | CUSTOMER
    urls = {client.post(ORDER, form).url for _time in range(3)}
    assert (len(urls), Order.objects.count(), len(mail.outbox)) == (1, 1, 1)


def test_what_was_corrected_after_the_order_was_sent_is_not_lost_silently(client):
    form = order_form(client) | CUSTOMER
    assert "sent before" not in text(client.post(ORDER, form, follow=True))
    assert "sent before" not in text(client.post(ORDER, form, follow=True))
    shown = text(client.post(ORDER, form | {"place": "Rruga 2, Durrës"}, follow=True))
    assert "This order had been sent before, as it stands here." in shown
    assert "Durrës" not in shown
    assert Order.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"consent": ""}, {"email": ""}, {"note": "Other."}])
def test_second_tab_is_told_of_the_order_that_the_first_one_sent(client, wrong):
    form = order_form(client) | CUSTOMER
    first = client.post(ORDER, form).url
    response = client.post(ORDER, form | wrong, follow=True)
    assert response.redirect_chain[0][0].partition("?")[0] == first
    assert "This order had been sent before" in text(response)
    assert "not sent yet" not in text(response)
    assert Order.objects.count() == 1


def test_cart_points_to_its_orders_of_the_last_day(client, time_machine):
    time_machine.move_to("2026-05-01T10:00:00Z", tick=False)
    assert not soup(client.get(CART)).select(".cart__order")
    url, order = send(client, email="", phone="069 123 4567").url, Order.objects.get()
    time_machine.move_to("2026-05-02T09:59:00Z", tick=False)
    for address in [CART, f"{CART}?fragment=cart", "/sq/shporta/"]:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        (link,) = [link for link in soup(answer).select(".cart a") if order.number in link.text]
        assert text_of_page(client, link["href"]) == text_of_page(client, url)
    assert order.number not in text(reader().get(CART))
    client.post(ADD, {"product": Product.objects.first().pk})
    assert order.number in text(client.get(CART))
    time_machine.move_to("2026-05-02T10:00:01Z", tick=False)
    assert order.number not in text(client.get(CART))


def text_of_page(client, url):
    return text(client.get(url.replace("/sq/shporta/porosite/", "/en/cart/orders/")))


def test_next_order_of_the_same_cart_is_another_one(client):
    first = send(client).url
    client.post(ADD, {"product": Product.objects.first().pk})
    assert send(client).url != first
    assert Order.objects.count() == 2


def test_form_of_another_cart_orders_nothing(client):
    stranger = reader()
    stranger.post(ADD, {"product": Product.objects.first().pk})
    response = stranger.post(ORDER, order_form(client) | CUSTOMER)
    assert (response.status_code, Order.objects.count()) == (409, 0)
    assert lines(client) == [("Mug", 2), ("Pen", 1)]


def test_form_without_a_cart_orders_nothing_and_says_so(client):
    form = order_form(client) | CUSTOMER
    response = reader().post(ORDER, form)
    assert (response.status_code, "so nothing was sent" in text(response)) == (409, True)
    assert reader().get(ORDER).url == CART
    assert Order.objects.count() == 0


def sweep_once_it_is_read(execute, sql, params, many, context):
    found = execute(sql, params, many, context)
    if '"cart_cart"."key" =' in sql:
        Cart.objects.all().delete()
    return found


@pytest.mark.parametrize("wrong", [{}, {"consent": ""}])
def test_cart_that_is_swept_while_its_order_is_sent_is_told_in_words(client, wrong):
    form = order_form(client) | CUSTOMER | wrong
    with connection.execute_wrapper(sweep_once_it_is_read):
        response = client.post(ORDER, form)
    assert (response.status_code, Order.objects.count()) == (400 if wrong else 409, 0)
    assert "so nothing was sent" in text(response)
    assert "Nothing in your cart can be ordered now." in text(response)
    assert soup(response).find("input", attrs={"name": "name"})["value"] == "Ana Hoxha"


def test_what_was_typed_stays_though_nothing_can_be_ordered_any_longer(client):
    form = order_form(client) | CUSTOMER | {"note": "After five."}
    Product.objects.update(availability="OutOfStock")
    response = client.post(ORDER, form)
    assert (response.status_code, Order.objects.count()) == (409, 0)
    assert "Nothing in your cart can be ordered now." in text(response)
    assert soup(response).find("textarea").text.strip() == "After five."
    Product.objects.update(availability="InStock")
    shown_again = client.post(ORDER, form | hidden_fields(response))
    assert client.post(ORDER, form | hidden_fields(shown_again)).status_code == 303


def test_order_that_was_sent_is_found_when_its_cart_is_no_more(client):
    form = order_form(client) | CUSTOMER
    url = client.post(ORDER, form).url
    Cart.objects.all().delete()
    assert client.post(ORDER, form).url == url


# Prices and availability are looked at once more


@pytest.mark.parametrize(
    "change",
    [
        {"price": 140_000},
        {"unit": "set"},
        {"availability": "PreOrder"},
        {"is_live": False},
        {"availability": "OutOfStock"},
        {"max_per_order": 1},
    ],
)
def test_what_has_changed_since_the_form_was_shown_is_told_and_nothing_is_lost(client, change):
    form = order_form(client) | CUSTOMER | {"note": "After five."}
    Product.objects.filter(name_en="Mug").update(**change)
    response = client.post(ORDER, form)
    assert (response.status_code, Order.objects.count()) == (409, 0)
    page = soup(response)
    assert "has changed meanwhile" in text(response)
    assert page.find("input", attrs={"name": "name"})["value"] == "Ana Hoxha"
    assert page.find("textarea").text.strip() == "After five."
    again = {one["name"]: one["value"] for one in page.select("form.order__form input[type=hidden]")}
    assert client.post(ORDER, form | again).status_code == 303
    order = Order.objects.get()
    mug = [line for line in order.lines.all() if line.name == "Mug"]
    is_left = change.keys() & {"price", "unit"} or change == {"availability": "PreOrder"}
    assert [(line.price, line.quantity) for line in mug] == ([(change.get("price", 150_000), 2)] if is_left else [])


def test_form_that_was_wrong_and_outdated_tells_both(client):
    form = order_form(client) | CUSTOMER | {"place": ""}
    Product.objects.filter(name_en="Mug").update(unit="set", availability="PreOrder")
    response = client.post(ORDER, form)
    assert response.status_code == 400
    assert "has changed meanwhile" in text(response)
    assert soup(response).find("input", attrs={"name": "place"}).has_attr("autofocus")


def test_price_that_changed_before_the_form_was_opened_is_told_on_it(client):
    Product.objects.filter(name_en="Mug").update(price=160_000, availability="PreOrder")
    shown = text(client.get(ORDER))
    assert "The price has changed: 1,600 lek instead of 1,500 lek." in shown
    assert "Can be ordered in advance" in shown


def test_what_cannot_be_ordered_is_named_and_stays_in_the_cart(client):
    Product.objects.filter(name_en="Mug").update(availability="OutOfStock")
    shown = text(client.get(ORDER))
    assert "Not in this order, because it cannot be ordered now: Mug" in shown
    assert "lek" not in shown
    send(client)
    assert [line.name for line in Order.objects.get().lines.all()] == ["Pen"]
    assert lines(client) == [("Mug", None)]


def test_cart_that_another_tab_changed_is_shown_anew(client):
    form = order_form(client) | CUSTOMER
    client.post(CHANGE, line_form(client, "Mug") | {"quantity": 5})
    response = client.post(ORDER, form)
    assert (response.status_code, "5 × Mug" in text(response)) == (409, True)


def test_nothing_left_to_order_says_so(client):
    form = order_form(client) | CUSTOMER
    Product.objects.update(is_live=False)
    response = client.post(ORDER, form)
    assert (response.status_code, "Nothing in your cart can be ordered now." in text(response)) == (409, True)
    assert client.get(ORDER).url == CART


# Who orders


def test_phone_alone_is_enough_and_is_stored_as_it_is_dialled(client):
    send(client, email="", phone="069 123 4567")
    assert Order.objects.get().phone == "+355691234567"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"email": "", "phone": ""}, "Jepni një adresë e-maili ose një numër telefoni"),
        ({"email": "ana@"}, "adresë email"),
        ({"phone": "12"}, "Ky nuk është numër telefoni."),
        ({"phone": "069 123 4567 ext 5"}, "Ky nuk është numër telefoni."),
        ({"consent": ""}, "Pa pëlqimin tuaj"),
        ({"name": ""}, "fush"),
        ({"place": ""}, "fush"),
        ({"name": "Ana\r\nBcc: all@example.com"}, "një rresht të vetëm"),
        ({"place": "Tiranë\nBcc: all@example.com"}, "një rresht të vetëm"),
        ({"email": "ana@example.com\nBcc: all@example.com"}, "adresë email"),
        ({"name": "x" * 81}, "80"),
        ({"note": "x" * 1001}, "1000"),
        ({"name": "\x00"}, "një rresht"),
    ],
)
def test_bad_answers_are_refused_beside_their_field_in_the_readers_language(client, values, words):
    url = "/sq/shporta/porosia/"
    response = send(client, url, **values)
    assert (response.status_code, Order.objects.count()) == (400, 0)
    (name,) = {*values} - {"phone"} or {"phone"}
    field = soup(response).find(attrs={"name": name})
    assert field["aria-invalid"] == "true"
    error = soup(response).find(id=field["aria-describedby"].split()[-1])
    assert words.lower() in error.text.lower()
    assert lines(client) == [("Mug", 2), ("Pen", 1)]


def test_script_in_a_note_stays_text_everywhere(client):
    shop_settings(email="shop@example.com")
    script = "<script>alert(1)</script>"
    response = send(client, name=script, note=script, place=script)
    page = soup(client.get(response.url))
    assert not page.main.find_all("script")
    assert script in page.main.text


def test_trap_that_no_person_sees_orders_nothing_and_asks_to_send_again(client):
    trap = soup(client.get(ORDER)).select_one(".order__trap input")
    response = send(client, **{trap["name"]: "https://spam.example"})
    assert (response.status_code, Order.objects.count()) == (400, 0)
    page = soup(response)
    assert len(page.select("[role=alert]")) == 1
    assert page.find("input", attrs={"name": "name"})["value"] == "Ana Hoxha"
    assert not page.select_one(".order__trap input").get("value")
    assert client.post(ORDER, hidden_fields(response) | CUSTOMER).status_code == 303


def test_trap_is_nothing_that_browsers_fill_by_themselves(client):
    trap = soup(client.get(ORDER)).select_one(".order__trap input")
    assert trap["autocomplete"] == "off"
    assert not {"name", "mail", "phone", "tel", "web", "url", "address", "company"} & set(trap["name"].split("_"))


def test_either_way_to_answer_is_said_to_be_enough_beside_its_field(client):
    page = soup(client.get(ORDER))
    for name in ["email", "phone"]:
        described_by = page.find(attrs={"name": name})["aria-describedby"]
        assert page.find(id=described_by).text.strip()


def test_sums_in_two_currencies_are_one_total(client):
    (row,) = soup(client.get(ORDER)).select(".order__table tfoot tr")
    assert " ".join(row.td.get_text(" ").split()) == "3,000 lek + €1.99"


def test_one_mailbox_gets_ten_orders_a_day_and_another_reader_can_order(client, time_machine):
    time_machine.move_to("2026-05-01T10:00:00Z", tick=False)
    pen = Product.objects.get(name_en="Pen")
    for _number in range(MOST_A_DAY):
        assert send(client).status_code == 303
        client.post(ADD, {"product": pen.pk})
    response = send(client)
    assert (response.status_code, "so many orders" in text(response)) == (429, True)
    assert soup(response).find("input", attrs={"name": "name"})["value"] == "Ana Hoxha"
    assert send(client, email="other@example.com").status_code == 303
    client.post(ADD, {"product": pen.pk})
    time_machine.move_to("2026-05-02T10:00:01Z", tick=False)
    assert send(client).status_code == 303


def test_five_megabytes_order_nothing(client):
    body = "note=" + "x" * 5_000_000
    response = client.post(ORDER, body, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, Order.objects.count()) == (413, 0)
    assert lines(client) == [("Mug", 2), ("Pen", 1)]


# Taking it on


def test_order_is_handed_over_to_the_shops_chats_with_its_text(client):
    shop_settings(whatsapp="+355 69 123 4567", viber="+355691234567")
    page = soup(client.get(send(client).url))
    number = Order.objects.get().number
    whatsapp, viber = [link["href"] for link in page.select(".hand-overs a")]
    asked = urlsplit(whatsapp)
    assert (asked.scheme, asked.netloc, asked.path) == ("https", "wa.me", "/355691234567")
    text_sent = parse_qs(asked.query)["text"][0]
    assert text_sent == f"Order {number}\n2 × Mug: 3,000 lek\n1 × Pen: €1.99\nTotal: 3,000 lek + €1.99"
    asked = urlsplit(viber)
    assert (asked.scheme, asked.netloc) == ("viber", "chat")
    assert parse_qs(asked.query) == {"number": ["+355691234567"], "draft": [text_sent]}
    assert "wa.me" in page.select_one(".hand-overs").text


def test_payment_page_gets_each_currency_by_itself(client):
    shop_settings(checkout_url="https://pay.example.com/{currency}?order={number}&sum={total}")
    page = soup(client.get(send(client).url))
    number = Order.objects.get().number
    assert [link["href"] for link in page.select(".hand-overs a")] == [
        f"https://pay.example.com/ALL?order={number}&sum=3000.00",
        f"https://pay.example.com/EUR?order={number}&sum=1.99",
    ]


def test_without_settings_nothing_is_handed_over_and_the_contact_address_gets_the_mail(client):
    assert not soup(client.get(send(client).url)).select(".hand-overs")


def test_order_that_is_over_offers_no_payment(client):
    shop_settings(whatsapp="+355691234567")
    url = send(client).url
    Order.objects.update(state="cancelled")
    assert not soup(client.get(url)).select(".hand-overs")
    assert "Cancelled" in text(client.get(url))


def test_mail_server_that_is_down_loses_no_order(client, settings):
    nowhere = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 1}}
    with override_settings(MAILERS={"default": nowhere}):
        response = send(client)
    assert "Ana Hoxha" in text(client.get(response.url))
    assert set(OrderMail.objects.values_list("reader", "tries")) >= {("customer", 1)}
    assert OrderMail.objects.get(reader="customer").sent_at is None


def test_sweeping_the_cart_leaves_the_order(client):
    send(client)
    Cart.objects.all().delete()
    assert Order.objects.get().lines.count() == 2
