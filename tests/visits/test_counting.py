"""Views are counted from readers' browsers alone, written in batches, and make a guide popular."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from portal.pages import counting
from portal.pages.days import today
from portal.pages.languages import codes, url_in
from portal.pages.middleware import EDITOR_COOKIE
from portal.visits.counting import ViewCounter, counter
from portal.visits.models import DailyViews, RecentViews
from tests import make

pytestmark = pytest.mark.django_db

READER = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture(autouse=True)
def empty_counter():
    counter.counts.clear()
    yield
    counter.counts.clear()


def tell(page, language="sq", client=None, **headers):
    """What the page's script sends; `headers` in Python's spelling."""
    headers = {"user-agent": READER, "sec-fetch-site": "same-origin"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    client = client or Client(enforce_csrf_checks=True)
    return client.post(f"/v/{language}/{getattr(page, 'pk', page)}", headers=headers)


def stored():
    counter.flush()
    return {(row.page_id, row.language): row.count for row in DailyViews.objects.all()}


def test_views_add_up_by_page_and_language():
    page, other = make.post(), make.post("Tjetër", "Other")
    for _time in range(3):
        tell(page)
    tell(page, "en")
    tell(other)
    expected = {(page.pk, "sq"): 3, (page.pk, "en"): 1, (other.pk, "sq"): 1}
    assert stored() == expected
    tell(page)
    assert stored() == expected | {(page.pk, "sq"): 4}
    assert {row.day for row in DailyViews.objects.all()} == {today()}


def test_answer_is_empty_kept_by_no_cache_and_sets_no_cookie():
    response = tell(make.post())
    assert (response.status_code, response.content, response.headers["Cache-Control"]) == (204, b"", "no-store")
    assert not response.cookies
    assert "Vary" not in response.headers


def test_telling_costs_no_query(django_assert_num_queries):
    page = make.post()
    with django_assert_num_queries(0):
        tell(page)


@pytest.mark.parametrize(
    "headers",
    [
        {"user_agent": GOOGLEBOT},
        {"user_agent": "curl/8.5.0"},
        {"user_agent": ""},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
    ],
)
def test_machines_and_what_is_fetched_ahead_are_not_counted(headers):
    assert tell(make.post(), **headers).status_code == 204
    assert stored() == {}


def test_editors_are_not_counted():
    page, editor = make.post(), Client()
    editor.cookies[EDITOR_COOKIE] = "1"
    assert tell(page, client=editor).status_code == 204
    assert stored() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "cross-site", "origin": "https://evil.example"},
        {"sec_fetch_site": "same-site", "origin": "https://evil.testserver"},
    ],
)
def test_other_sites_are_refused(headers):
    response = tell(make.post(), **headers)
    assert response.status_code == 403
    assert len(response.content) < 100
    assert stored() == {}


@pytest.mark.parametrize(("origin", "status"), [("http://testserver", 204), ("https://evil.example", 403)])
def test_browsers_without_fetch_metadata_say_their_origin(origin, status):
    page = make.post()
    response = Client(enforce_csrf_checks=True).post(
        f"/v/sq/{page.pk}", headers={"user-agent": READER, "origin": origin}
    )
    assert response.status_code == status
    assert bool(stored()) == (status == 204)


def test_what_is_not_public_is_not_counted_and_answers_the_same():
    rows = make.five_posts()
    answers = {tell(page).status_code for page in rows.values()}
    answers |= {tell(key).status_code for key in [0, 999_999, 2**31, 10**40]} | {tell(rows["live"], "de").status_code}
    assert answers == {204}
    assert stored() == {(rows["live"].pk, "sq"): 1}


def test_only_posts_are_taken(client):
    assert client.get(f"/v/sq/{make.post().pk}").status_code == 405


def test_flood_takes_bounded_memory_and_known_pages_still_count(monkeypatch):
    monkeypatch.setattr(counting, "MOST_KEYS", 5)
    page = make.post()
    tell(page)
    for key in range(10_000, 10_020):
        tell(key)
    tell(page)
    assert len(counter.counts) == 5
    assert stored() == {(page.pk, "sq"): 2}


def test_counters_of_several_processes_add_up():
    page = make.post()
    for _process in range(3):
        one = ViewCounter()
        one.add(page.pk, "sq")
        one.add(page.pk, "sq")
        one.flush()
    assert stored() == {(page.pk, "sq"): 6}


def test_day_begins_at_midnight_in_tirana(time_machine):
    page = make.post()
    time_machine.move_to("2026-07-01T21:59:00Z", tick=False)
    tell(page)
    time_machine.move_to("2026-07-01T22:01:00Z", tick=False)
    tell(page)
    counter.flush()
    assert set(DailyViews.objects.values_list("day", flat=True)) == {date(2026, 7, 1), date(2026, 7, 2)}


def test_what_the_database_refuses_is_kept_for_the_next_time():
    page = make.post()
    tell(page)
    with connection.execute_wrapper(out_of_order):
        counter.flush()
    tell(page)
    assert stored() == {(page.pk, "sq"): 2}


def out_of_order(execute, sql, params, many, context):
    raise OperationalError("disk I/O error")


@pytest.mark.parametrize("code", codes())
def test_public_page_carries_its_own_key_and_nothing_of_the_reader(client, code):
    guide = make.guide()
    channel = make.channel(guide)
    for page in [guide, channel, make.post(), make.home()]:
        tag = BeautifulSoup(client.get(url_in(page, code)).content, "html.parser").find(attrs={"data-count-view": True})
        assert tag["data-count-view"] + tag["data-page"] == f"/v/{code}/{page.pk}"
    card = BeautifulSoup(client.get(url_in(guide, code)).content, "html.parser").find(class_="channel")
    assert card["data-page"] == str(channel.pk)


def test_lists_errors_and_previews_count_nothing(client, admin_client):
    page = make.post()
    for url in ["/sq/kerko/", "/sq/nothing/"]:
        assert b"data-count-view" not in client.get(url).content
    assert b"data-count-view" not in page.make_preview_request(preview_mode="sq").content


def test_popular_guides_are_the_most_read_with_their_channels(client):
    first, second, _third = (make.guide(f"Udhëzuesi {n}", f"Guide {n}") for n in "abc")
    channel = make.channel(first)
    for _time in range(2):
        tell(channel)
    tell(second)
    counter.flush()
    RecentViews.objects.refresh()
    assert {row.page_id: row.count for row in RecentViews.objects.all()} == {channel.pk: 2, first.pk: 2, second.pk: 1}
    assert titles_in_order(client) == ["Guide a", "Guide b", "Guide c"]


def titles_in_order(client):
    text = BeautifulSoup(client.get("/en/").content, "html.parser").find("main").get_text(" ")
    found = sorted((text.index(title), title) for title in ["Guide a", "Guide b", "Guide c"] if title in text)
    return [title for _place, title in found]


def test_before_anybody_reads_the_newest_come_first_and_picks_always(client):
    from portal.pages.models import RelatedPage

    guides = [make.guide(f"Udhëzuesi {n}", f"Guide {n}", date=date(2026, 1, day)) for day, n in enumerate("abc", 1)]
    assert titles_in_order(client) == ["Guide c", "Guide b", "Guide a"]
    tell(guides[1])
    counter.flush()
    RecentViews.objects.refresh()
    RelatedPage.objects.create(page=make.home(), target=guides[0], sort_order=0)
    assert titles_in_order(client) == ["Guide a", "Guide b", "Guide c"]


def test_views_stop_counting_after_28_days_and_are_deleted_after_400(time_machine):
    page = make.post()
    tell(page)
    counter.flush()
    start = today()
    for days, recent, kept in [(27, 1, 1), (28, 0, 1), (399, 0, 1), (400, 0, 0)]:
        time_machine.move_to(f"{start + timedelta(days=days)}T12:00:00Z", tick=False)
        call_command("forget_old_views", verbosity=0)
        assert (RecentViews.objects.count(), DailyViews.objects.count()) == (recent, kept), days


def test_deleting_a_page_takes_its_counts_along():
    page = make.post()
    tell(page)
    counter.flush()
    RecentViews.objects.refresh()
    page.delete()
    assert not DailyViews.objects.exists()
