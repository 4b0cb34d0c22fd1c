"""A product in the text of an article: on its page, in feeds, twins, API and translations."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog.blocks import ArticleBlock
from portal.pages.languages import url_in
from portal.translating.streams import StreamTexts
from tests import admin_forms, make
from tests.blog.test_articles import picture
from tests.pages.test_editing import member_of
from tests.pages.test_feeds import read
from tests.structured_data import soup_of

pytestmark = pytest.mark.django_db
SHEET = "bundles/article-products.css"


@pytest.fixture
def product():
    return make.product()


def article(*products, **values):
    cards = [("product", {"product": one}) for one in products]
    texts = {"body_sq": "<p>Hyrje.</p>", "body_en": "<p>Para.</p>"}
    bodies = {name: [("paragraph", text), *cards] for name, text in texts.items()}
    return make.post("Artikulli", "The article", **bodies, **values)


def sheets(soup):
    return [link["href"] for link in soup.find_all("link", rel="stylesheet") if SHEET in link["href"]]


def withdraw(product):
    product.is_live = False
    product.save()


def test_article_shows_the_product_as_it_is_now(client, product):
    page = article(product)
    for code, name in [("sq", "Afishe"), ("en", "Poster")]:
        soup = soup_of(client, url_in(page, code))
        card = soup.find("article", class_="product-card")
        assert card.h3.text.strip() == name
        assert card.h3.a["href"] == url_in(product, code)
        form = card.find("form", method="post")
        assert form.find("input", attrs={"name": "product"})["value"] == str(product.pk)
        assert len(sheets(soup)) == 1
    product.price, product.name_en = 990_000, "Large poster"
    product.save()
    card = soup_of(client, url_in(page, "en")).find("article", class_="product-card")
    assert "Large poster" in card.text
    assert "9,900" in card.text
    assert not client.cookies


def test_every_reader_gets_the_same_bytes(client, product):
    address = url_in(article(product), "en")
    first = client.get(address)
    client.post("/en/cart/add/", {"product": product.pk}, headers={"Sec-Fetch-Site": "same-origin"})
    assert client.cookies
    assert client.get(address).content == first.content == Client().get(address).content


@pytest.mark.parametrize("lose", [withdraw, lambda product: product.delete()], ids=["withdrawn", "deleted"])
def test_what_is_no_longer_sold_is_shown_nowhere(client, product, lose):
    page = article(product)
    lose(product)
    soup = soup_of(client, url_in(page, "en"))
    assert "Para." in soup.main.text
    assert not soup.find("article", class_="product-card")
    assert not soup.find(class_="article__product")
    assert not sheets(soup)
    twin = client.get(f"{url_in(page, 'en')}index.md").content.decode()
    entry = read(client, "/en/feed/").entries[0].content
    data = client.get(f"/api/v2/pages/{page.pk}/").json()["languages"]["en"]["body"]
    assert "Para." in twin
    assert "Para." in entry
    assert [one["type"] for one in data] == ["paragraph"]
    for text in [soup.text, twin, entry]:
        assert "Poster" not in text


def test_article_without_products_links_no_sheet_of_them(client, product):
    assert not sheets(soup_of(client, url_in(make.post(), "en")))


def test_feeds_have_a_link_and_no_form(client, product):
    article(product)
    for form in ["", "rss/", "json/"]:
        content = BeautifulSoup(read(client, f"/en/feed/{form}").entries[0].content, "html.parser")
        link = content.find("a", string="Poster")
        assert link["href"] == f"http://localhost{url_in(product, 'en')}"
        assert "1,500" in content.text
        assert not content.find(["form", "button", "input"])
        assert "cart" not in content.text.lower()


def test_markdown_twin_has_a_link_and_the_price(client, product):
    twin = client.get(f"{url_in(article(product), 'en')}index.md").content.decode()
    line = next(line for line in twin.splitlines() if "Poster" in line)
    assert line.startswith(f"- [Poster](http://localhost{url_in(product, 'en')}index.md): 1,500")


def test_api_tells_the_facts(client):
    product = make.product(price=1299, currency="EUR", unit="pack", buy_url="https://shop.example.com/x")
    page = article(product)
    for body in [one["body"] for one in client.get(f"/api/v2/pages/{page.pk}/").json()["languages"].values()]:
        (value,) = [one["value"] for one in body if one["type"] == "product"]
        assert value["name"] == {"sq": "Afishe", "en": "Poster"}
        assert value["urls"]["en"] == f"http://localhost{url_in(product, 'en')}"
        assert (value["price"], value["currency"], value["availability"]) == ("12.99", "EUR", "InStock")
        assert value["buy_url"] == "https://shop.example.com/x"
        assert set(value["unit"]) == {"sq", "en"}


def test_names_are_text_in_the_article_and_its_feed(client):
    hostile = '<script>alert(1)</script> & "x"'
    page = article(make.product(hostile, hostile))
    soup = soup_of(client, url_in(page, "en"))
    assert soup.find("article", class_="product-card").h3.text.strip() == hostile
    entry = read(client, "/en/feed/").entries[0].content
    assert not BeautifulSoup(entry, "html.parser").find("script")
    assert hostile in BeautifulSoup(entry, "html.parser").text
    assert "<script>" not in client.get(f"{url_in(page, 'en')}index.md").content.decode()


@pytest.mark.parametrize("address", ["page", "/en/feed/", "twin"])
def test_queries_do_not_grow_with_the_products(client, address):
    counts = []
    for number in range(2):
        products = [make.product(f"P{number}{place}", picture=picture()) for place in range(1 + 3 * number)]
        page = article(*products)
        url = {"page": url_in(page, "en"), "twin": f"{url_in(page, 'en')}index.md"}.get(address, address)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
        page.delete()
    assert counts[0] == counts[1]


def test_words_of_a_product_are_not_those_of_the_article(product):
    page = article(product)
    assert "Poster" not in page.plain_text("en")
    assert "Poster" not in " ".join(page.search_text("en").values())


def test_translation_shows_the_same_product(product):
    page = article(product)
    empty = ArticleBlock().to_python([])
    texts = StreamTexts(page.body_sq, empty, "en", "body", "Text")
    built = texts.build({place.path: "<p>Para in English.</p>" for place in texts.places})
    assert [child.block_type for child in built] == ["paragraph", "product"]
    assert built[1].value["product"] == product


def test_editor_chooses_and_copies_a_product(client, product):
    """An editor may not edit products, but may show them; the button "copy" takes them to the other language."""
    page = make.post("Artikulli", "The article", body_en=[])
    member_of("Editors", client)
    chooser = reverse("wagtailsnippetchoosers_cart_product:choose")
    assert "Afishe" in client.get(chooser).content.decode()
    body = admin_forms.streamfield([("product", {"product": product.pk})])
    data = admin_forms.article(body_sq=body, title_en="The article") | {"copy-from-default": "body_en"}
    assert client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code == 302
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    for stream in [draft.body_sq, draft.body_en]:
        assert [child.value["product"] for child in stream] == [product]


def test_usage_of_a_product_names_the_articles_that_show_it(admin_client, product):
    page = article(product)
    page.save_revision().publish()
    usage = reverse("wagtailsnippets_cart_product:usage", args=[product.pk])
    assert "Artikulli" in admin_client.get(usage).content.decode()
