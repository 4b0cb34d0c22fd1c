import json

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from portal.pages.middleware import EDITOR_COOKIE
from portal.pages.models import BasePage, Company
from tests import make

pytestmark = pytest.mark.django_db


def address(language="sq"):
    with override(language):
        return reverse("suggestions")


def ask(client, query, language="sq", **extra):
    return client.get(address(language), {"q": query}, **extra)


def test_addresses_stay_where_caches_and_pages_have_them():
    assert (address("sq"), address("en")) == ("/sq/kerko/sugjerime/", "/en/search/suggestions/")


def titles(client, query, language="sq"):
    response = ask(client, query, language)
    assert response.status_code == 200
    return [page["title"] for page in response.json()["pages"]]


def test_what_is_typed_so_far_is_answered_with_links(client):
    guide = make.guide()
    make.channel(guide)
    answer = ask(client, "tikt").json()
    assert answer["pages"][0] == {
        "title": "8 Mënyra Si të Kontaktoni TikTok-un",
        "url": "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/",
        "kind_label": str(guide.kind_label),
        "company": "TikTok",
    }
    assert answer["said"].startswith(f"{len(answer['pages'])} ")


def test_a_short_name_gives_way_to_the_title_where_only_that_says_why(client):
    make.channel(make.guide(), "Raportoni një vjedhje", "", short_name_sq="Formulari i parë")
    assert titles(client, "vjedhj") == ["Raportoni një vjedhje"]
    assert titles(client, "formulari") == ["Formulari i parë"]
    assert "Formulari i parë" in titles(client, "tiktok")  # the company stands beside it


def test_a_guide_stands_above_its_channels_unless_they_say_more(client):
    guide = make.guide("Si të kontaktoni çdo degë të kompanisë", "How to contact")
    make.channel(guide, "Një kontakt", "A contact")
    make.channel(guide, "Formulari i kontaktit", "The form")
    assert titles(client, "kontakt")[0] == guide.title_sq
    assert titles(client, "kontakt formular")[0] == "Formulari i kontaktit"


def test_each_language_has_its_own_address_pages_and_words(client):
    make.guide()
    make.post("Vetëm shqip", "")
    assert titles(client, "kontaktoni") == ["8 Mënyra Si të Kontaktoni TikTok-un"]
    assert titles(client, "contact", "en") == ["8 Ways to Contact TikTok"]
    assert titles(client, "vetem") == ["Vetëm shqip"]
    assert titles(client, "vetem", "en") == []
    response = ask(client, "contact", "en")
    assert response.headers["Content-Language"] == "en"
    assert response.json()["pages"][0]["url"].startswith("/en/help/")
    assert response.json()["said"] == "1 suggestion"
    assert ask(client, "nothing", "en").json()["said"] == "0 suggestions"


@pytest.mark.parametrize("language", ["sq", "en"])
@pytest.mark.parametrize("path", ["/{}/", "/{}/nothing/", "/{}/blog/"])
def test_every_field_asks_in_the_language_of_its_page(client, language, path):
    make.post()
    soup = BeautifulSoup(client.get(path.format(language)).content, "html.parser")
    fields = soup.select("form[role=search]")
    assert fields
    assert [form.select_one("[data-suggestions]")["data-suggestions"] for form in fields] == [address(language)] * len(
        fields
    )


@pytest.mark.parametrize("letters", ["a", "ë", '"', "漢", "👽"])
@pytest.mark.parametrize("length", [60, 255])
def test_no_answer_is_longer_than_two_kilobytes(client, letters, length):
    guide = make.guide(company=Company.objects.create(name=letters * 80, slug="long"))
    for number in range(9):
        make.channel(
            guide, f"Raport {number} {letters * (length - 9)}", f"Report {number}", slug_sq=f"{'a' * 200}{number}"
        )
    response = ask(client, "raport")
    assert len(response.content) <= 2000
    assert response.json()["pages"]


