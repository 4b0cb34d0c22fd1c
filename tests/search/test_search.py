import pytest
from bs4 import BeautifulSoup
from pytest_django.asserts import assertContains, assertNotContains

from help.models import Step
from portal.search.folding import fold
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    guide = make.guide()
    make.channel(guide, "Formulari i feedback-ut", "Feedback form", steps=["Shkruani çelësin e llogarisë"])
    make.post("Mënyra të reja", "New ways")
    make.post("Vetëm shqip për iPhone", "")


def titles(client, query, language="sq"):
    """What is found in the reader's own language."""
    url = {"sq": "/sq/kerko/", "en": "/en/search/"}[language]
    soup = BeautifulSoup(client.get(url, {"q": query}).content, "html.parser")
    return [heading.text for heading in soup.main.select(".results-list:not([lang]) .result__title")]


@pytest.mark.parametrize(
    ("query", "language", "found"),
    [
        ("tiktok", "sq", "8 Mënyra Si të Kontaktoni TikTok-un"),
        ("menyra", "sq", "Mënyra të reja"),
        ("MËNYRA", "sq", "Mënyra të reja"),
        ("celesin", "sq", "Formulari i feedback-ut"),
        ("feedback form", "en", "Feedback form"),
        ("new ways", "en", "New ways"),
    ],
)
def test_guides_channels_and_posts_are_found_in_the_readers_language(client, pages, query, language, found):
    assert found in titles(client, query, language)


def test_example_in_the_search_box_finds_its_channel(client):
    make.channel(make.guide(), "Raportoni shkeljet e të drejtave të autorit", "Report copyright infringement")
    assert "Raportoni shkeljet e të drejtave të autorit" in titles(client, "tiktok të drejtat e autorit")


def test_channel_is_found_by_kind_address_and_case(client):
    channel = make.channel(make.guide(), "Raportoni", "Report", address="https://www.example.com/unusual")
    channel.steps = [Step(case_sq="Mesazh privat", instruction_sq="<p>Hapni.</p>")]
    channel.save_revision().publish()
    for query in ["formular", "unusual", "mesazh privat", "TikTok raportoni"]:
        assert "Raportoni" in titles(client, query), query


def test_a_page_without_english_is_not_an_english_result(client, pages):
    assert titles(client, "iphone", "sq") == ["Vetëm shqip për iPhone"]
    assert titles(client, "iphone", "en") == []


def test_title_comes_before_text(client):
    make.post("Tjetër", "", body_sq=make.body("Në tekst del fjala kanarinë."), date="2026-02-02")
    make.post("Kanarinë në titull", "", date="2020-01-01")
    assert titles(client, "kanarine")[0] == "Kanarinë në titull"


@pytest.mark.parametrize(
    "query", ['"', "*", "NOT", ")", "a" * 10_000, "👽", "'; DROP TABLE", "%", "_", "\x00", " ", "NEAR/2"]
)
def test_odd_queries_are_answered(client, pages, query):
    response = client.get("/sq/kerko/", {"q": query})
    assertContains(response, 'name="q"')
    assertNotContains(response, "None")


def test_an_empty_answer_says_so_and_offers_guides(client, pages):
    main = BeautifulSoup(client.get("/sq/kerko/", {"q": "xyzzy"}).content, "html.parser").main
    assert main.select_one(".results-count bdi").get_text() == "xyzzy"
    assert not main.select(".result")
    titles = [link.get_text(strip=True) for link in main.select("section:has(#guides) .guide-row a")]
    assert any("8 Mënyra Si të Kontaktoni TikTok-un" in title for title in titles)


def test_unpublished_page_leaves_the_results_at_once(client, pages):
    from blog.models import BlogPage

    BlogPage.objects.get(title_sq="Mënyra të reja").unpublish()
    assert "Mënyra të reja" not in titles(client, "mënyra")


def test_text_of_a_draft_is_not_found(client):
    page = make.post("Publike", "")
    page.body_sq = make.body("fjalasekrete")
    page.save_revision()
    assert titles(client, "fjalasekrete") == []


def test_folding():
    assert fold("Mënyra, ÇELËS & TikTok-un") == "menyra celes tiktok un"


def test_pages_of_results_keep_the_query(client):
    for number in range(14):
        make.post(f"Postimi {number} këtu", "")
    soup = BeautifulSoup(client.get("/sq/kerko/", {"q": "postimi këtu"}).content, "html.parser")
    following = soup.find("a", rel="next")["href"]
    assert "q=postimi+k%C3%ABtu" in following
    assertContains(client.get(f"/sq/kerko/{following}"), "result__title")
