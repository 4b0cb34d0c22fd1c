from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from portal.pages.languages import url_in
from tests import make

pytestmark = pytest.mark.django_db
SERVICES = ["wa.me", "www.facebook.com", "x.com", "t.me"]


def share_box(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser").find(class_="share")


def test_articles_guides_and_channels_offer_plain_links_with_their_own_address(client):
    guide = make.guide()
    for page in [make.post(), guide, make.channel(guide)]:
        for language in ["sq", "en"]:
            box = share_box(client, url_in(page, language))
            hrefs = [link["href"] for link in box.find_all("a")]
            hosts = {urlsplit(href).hostname for href in hrefs}
            assert set(SERVICES) <= hosts
            assert any(href.startswith("viber:") for href in hrefs)
            mail = next(href for href in hrefs if href.startswith("mailto:"))
            assert parse_qs(urlsplit(mail).query)["body"] == [f"http://localhost{url_in(page, language)}"]


def test_untranslated_page_shares_the_address_that_has_its_text(client):
    page = make.post("Vetëm shqip", "")
    box = share_box(client, url_in(page, "en"))
    assert "%2Fsq%2Fblog%2Fvetem-shqip%2F" in box.find("a", href=lambda href: "facebook" in href)["href"]


def test_titles_are_quoted(client):
    page = make.post('A & B "c" 👽?', "")
    href = share_box(client, url_in(page, "sq")).find("a", href=lambda href: "wa.me" in href)["href"]
    assert parse_qs(urlsplit(href).query)["text"][0].startswith('A & B "c" 👽? http')


def test_controls_that_need_javascript_are_hidden_without_it(client):
    box = share_box(client, url_in(make.post(), "sq"))
    assert box.find_all("button")
    assert all(button.has_attr("hidden") for button in box.find_all("button"))