def test_what_somebody_has_already_is_not_sent_again(client):
    page = make.post("Mënyra të reja", "New ways")
    etag = ask(client, "menyra").headers["ETag"]
    again = ask(client, "menyra", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    page.unpublish()
    changed = ask(client, "menyra", headers={"If-None-Match": etag})
    assert changed.json()["pages"] == []


@pytest.mark.parametrize("is_known", [False, True])
def test_any_cache_may_keep_it_for_a_minute_and_no_search_engine_lists_it(client, admin_client, is_known):
    make.post("Mënyra të reja", "New ways")
    admin_client.get("/admin/")
    assert EDITOR_COOKIE in admin_client.cookies
    before = {name: morsel.value for name, morsel in admin_client.cookies.items()}
    etag = {"If-None-Match": ask(client, "menyra").headers["ETag"]} if is_known else {}
    for browser in [client, admin_client]:
        response = ask(browser, "menyra", headers=etag)
        assert response.status_code == (304 if is_known else 200)
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "Accept-Language" not in response.headers.get("Vary", "")
        assert not response.cookies
    assert ask(admin_client, "menyra").content == ask(client, "menyra").content
    assert {name: morsel.value for name, morsel in admin_client.cookies.items()} == before


def test_it_can_only_be_read(client):
    make.guide()
    head = client.head(address(), {"q": "tiktok"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == ask(client, "tiktok").headers["ETag"]
    strict = type(client)(enforce_csrf_checks=True)
    for method in [strict.post, strict.put, strict.patch, strict.delete]:
        response = method(address(), {"q": "tiktok"}, content_type="application/json")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"
        assert not response.cookies


def test_however_it_is_typed_the_answer_is_the_same(client):
    make.post("Mënyra të reja", "New ways")
    etags = {ask(client, query).headers["ETag"] for query in ["menyra te", "MËNYRA TË", "  mënyra   te ", "Menyra\tte"]}
    assert len(etags) == 1
    assert titles(client, "MËNYRA  TË ") == ["Mënyra të reja"]


ODD = [
    "",
    " ",
    "t",
    "ë",
    '"',
    "*",
    ")",
    "t*",
    '"" OR ""',
    "\x00",
    "\x00\x00\x00",
    "👽",
    "👽👽👽",
    "%",
    "__",
    "tiktok " * 2000,
]


@pytest.mark.parametrize("query", ODD)
def test_odd_input_is_answered_with_an_empty_list(client, query):
    make.guide()
    make.post("T ë 👽 %", "")
    assert titles(client, query) == []


@pytest.mark.parametrize("query", ["tiktok*", '"tiktok', "tiktok)", "tiktok\x00", "NOT tiktok", "tiktok 👽", "-tiktok"])
def test_odd_signs_beside_a_word_do_no_harm(client, query):
    make.guide()
    assert titles(client, query) == ["8 Mënyra Si të Kontaktoni TikTok-un"]


@pytest.mark.parametrize("query", ["", "?", "?q", "?q=%ED%A0%80", "?q=%FF%FE", "?q=%00%", "?q=tik&q=zzzz", "?p=tiktok"])
def test_odd_addresses_are_answered_with_an_empty_list(client, query):
    make.guide()
    response = client.get(f"{address()}{query}")
    assert (response.status_code, response.json()["pages"]) == (200, [])


def test_only_public_pages_are_suggested(client):
    make.five_posts()
    assert titles(client, "postim") == ["Postim publik"]
    assert titles(client, "post", "en") == ["Public post"]


def test_text_of_a_draft_is_not_suggested(client):
    page = make.post("Publike", "")
    page.title_sq = "Fjalasekrete"
    page.save_revision()
    assert titles(client, "fjalas") == []
    assert titles(client, "publi") == ["Publike"]


def test_suggestions_follow_what_happens_to_pages(client):
    page = make.post("Gjirafa", "")
    page.slug_sq = "tjeter"
    page.save_revision().publish()
    assert ask(client, "gjirafa").json()["pages"][0]["url"] == "/sq/blog/tjeter/"
    BasePage.objects.get(pk=page.pk).delete()
    assert titles(client, "gjirafa") == []


def test_titles_are_data_and_no_markup(client):
    make.post("<script>alert(1)</script> rrezik", "")
    response = ask(client, "rrezik")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content)["pages"][0]["title"] == "<script>alert(1)</script> rrezik"


def test_number_of_queries_does_not_grow(client, django_assert_num_queries):
    guide = make.guide()
    for number in range(8):
        make.channel(guide, f"Zëri {number}", "")
    ask(client, "zëri")
    cache.clear()
    with django_assert_num_queries(5):
        assert len(titles(client, "zer")) == 8
