"""The list of products and the page of one, as readers and machines see them."""

import extruct
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect

from portal.cart.models import Product
from portal.pages.languages import codes, url_in
from portal.pages.models import GoneAddress, SubjectList
from portal.pages.slugs import reserved_slugs
from portal.sharing.cards import card_of
from tests import make
from tests.blog.test_articles import picture
from tests.structured_data import data_of, soup_of

pytestmark = pytest.mark.django_db
HOST = "http://localhost"
HOSTILE = '<script>alert(1)</script> & "x"'


def shop(code="en"):
    with override(code):
        return reverse("shop")


def cards_of(soup):
    return {card.h2.text.strip(): card for card in soup.find_all("article", class_="product-card")}


def statuses(client, product):
    return {client.get(url_in(product, code)).status_code for code in codes()}


def withdraw(product):
    product.is_live = False
    product.save()


# The list


@pytest.mark.parametrize(
    ("code", "names"), [("sq", {"Publik", "Tjetërkund", "Mbaruar"}), ("en", {"Public", "Elsewhere", "Gone"})]
)
def test_list_shows_what_is_live_and_nothing_else(client, code, names):
    rows = make.five_products()
    soup = soup_of(client, shop(code))
    cards = cards_of(soup)
    assert set(cards) == names
    assert {card.h2.a["href"] for card in cards.values()} == {
        url_in(rows[key], code) for key in ["live", "elsewhere", "out of stock"]
    }
    assert not client.cookies


def test_each_card_offers_what_can_be_done_with_it(client):
    rows = make.five_products()
    cards = cards_of(soup_of(client, shop()))
    form = cards["Public"].form
    assert (form["method"], form.find("input", attrs={"name": "product"})["value"]) == ("post", str(rows["live"].pk))
    assert not form.find(attrs={"name": "csrfmiddlewaretoken"})
    assert not cards["Elsewhere"].form
    link = cards["Elsewhere"].find("a", class_="button")
    assert link["href"] == "https://shop.example.com/x"
    assert "shop.example.com" in link.text
    assert not cards["Gone"].form
    assert not cards["Gone"].find("a", class_="button")


def test_list_is_read_in_pages(client):
    for number in range(8):
        make.product(f"Produkti {number}", f"Product {number}")
    second = soup_of(client, f"{shop()}?page=2")
    assert list(cards_of(second)) == ["Product 6", "Product 7"]
    assert second.find("link", rel="canonical")["href"] == f"{HOST}{shop()}?page=2"
    (node,) = data_of(second)["CollectionPage"]
    items = node["mainEntity"]["itemListElement"]
    assert [(item["position"], item["name"]) for item in items] == [(7, "Product 6"), (8, "Product 7")]
    assert data_of(soup_of(client, shop()))["CollectionPage"][0]["mainEntity"]["numberOfItems"] == 6


def test_queries_do_not_grow_with_the_products(client):
    counts = []
    for _round in range(2):
        for _number in range(2):
            make.product(picture=picture())
        client.get(shop())  # scales the pictures
        with CaptureQueriesContext(connection) as captured:
            client.get(shop())
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_empty_shop_is_honest_and_nothing_leads_to_it(client):
    make.product(is_live=False)
    soup = soup_of(client, shop())
    assert not cards_of(soup)
    assert "Nothing is sold here yet." in soup.main.text
    assert not soup_of(client, "/en/").find("a", href=shop())
    index = client.get("/sitemap.xml").content.decode()
    assert "shop" not in index
    assert "products" not in index


def test_footer_leads_to_the_shop_with_one_question_for_each_page(client):
    make.product()
    client.get("/en/")  # stores the site's settings
    with CaptureQueriesContext(connection) as captured:
        soup = soup_of(client, "/en/")
    assert soup.footer.find("a", href=shop())
    asked = [query for query in captured if "cart_product" in query["sql"]]
    assert len(asked) == 1


# The page


def test_page_shows_what_is_sold_in_each_language(client):
    product = make.product(price=1299, currency="EUR", unit="pack")
    for code, name, price in [("sq", "Afishe", "12,99"), ("en", "Poster", "12.99")]:
        soup = soup_of(client, url_in(product, code))
        assert soup.h1.text.strip() == name
        assert price in soup.find(class_="product__price").text
        assert soup.main.find("form", method="post")
        assert soup.find("link", rel="canonical")["href"] == HOST + url_in(product, code)
        alternates = {link["hreflang"]: link["href"] for link in soup.find_all("link", hreflang=True)}
        assert alternates == {
            "sq": HOST + url_in(product, "sq"),
            "en": HOST + url_in(product, "en"),
            "x-default": HOST + url_in(product, "sq"),
        }
        crumbs = [link["href"] for link in soup.find("nav", class_="breadcrumbs").find_all("a")]
        assert crumbs == [f"/{code}/", shop(code)]
        assert soup.find("meta", attrs={"name": "description"})["content"] == getattr(product, f"text_{code}")
        switch = {link["href"] for link in soup.find_all("a", hreflang=True)}
        assert {url_in(product, other) for other in codes() if other != code} <= switch


