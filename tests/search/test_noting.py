"""What readers search for is counted for editors: folded, by day, and with nothing of who they are."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.pages.days import today
from portal.pages.middleware import EDITOR_COOKIE
from portal.search import models
from portal.search.models import LONGEST_SEARCH, DailySearches
from portal.search.noting import SearchCounter, counter, noted
from tests import make
from tests.visits.test_counting import GOOGLEBOT, READER

pytestmark = pytest.mark.django_db

URLS = {"sq": "/sq/kerko/", "en": "/en/search/"}


@pytest.fixture(autouse=True)
def empty_counter():
    counter.counts.clear()
    yield
    counter.counts.clear()


def search(query, language="sq", client=None, method="get", headers=None, **parameters):
    headers = {"user-agent": READER} | (headers or {})
    return getattr(client or Client(), method)(URLS[language], {"q": query} | parameters, headers=headers)


def stored():
    counter.flush()
    rows = DailySearches.objects.all()
    return {(row.query, row.language): (row.count, row.results) for row in rows}


def test_searches_add_up_by_folded_query_and_language():
    make.post("Gjirafa", "Giraffe")
    for query in ["gjirafa", "  GJIRAFA ", "gjírafa", "nuk e gjen"]:
        search(query)
    search("giraffe", "en")
    search("gjirafa", "en")
    expected = {
        ("gjirafa", "sq"): (3, 1),
        ("nuk e gjen", "sq"): (1, 0),
        ("giraffe", "en"): (1, 1),
        ("gjirafa", "en"): (1, 0),
    }
    assert stored() == expected
    search("gjirafa")
    assert stored() == expected | {("gjirafa", "sq"): (4, 1)}
    assert {row.day for row in DailySearches.objects.all()} == {today()}


def test_the_last_number_of_results_is_kept():
    search("gjirafa")
    assert stored() == {("gjirafa", "sq"): (1, 0)}
    make.post("Gjirafa", "")
    search("gjirafa")
    assert stored() == {("gjirafa", "sq"): (2, 1)}


def test_the_page_that_answers_in_another_language_is_kept_while_it_does():
    page = make.post("Titull", "Giraffe", body_sq=make.body("Asgjë."))
    search("giraffe")
    search("giraffe", "en")
    assert stored() == {("giraffe", "sq"): (1, 0), ("giraffe", "en"): (1, 1)}
    assert dict(DailySearches.objects.values_list("language", "elsewhere")) == {"sq": page.pk, "en": 0}
    page.unpublish()
    search("giraffe")
    assert set(DailySearches.objects.filter(language="sq").values_list("elsewhere", flat=True)) == {page.pk}
    assert stored()["giraffe", "sq"] == (2, 0)
    assert set(DailySearches.objects.values_list("elsewhere", flat=True)) == {0}


def test_nothing_of_the_reader_is_kept_and_nothing_is_given_to_them():
    fields = {field.name for field in DailySearches._meta.get_fields()}
    assert fields == {"id", "query", "language", "day", "count", "results", "elsewhere"}
    assert not search("gjirafa").cookies
    assert set(counter.counts) == {("gjirafa", "sq", today(), 0, 0)}


def test_counting_costs_the_answer_no_query(django_assert_num_queries):
    search("gjirafa", headers={"user-agent": GOOGLEBOT})
    with CaptureQueriesContext(connection) as without:
        search("gjirafa", headers={"user-agent": GOOGLEBOT})
    with django_assert_num_queries(len(without)):
        search("gjirafa")
    assert stored() == {("gjirafa", "sq"): (1, 0)}


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": GOOGLEBOT},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
    ],
)
def test_machines_and_what_is_fetched_ahead_are_not_counted(headers):
    assert search("gjirafa", headers=headers).status_code == 200
    assert stored() == {}


def test_editors_are_not_counted():
    editor = Client()
    editor.cookies[EDITOR_COOKIE] = "1"
    search("gjirafa", client=editor)
    assert stored() == {}


def test_one_answer_counts_once_however_far_it_is_read():
    search("gjirafa")
    search("gjirafa", page="2")
    search("gjirafa", kind="email")
    search("gjirafa", method="head")
    assert stored() == {("gjirafa", "sq"): (1, 0)}
    search("gjirafa", kind="")  # as the form sends a filter that nothing is chosen in
    assert stored() == {("gjirafa", "sq"): (2, 0)}


@pytest.mark.parametrize(
    "query",
    [
        "arben.hoxha@gmail.com",
        "fjalëkalimi i arben.hoxha@gmail.com",
        "arben@gmail",
        "069 123 4567",
        "+355 69 123 4567",
        "AL47 2121 1009 0000 0002 3569 8741",
        "J12345678N",
        "kodi 123456",
        "kodi １２３４５６",
        "4111-1111-1111-1111",
        "https://www.tiktok.com/reset?token=abc",
        "më ndihmoni ju lutem " * 5,
        "a" * 10_000,
    ],
)
def test_what_may_be_personal_is_not_kept_at_all(query):
    assert search(query).status_code == 200
    assert stored() == {}


@pytest.mark.parametrize("query", ["", " ", "a", "*", '"', "👽", "\x00"])
def test_what_asks_for_nothing_is_not_kept(query):
    search(query)
    assert stored() == {}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("Llogaria e TikTok-ut", "llogaria e tiktok ut"),
        ("tiktok @TikTokHelp", "tiktok tiktokhelp"),
        ("iPhone 16 2024", "iphone 16 2024"),
        ("NOT (a OR b)*", "not a or b"),
        ("b" * LONGEST_SEARCH, "b" * LONGEST_SEARCH),
    ],
)
def test_what_asks_for_a_page_is_kept_folded(query, kept):
    assert noted(query) == kept


NOTED = "We have noted this search"


def test_readers_are_told_of_what_is_noted():
    assert NOTED in search("gjirafa", "en").text
    assert stored() == {("gjirafa", "en"): (1, 0)}


@pytest.mark.parametrize(
    ("query", "extra"),
    [
        ("arben.hoxha@example.com", {}),
        ("b" * (LONGEST_SEARCH + 1), {}),
        ("gjirafa", {"headers": {"user-agent": GOOGLEBOT}}),
        ("gjirafa", {"page": "2"}),
    ],
)
def test_readers_are_told_of_nothing_else(query, extra):
    text = search(query, "en", **extra).text
    assert "Try fewer words" in text
    assert NOTED not in text
    assert stored() == {}


def test_editors_are_not_told_that_they_were_counted():
    editor = Client()
    editor.cookies[EDITOR_COOKIE] = "1"
    text = search("gjirafa", "en", client=editor).text
    assert "Try fewer words" in text
    assert NOTED not in text


def test_flood_of_new_words_fills_no_more_than_the_day_has_room_for(monkeypatch):
    monkeypatch.setattr(models, "MOST_SEARCHES", 5)
    search("e njohur")
    assert len(stored()) == 1
    for number in range(20):
        search(f"fjala {number}x")
    search("e vertete")
    search("e vertete")
    search("e njohur")
    rows = stored()
    assert len(rows) == 5
    assert rows["e njohur", "sq"] == (2, 0)
    assert rows["e vertete", "sq"] == (2, 0)
    search("edhe nje")
    assert stored() == rows


def test_each_day_has_room_of_its_own(monkeypatch, time_machine):
    monkeypatch.setattr(models, "MOST_SEARCHES", 1)
    start = today()
    for days in range(2):
        time_machine.move_to(f"{start + timedelta(days=days)}T12:00:00Z", tick=False)
        search("gjirafa")
        search("zebra")
    assert list(stored()) == [("gjirafa", "sq")]
    assert sorted(DailySearches.objects.values_list("day", flat=True)) == [start, start + timedelta(days=1)]


def out_of_order(execute, sql, params, many, context):
    if DailySearches._meta.db_table in sql:
        raise OperationalError("attempt to write a readonly database")
    return execute(sql, params, many, context)


def test_a_database_that_takes_nothing_breaks_no_answer_and_loses_nothing():
    with connection.execute_wrapper(out_of_order):
        assert search("gjirafa").status_code == 200
        counter.flush()
    search("gjirafa")
    assert stored() == {("gjirafa", "sq"): (2, 0)}


def test_counts_of_several_processes_add_up():
    for results in [0, 0, 4]:
        one = SearchCounter()
        one.add("gjirafa", "sq", results)
        one.add("gjirafa", "sq", results)
        one.flush()
    assert stored() == {("gjirafa", "sq"): (6, 4)}


def test_searches_are_deleted_after_180_days(time_machine):
    search("gjirafa")
    counter.flush()
    start = today()
    for days, kept in [(179, 1), (180, 0)]:
        time_machine.move_to(f"{start + timedelta(days=days)}T12:00:00Z", tick=False)
        call_command("forget_old_searches", verbosity=0)
        assert DailySearches.objects.count() == kept, days
