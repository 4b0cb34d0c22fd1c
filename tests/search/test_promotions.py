"""Editors put pages and links above the results; the public gate and the reader's language hold for them too."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from portal.search.promotions import promoted
from tests import make
from tests.pages.test_editing import member_of

pytestmark = pytest.mark.django_db

ADD = "/admin/searchpicks/add/"


def promote(query, *picks):
    """Each pick is a page or `(text, url)`, best first."""
    for place, pick in enumerate(picks):
        values = (
            {"external_link_text": pick[0], "external_link_url": pick[1]} if isinstance(pick, tuple) else {"page": pick}
        )
        SearchPromotion.objects.create(query=Query.get(query), sort_order=place, **values)


def shown(query, language="sq"):
    return [pick.page.title_sq if pick.page else pick.text for pick in promoted(query, language)]


def answer(client, query, language="sq", **parameters):
    url = {"sq": "/sq/kerko/", "en": "/en/search/"}[language]
    return BeautifulSoup(client.get(url, {"q": query} | parameters).content, "html.parser").main


def promoted_in(soup):
    section = soup.find(class_="promoted")
    return [link.text for link in section.find_all("a")] if section else []


@pytest.mark.parametrize("query", ["mënyra pagese", "MENYRA  PAGESE", "menyra pagese", "Mënyra, pagese!"])
def test_words_match_as_our_search_reads_them(query):
    promote("Mënyra pagese", make.post("Kartat", ""))
    assert shown(query) == ["Kartat"]
    assert shown("mënyra") == shown("mënyra pagese online") == []


@pytest.mark.parametrize("query", ["tiktok", "tik tok", "tik-tok", "TikTok-un", "tiktok-un", "tik tok un", "tiktok in"])
def test_a_name_is_one_however_it_is_split(query):
    promote("TikTok", make.post("Kartat", ""))
    assert shown(query) == ["Kartat"]
    assert shown("tik") == shown("un") == []


def test_editors_order_holds_and_three_are_shown():
    pages = [make.post(f"Postimi {name}", f"Post {name}", date=f"2026-01-0{day}") for day, name in enumerate("abcd", 1)]
    promote("karta", pages[3], pages[0], ("Banka", "https://www.example.com/"), pages[1])
    assert shown("karta") == ["Postimi d", "Postimi a", "Banka"]


def test_only_public_pages_are_shown():
    rows = make.five_posts()
    promote("karta", *(rows[name] for name in ["draft", "private", "scheduled", "under unpublished", "live"]))
    assert shown("karta") == ["Postim publik"]
    rows["live"].unpublish()
    assert shown("karta") == []


def test_only_pages_that_speak_the_readers_language_are_shown():
    promote("karta", make.post("Vetëm shqip", ""), make.post("Të dyja", "Both"))
    assert shown("karta") == ["Vetëm shqip", "Të dyja"]
    assert shown("karta", "en") == ["Të dyja"]


def test_a_deleted_page_takes_its_promotion_along():
    page = make.post("Kartat", "")
    promote("karta", page)
    page.delete()
    assert shown("karta") == []


def test_promoted_stands_above_the_results_and_not_among_them(client):
    pages = [make.post(f"Karta {name}", f"Card {name}", date=f"2026-01-0{day}") for day, name in enumerate("abc", 1)]
    promote("karta", pages[0])
    soup = answer(client, "karta")
    assert promoted_in(soup) == ["Karta a"]
    links = [link.text for link in soup.select(".results-list .result__title a")]
    assert links == ["Karta a", "Karta c", "Karta b"]
    assert soup.find(class_="promoted").find("h3").a["href"] == pages[0].url
    assert promoted_in(answer(client, "karta b")) == []


def test_further_pages_do_not_show_it_again(client):
    first, *_others = [make.post(f"Karta {number}", "") for number in range(14)]
    promote("karta", first)
    pages = [answer(client, "karta", page=number) for number in ["1", "2"]]
    assert [promoted_in(soup) for soup in pages] == [["Karta 0"], []]
    links = [link.text for soup in pages for link in soup.select(".result__title a")]
    assert sorted(links) == sorted(f"Karta {number}" for number in range(14))


def test_link_to_another_site_names_its_host_and_stays_a_text(client):
    promote("karta", ("<b>Banka</b>", "https://www.example.com/karta?a=1&b=2"))
    soup = answer(client, "karta", "en")
    link = soup.find(class_="promoted").a
    assert (link.text, link["href"]) == ("<b>Banka</b>", "https://www.example.com/karta?a=1&b=2")
    assert "www.example.com" in soup.find(class_="promoted").find(class_="result__meta").text


def test_an_answer_that_is_only_promoted_is_no_empty_one(client):
    make.guide()
    promote("xyzzy", make.post("Kartat", "Cards"))
    soup = answer(client, "xyzzy")
    assert promoted_in(soup) == ["Kartat"]
    assert not soup.find(id="guides")
    assert answer(client, "xyzzyx").find(id="guides")


@pytest.mark.parametrize("query", ["", "a", "*", "👽", "\x00", "a" * 10_000])
def test_odd_queries_promote_nothing(client, query):
    promote("karta", make.post("Kartat", ""))
    assert promoted_in(answer(client, query)) == []


def test_a_search_without_promotion_asks_one_query_more(django_assert_num_queries):
    promote("karta", make.post("Kartat", ""))
    with django_assert_num_queries(1):
        promoted("tjetër", "sq")
    with django_assert_num_queries(3):
        assert promoted("karta", "sq")


def form(query, *picks):
    rows = [
        {"page": "", "external_link_url": "", "external_link_text": "", "description": "", "ORDER": n} | pick
        for n, pick in enumerate(picks, 1)
    ]
    return nested_form_data({"query_string": query, "editors_picks": inline_formset(rows)})


def test_moderator_promotes_pages_and_links_and_takes_them_back(client):
    first, second = make.post("Kartat", "Cards"), make.post("Bankat", "Banks")
    member_of("Moderators", client)
    link = {"external_link_url": "https://www.example.com/", "external_link_text": "Banka"}
    index = reverse("wagtailsearchpromotions:index")
    assertRedirects(client.post(ADD, form("Karta", {"page": second.pk}, link, {"page": first.pk})), index)
    assert shown("karta") == ["Bankat", "Banka", "Kartat"]
    assertContains(client.get(index), "Bankat")
    query = Query.objects.get()
    stored = [{"id": pick.pk} for pick in query.editors_picks.all()]
    data = nested_form_data(
        {
            "query_string": "kartë krediti",
            "editors_picks": inline_formset(
                [
                    stored[0] | {"page": second.pk, "description": "", "ORDER": 2},
                    stored[1] | link | {"page": "", "description": "", "ORDER": 3, "DELETE": "on"},
                    stored[2] | {"page": first.pk, "description": "", "ORDER": 1},
                ],
                initial=3,
            ),
        }
    )
    assertRedirects(client.post(f"/admin/searchpicks/{query.pk}/", data), index)
    assert shown("karta") == []
    assert shown("karte krediti") == ["Kartat", "Bankat"]
    query = Query.objects.get(query_string="kartë krediti")
    assertRedirects(client.post(f"/admin/searchpicks/{query.pk}/delete/"), index)
    assert shown("karte krediti") == []


def test_screens_offer_nothing_that_stays_empty(client):
    promote("karta", make.post("Kartat", ""))
    member_of("Moderators", client)
    for url in [ADD, f"/admin/searchpicks/{Query.objects.get().pk}/"]:
        page = BeautifulSoup(client.get(url).content, "html.parser")
        assert page.find("input", attrs={"name": "query_string"})
        assert not page.find("button", id="id_query_string-chooser")
    headings = BeautifulSoup(client.get("/admin/searchpicks/").content, "html.parser").select("table.listing th")
    assert len(headings) == 2


def test_editors_promote_nothing(client):
    page = make.post("Kartat", "")
    member_of("Editors", client)
    assert client.post(ADD, form("karta", {"page": page.pk})).status_code == 302
    assert not SearchPromotion.objects.exists()
    assertNotContains(client.get("/admin/"), "/admin/searchpicks/")