def test_albanian_product_is_known_by_its_albanian_address(client):
    product = make.product("Vetëm shqip", "", text_en="")
    soup = soup_of(client, url_in(product, "en"))
    assert soup.h1["lang"] == "sq"
    assert soup.find("link", rel="canonical")["href"] == HOST + url_in(product, "sq")
    assert not soup.find_all("link", hreflang=True)
    assert soup.find(class_="notice")


def test_every_reader_gets_the_same_bytes(client):
    product = make.product()
    for url in [url_in(product, "en"), shop()]:
        first = client.get(url)
        client.post("/en/cart/add/", {"product": product.pk}, headers={"Sec-Fetch-Site": "same-origin"})
        assert client.cookies
        assert client.get(url).content == first.content
        client.cookies.clear()


def test_names_are_text_wherever_they_stand(client):
    product = make.product(HOSTILE, HOSTILE, text_en=HOSTILE)
    for url in [url_in(product, "en"), shop()]:
        soup = soup_of(client, url)
        assert HOSTILE in soup.main.text
        assert not [one for one in soup.find_all("script") if "alert" in one.text and one.get("type") is None]
    assert "<script>" not in client.get(f"{url_in(product, 'en')}index.md").content.decode()
    (node,) = data_of(soup_of(client, url_in(product, "en")))["ItemPage"]
    assert node["mainEntity"]["name"] == HOSTILE


def test_markdown_twin_says_the_same(client):
    product = make.product(price=1299, currency="EUR", buy_url="https://shop.example.com/x")
    address = f"{url_in(product, 'en')}index.md"
    link = soup_of(client, url_in(product, "en")).find("link", type="text/markdown")
    assert link["href"] == HOST + address
    text = client.get(address).content.decode()
    for words in ["# Poster", "> The text.", "12.99", "in stock", "(https://shop.example.com/x)"]:
        assert words in text
    withdraw(product)
    assert client.get(address).status_code == 410


# Machines


def structured(client, url):
    data = extruct.extract(client.get(url).content.decode(), base_url=HOST + url, syntaxes=["json-ld"])["json-ld"]
    (graph,) = data
    return next(node["mainEntity"] for node in graph["@graph"] if node["@type"] == "ItemPage")


@pytest.mark.parametrize(
    ("values", "price", "currency"),
    [({"price": 150_000}, "1500.00", "ALL"), ({"price": 1299, "currency": "EUR"}, "12.99", "EUR")],
)
@pytest.mark.parametrize("availability", ["InStock", "PreOrder", "OutOfStock"])
def test_offer_is_the_one_that_the_page_shows(client, values, price, currency, availability):
    product = make.product(availability=availability, **values)
    url = url_in(product, "en")
    node = structured(client, url)
    assert (node["@type"], node["name"], node["description"]) == ("Product", "Poster", "The text.")
    assert "image" not in node
    assert node["offers"] == {
        "@type": "Offer",
        "url": HOST + url,
        "price": price,
        "priceCurrency": currency,
        "availability": f"https://schema.org/{availability}",
    }
    assert product.get_availability_display().capitalize() in client.get(url).content.decode()


def test_offer_of_what_is_sold_elsewhere_leads_there(client):
    product = make.product(buy_url="https://shop.example.com/x", text_en="", text_sq="")
    node = structured(client, url_in(product, "en"))
    assert node["offers"]["url"] == "https://shop.example.com/x"
    assert "description" not in node


def graph_of(client, url):
    html = client.get(url).content.decode()
    return dict(extruct.extract(html, base_url=HOST + url, syntaxes=["opengraph"])["opengraph"][0]["properties"])


def test_preview_shows_the_products_own_picture(client):
    product = make.product(picture=picture())
    make.prepare_pictures()
    tags = graph_of(client, url_in(product, "en"))
    assert tags["og:title"] == "Poster"
    assert tags["og:image"].endswith(".jpg")
    assert "/cards/" not in tags["og:image"]
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")


def test_preview_of_a_product_without_picture_is_a_drawn_card(client):
    product = make.product()
    tags = graph_of(client, url_in(product, "en"))
    assert f"/cards/product-{product.pk}/en-" in tags["og:image"]
    assert client.get(tags["og:image"].removeprefix(HOST)).headers["Content-Type"] == "image/png"
    ornament = picture()
    ornament.is_ornament = True
    ornament.save()
    drawn = make.product(picture=ornament)
    assert "/cards/" in graph_of(client, url_in(drawn, "en"))["og:image"]


