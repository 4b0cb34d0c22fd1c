"""The report on searches: what finds nothing first, and from each row to the screen where it can be answered."""

import csv
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertNotContains, assertRedirects

from help.models import GuidePage
from portal.pages.days import today
from portal.search import work
from portal.search.models import DailySearches, Synonym
from tests import admin_forms, make
from tests.pages.test_editing import create, member_of

pytestmark = pytest.mark.django_db

URL = "/admin/reports/searches/"


def searched(query, count=1, results=0, days_ago=0, language="sq", elsewhere=0):
    day = today() - timedelta(days=days_ago)
    answer = {"results": results, "elsewhere": elsewhere}
    DailySearches.objects.create(query=query, language=language, day=day, count=count, **answer)


@pytest.fixture
def searches():
    searched("netflix", 3, days_ago=1)
    searched("netflix", 4, days_ago=30)
    searched("netflix", 5, language="en")
    searched("telegram", 9, days_ago=40)
    searched("tiktok", 20, results=8)
    searched("viber", 30, days_ago=2)
    searched("viber", 1, results=2)  # a guide was written meanwhile


def rows(client, **query):
    table = BeautifulSoup(client.get(URL, query).content, "html.parser").find("table", class_="listing")
    found = {}
    for row in table.find("tbody").find_all("tr") if table else []:
        found[row.bdi.get_text(), row.bdi["lang"]] = row
    return found


def actions(row):
    return {link["href"].split("?")[0]: link for link in row.find(class_="kanal-actions").find_all("a")}


def test_what_finds_nothing_comes_first_the_most_frequent_above(client, searches):
    member_of("Editors", client)
    assert list(rows(client)) == [("telegram", "sq"), ("netflix", "sq"), ("netflix", "en")]
    cells = [cell.get_text(" ", strip=True) for cell in rows(client)["netflix", "sq"].find_all("td")]
    assert cells[2:4] == ["7", "0"]


def test_row_leads_to_the_answer_in_its_language(client, searches):
    member_of("Editors", client)
    assert rows(client)["netflix", "en"].a["href"] == "/en/search/?q=netflix"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"only": "all"}, ["viber", "tiktok", "telegram", "netflix", "netflix"]),
        ({"only": "found"}, ["viber", "tiktok"]),
        ({"language": "en"}, ["netflix"]),
        ({"period": "28"}, ["netflix", "netflix"]),
        ({"period": "28", "only": "all", "language": "sq"}, ["viber", "tiktok", "netflix"]),
        ({"ordering": "query"}, ["netflix", "netflix", "telegram"]),
        ({"ordering": "-query"}, ["telegram", "netflix", "netflix"]),
        ({"only": "all", "ordering": "-found"}, ["tiktok", "viber", "telegram", "netflix", "netflix"]),
        ({"q": "  TÉLEGR"}, ["telegram"]),
        ({"q": "netflix", "language": "en"}, ["netflix"]),
        ({"q": "x" * 5000, "only": "all"}, []),
        ({"q": "%"}, ["telegram", "netflix", "netflix"]),
        ({"ordering": "nonsense"}, ["telegram", "netflix", "netflix"]),
    ],
)
def test_filters_and_orders(client, searches, query, found):
    member_of("Editors", client)
    assert [name for name, _language in rows(client, **query)] == found


def test_the_queue_leads_to_the_search_that_it_names(client, searches):
    member_of("Editors", client)
    searched("hulu", 5, language="en")
    item = next(found for found in work.missing_pages() if found.subject == "en:netflix")
    query = {name: value[0] for name, value in parse_qs(urlsplit(work.url(item)).query).items()}
    assert list(rows(client, **query)) == [("netflix", "en")]


def test_a_period_counts_its_own_days(client, searches):
    member_of("Editors", client)
    row = rows(client, period="28")["netflix", "sq"]
    assert [cell.get_text(strip=True) for cell in row.find_all("td")][2] == "3"


