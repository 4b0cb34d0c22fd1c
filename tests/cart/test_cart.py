import pytest
from bs4 import BeautifulSoup
from pytest_django.asserts import assertContains

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("url", "title"), [("/sq/shporta/", "Shporta juaj"), ("/en/cart/", "Your cart")])
def test_cart_page_says_honestly_that_it_is_empty(client, url, title):
    response = client.get(url)
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.h1.text.strip() == title
    assert not soup.main.find_all("form", method="post")
    assert not response.cookies


def test_every_page_has_a_named_drawer_and_a_real_link(client):
    soup = BeautifulSoup(client.get("/sq/").content, "html.parser")
    dialog = soup.find("dialog")
    assert soup.find(id=dialog["aria-labelledby"]).text.strip() == "Shporta juaj"
    trigger = soup.find("a", attrs={"data-drawer": dialog["id"]})
    assert trigger["href"] == "/sq/shporta/"
    assert not any(char.isdigit() for char in trigger.text)


def test_nothing_is_priced_or_counted(client):
    for words in ["€", "checkout", "Lekë"]:
        assert words not in client.get("/en/cart/").content.decode()
    assertContains(client.get("/en/cart/"), "empty")