def test_list_is_previewed_by_a_card_that_counts_what_is_live(client):
    make.five_products()
    assert "/cards/product/en-" in graph_of(client, shop())["og:image"]
    assert card_of(SubjectList(Product), "en").facts.mark == "3"


def test_sitemap_lists_live_products_and_the_shop(client):
    rows = make.five_products()
    products = client.get("/sitemap-products-1.xml")
    text = b"".join(products.streaming_content).decode()
    for name, row in rows.items():
        for code in codes():
            assert (f"<loc>{HOST}{url_in(row, code)}</loc>" in text) == (name not in ["draft", "withdrawn"]), name
    index = client.get("/sitemap.xml").content.decode()
    assert "sitemap-products-1.xml" in index
    assert "sitemap-shop-1.xml" in index
    listed = b"".join(client.get("/sitemap-shop-1.xml").streaming_content).decode()
    assert f"<loc>{HOST}{shop('sq')}</loc>" in listed
    Product.objects.all().delete()
    assert client.get("/sitemap-shop-1.xml").status_code == 404
    assert client.get("/sitemap-products-1.xml").status_code == 404


# Addresses


def test_new_slug_leaves_a_redirect_in_its_language(client):
    product = make.product()
    old = {code: url_in(product, code) for code in codes()}
    product.slug_en = "large-poster"
    product.save()
    response = client.get(old["en"])
    assert (response.status_code, response.headers["Location"]) == (301, url_in(product, "en"))
    assert client.get(old["sq"]).status_code == 200


def test_what_was_never_live_leaves_nothing(client):
    product = make.product(is_live=False)
    old = url_in(product, "en")
    product.slug_en = "other"
    product.save()
    assert client.get(old).status_code == 404
    assert statuses(client, product) == {404}
    digest = card_of(make.product(), "en").digest
    assert client.get(f"/cards/product-{product.pk}/en-{digest}.png").status_code == 404
    for url in [old, url_in(product, "en")]:
        assert client.get("/oembed", {"url": HOST + url}).status_code == 404
    address = url_in(product, "en")
    product.delete()
    assert client.get(address).status_code == 404
    assert not Redirect.objects.exists()
    assert not GoneAddress.objects.exists()


def test_withdrawn_product_is_gone_and_comes_back(client):
    product = make.product()
    path = card_of(product, "en").path()
    assert client.get(path).status_code == 200
    withdraw(product)
    assert statuses(client, product) == {410}
    assert client.get(path).status_code == 404  # the file is there, and is not shown
    assert client.get("/oembed", {"url": HOST + url_in(product, "en")}).status_code == 410
    product.is_live = True
    product.save()
    assert statuses(client, product) == {200}
    assert client.get(path).status_code == 200


def test_withdrawn_product_may_move_before_it_comes_back(client):
    product = make.product()
    first = url_in(product, "en")
    withdraw(product)
    product.slug_en = "second"
    product.save()
    second = url_in(product, "en")
    assert [client.get(url).status_code for url in [first, second]] == [410, 410]
    product.is_live = True
    product.save()
    assert client.get(first).headers["Location"] == second
    product.slug_en = "poster"
    product.save()
    assert url_in(product, "en") == first
    assert client.get(first).status_code == 200
    assert client.get(second).headers["Location"] == first
    withdraw(product)
    assert [client.get(url).status_code for url in [first, second]] == [410, 410]


def test_deleted_product_is_gone(client):
    live, withdrawn = make.product(), make.product("Tjetër", "Other")
    withdraw(withdrawn)
    addresses = [url_in(one, "en") for one in [live, withdrawn]]
    Product.objects.all().delete()
    assert [client.get(address).status_code for address in addresses] == [410, 410]
    make.product()  # takes the address that is free again
    assert client.get(addresses[0]).status_code == 200


def test_draft_at_the_address_of_a_redirect_does_not_take_it(client):
    product = make.product()
    product.slug_en = "moved"
    product.save()
    make.product("Afishe e re", "Poster", is_live=False)
    assert client.get("/en/shop/poster/").headers["Location"] == url_in(product, "en")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client, method):
    product = make.product()
    for url in [url_in(product, "en"), shop()]:
        assert getattr(client, method)(url).status_code == 405


def test_word_of_the_shop_is_no_pages_slug():
    assert {shop(code).strip("/").split("/")[1] for code in codes()} <= reserved_slugs()


def test_picture_whose_file_is_lost_takes_nothing_along(client):
    product = make.product(picture=picture())
    product.picture.file.storage.delete(product.picture.file.name)
    for url in [url_in(product, "en"), shop()]:
        assert "Poster" in BeautifulSoup(client.get(url).content, "html.parser").main.text