def test_export_is_what_is_shown_and_runs_no_formula(client, searches):
    searched("=1+1", 50)
    member_of("Editors", client)
    text = b"".join(client.get(URL, {"export": "csv"}).streaming_content).decode()
    lines = list(csv.reader(text.splitlines()))
    assert [row[0] for row in lines[1:]] == ["'=1+1", "telegram", "netflix", "netflix"]
    assert lines[2][2:] == ["9", "0", "", str(today() - timedelta(days=40))]
    book = load_workbook(BytesIO(client.get(URL, {"export": "xlsx", "only": "all"}).getvalue()))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ["=1+1", "viber", "tiktok", "telegram", "netflix", "netflix"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_write_this_guide_begins_a_guide_with_the_words_in_their_language(client, searches):
    parent = make.help_index()
    member_of("Editors", client)
    url = next(iter(actions(rows(client)["netflix", "en"]).values()))["href"]
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert page.find(id=url.partition("#")[2]).find("input", attrs={"name": "title_en"})["value"] == "Netflix"
    assert not page.find("input", attrs={"name": "title_sq"}).get("value")
    assert page.find("form", id="page-edit-form")["action"] == reverse(
        "wagtailadmin_pages:add", args=["help", "guidepage", parent.pk]
    )
    assert not GuidePage.objects.exists()
    guide = create(
        client, parent, GuidePage, admin_forms.guide(title_sq="Si të kontaktoni Netflix", title_en="Netflix")
    )
    assert (guide.title_en, guide.slug_en) == ("Netflix", "netflix")


def test_what_another_language_answers_is_translated_not_written_anew(client):
    make.help_index()
    member_of("Editors", client)
    page = make.post("Titull", "Only English", body_sq=[])
    searched("only", 3, elsewhere=page.pk)
    searched("nothing", 2, elsewhere=page.pk + 999)

    def row(query):
        found = rows(client)[query, "sq"]
        return [cell.get_text(strip=True) for cell in found.find_all("td")][4], [*actions(found).values()]

    language, links = row("only")
    assert language == "Anglisht"
    assert [urlsplit(link["href"]).path for link in links] == [reverse("wagtailadmin_pages:edit", args=[page.pk])]
    anchor = urlsplit(links[0]["href"]).fragment
    edit = BeautifulSoup(client.get(links[0]["href"]).content, "html.parser")
    assert edit.find(id=anchor).find(attrs={"name": "title_sq"})
    language, links = row("nothing")
    assert (language, ["write" in link["href"] for link in links]) == ("", [True])

    page.title_sq, page.body_sq = "Shqip", make.body("Tani edhe shqip.")
    page.save_revision().publish()
    language, links = row("only")
    assert (language, ["write" in link["href"] for link in links]) == ("Anglisht", [True])
    make.private(page)
    assert row("only")[0] == ""


def test_hostile_title_stays_a_text(client):
    parent = make.help_index()
    member_of("Editors", client)
    url = reverse("searches:write", args=["help", "guidepage", parent.pk])
    response = client.get(url, {"title_sq": '"><script>alert(1)</script>' + "a" * 5000, "live": "1", "owner": "1"})
    assertNotContains(response, "<script>alert(1)")
    field = BeautifulSoup(response.content, "html.parser").find("input", attrs={"name": "title_sq"})
    assert len(field["value"]) < 100


def test_what_has_results_needs_no_guide_and_without_a_place_there_is_none(client, searches):
    member_of("Moderators", client)
    assert not [url for url in actions(rows(client)["netflix", "sq"]) if "write" in url]
    make.help_index()
    assert [url for url in actions(rows(client)["netflix", "sq"]) if "write" in url]
    assert not [url for url in actions(rows(client, only="all")["tiktok", "sq"]) if "write" in url]


def test_what_can_be_done_stands_below_the_words(client, searches):
    make.help_index()
    member_of("Moderators", client)
    words = rows(client)["netflix", "en"].td
    labels = [link.get_text() for link in words.select(".kanal-actions a")]
    assert len(labels) == 3
    assert all(label.endswith(": netflix") for label in labels)


def test_add_a_synonym_begins_with_the_words_and_their_language(client, searches):
    member_of("Moderators", client)
    add = reverse("wagtailsnippets_portal_search_synonym:add")
    form = BeautifulSoup(client.get(actions(rows(client)["netflix", "en"])[add]["href"]).content, "html.parser")
    assert form.find("input", attrs={"name": "words"})["value"] == "netflix, "
    assert form.find("select", attrs={"name": "language"}).find("option", selected=True)["value"] == "en"
    assertRedirects(
        client.post(add, {"words": "netflix, filma", "language": "en"}),
        reverse("wagtailsnippets_portal_search_synonym:list"),
    )
    assert Synonym.objects.get().words == "netflix, filma"


def test_promote_a_page_begins_with_the_words(client, searches):
    member_of("Moderators", client)
    add = reverse("wagtailsearchpromotions:add")
    form = BeautifulSoup(client.get(actions(rows(client)["netflix", "en"])[add]["href"]).content, "html.parser")
    assert form.find("input", attrs={"name": "query_string"})["value"] == "netflix"


def test_each_sees_only_what_they_may_do(client, searches):
    make.help_index()
    member_of("Editors", client)
    assert [("write" in url) for url in actions(rows(client)["netflix", "sq"])] == [True]
    assert client.get(reverse("wagtailsearchpromotions:add")).status_code == 302
    assert client.get(reverse("wagtailsnippets_portal_search_synonym:add")).status_code == 302


def test_only_those_who_edit_pages_see_it(client, searches):
    parent = make.help_index()
    seller = make.user("seller")
    seller.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(seller)
    assertNotContains(client.get("/admin/"), URL)
    for url in [URL, reverse("searches:write", args=["help", "guidepage", parent.pk])]:
        for someone in [client, Client()]:
            assert someone.get(url).status_code == 302


def test_reports_menu_has_one_report_on_searches(admin_client):
    text = admin_client.get("/admin/").content.decode()
    assert "/admin/reports/searches/" in text
    assert "search-terms" not in text


def test_report_asks_no_more_for_more_rows(client, django_assert_max_num_queries):
    make.help_index()
    member_of("Moderators", client)
    searched("fjala", elsewhere=make.post("Tjetër", "Another", body_sq=[]).pk)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    page = make.post("Titull", "Only English", body_sq=[])
    for number in range(40):
        searched(f"fjala {number}", elsewhere=page.pk)
    with django_assert_max_num_queries(len(few)):
        assert len(rows(client)) == 41
