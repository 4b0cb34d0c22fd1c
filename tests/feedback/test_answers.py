"""Readers answer from any page, cached ones too, without cookie and token; what they say is counted and cleaned."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pytest_django.asserts import assertContains

from help.models import ChannelStatus, HowToPage
from portal.feedback import models
from portal.feedback.models import AnswerSums, DailyCount, DailySalt, Report
from portal.pages.days import today
from portal.pages.languages import codes, url_in
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    return make.channel(make.guide())


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


def address(page, code="en", name="feedback", *args):
    with override(code):
        return reverse(name, args=[getattr(page, "pk", page), *args])


def send(page, answer="worked", code="en", ip="203.0.113.7", site="same-origin", note=None, follow=False, **data):
    """What a browser sends from a page that knows no cookie."""
    data |= {} if answer is None else {"answer": answer}
    data |= {} if note is None else {"note": note}
    headers = {"sec-fetch-site": site} if site else {}
    client = Client(enforce_csrf_checks=True, headers=headers, REMOTE_ADDR=ip)
    return client.post(address(page, code), data, follow=follow)


def said(response):
    """What the reader is told, in one line."""
    box = BeautifulSoup(response.content, "html.parser").find(attrs={"data-feedback-said": True})
    return box.get_text(" ", strip=True)


def text(message, code):
    with override(code):
        return gettext(message)


@pytest.mark.parametrize("code", codes())
def test_answer_is_stored_and_thanked_for_with_the_ways_back(channel, code):
    response = send(channel, "no_answer", code, follow=True)
    assert response.redirect_chain == [(address(channel, code, "feedback_note", "no_answer"), 303)]
    report = Report.objects.get()
    assert (report.page_id, report.answer, report.language, report.note) == (channel.pk, "no_answer", code, "")
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html["lang"] == code
    assert text("Thank you. Your answer has been stored.", code) in said(response)
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    guide = channel.get_parent().specific
    assert soup.find("a", href=url_in(channel, code))
    assert soup.find("a", href=f"{url_in(guide, code)}#{HowToPage.objects.get().anchor}")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_note_completes_the_answer_before_and_is_thanked_for_once_more(channel):
    page = BeautifulSoup(send(channel, "wrong_step", follow=True).content, "html.parser")
    form = page.find("form", class_="feedback__note")
    assert form["action"] == address(channel)
    assert form.find("input", attrs={"name": "answer"})["value"] == "wrong_step"
    response = send(channel, "wrong_step", note="Hapi i dytë\r\nmungon.", follow=True)
    assert response.redirect_chain == [(address(channel, "en", "feedback_thanks"), 303)]
    assert not BeautifulSoup(response.content, "html.parser").find("form", class_="feedback__note")
    assert [(report.answer, report.note) for report in Report.objects.all()] == [("wrong_step", "Hapi i dytë\nmungon.")]


def told():
    return sorted(Report.objects.values_list("answer", "note"))


def test_no_answer_takes_a_neighbours_note_away(channel):
    send(channel, "moved", note="Formulari është diku tjetër.")
    send(channel, "worked")
    send(channel, "moved")
    assert told() == [("moved", ""), ("moved", "Formulari është diku tjetër."), ("worked", "")]
    send(channel, "moved", note="Edhe numri.")
    send(channel, "moved", note="Edhe orari.")
    assert told() == [
        ("moved", "Edhe numri."),
        ("moved", "Edhe orari."),
        ("moved", "Formulari është diku tjetër."),
        ("worked", ""),
    ]
    assert AnswerSums.objects.get().total == 4


def test_note_that_is_sent_again_or_left_empty_is_no_other_report(channel):
    send(channel, "moved")
    for note in ["Diku tjetër.", "Diku tjetër.", ""]:
        assert send(channel, "moved", note=note).status_code == 303
    assert told() == [("moved", "Diku tjetër.")]


def test_only_what_an_editor_has_to_read_is_open(channel):
    post = make.post()
    for page, answer in [(channel, "worked"), (channel, "no_answer"), (post, "useful"), (post, "not_useful")]:
        send(page, answer)
    assert set(Report.objects.open().values_list("answer", flat=True)) == {"no_answer", "not_useful"}
    send(channel, "worked", note="Por vetëm me VPN.")
    send(post, "useful", note="")
    assert set(Report.objects.open().values_list("answer", flat=True)) == {"no_answer", "not_useful", "worked"}
    assert AnswerSums.objects.get(page=channel.pk).good == 1


def test_note_opens_again_what_an_editor_was_done_with(channel):
    send(channel, "moved")
    Report.objects.update(state=Report.State.DONE, is_hidden=True)
    send(channel, "moved", "sq", note="Diku tjetër.")
    report = Report.objects.get()
    assert (report.state, report.shown_note, report.language) == ("open", "Diku tjetër.", "sq")


def test_one_network_has_five_reports_a_page_and_day_and_a_note_for_each(channel, time_machine):
    time_machine.move_to("2026-05-01T10:00:00Z", tick=False)
    for _reader in range(5):
        assert send(channel, "moved").status_code == 303
    response = send(channel, "worked")
    assert response.status_code == 429
    assert "Too many answers" in said(response)
    assert not BeautifulSoup(response.content, "html.parser").find("textarea")
    for number in range(5):
        assert send(channel, "moved", note=f"Shënimi {number}").status_code == 303
    response = send(channel, "moved", note="Shënimi i gjashtë")
    assert response.status_code == 429
    assert BeautifulSoup(response.content, "html.parser").find("textarea").text.strip() == "Shënimi i gjashtë"
    assert told() == [("moved", f"Shënimi {number}") for number in range(5)]
    assert AnswerSums.objects.get().total == 5
    other = make.channel(channel.get_parent(), "Tjetër", "Other")
    for page, ip in [(other, "203.0.113.7"), (channel, "203.0.113.8")]:
        assert send(page, ip=ip).status_code == 303
    time_machine.move_to("2026-05-02T10:00:00Z", tick=False)
    assert send(channel).status_code == 303
    assert Report.objects.count() == 8


def test_household_with_ipv6_is_one_network(channel):
    for ip in ["2001:db8:1:2::7", "2001:db8:1:2:ffff::1"]:
        send(channel, ip=ip)
    send(channel, ip="2001:db8:1:3::7")
    assert sorted(DailyCount.objects.values_list("count", flat=True)) == [1, 2]


def test_front_server_says_who_asks_and_readers_cannot(channel, settings):
    settings.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    client = Client(headers={"sec-fetch-site": "same-origin"})
    for forged, real in [("1.1.1.1", "198.51.100.1"), ("2.2.2.2", "198.51.100.1"), ("3.3.3.3", "198.51.100.2")]:
        client.post(address(channel), {"answer": "worked"}, headers={"x-forwarded-for": f"{forged}, {real}"})
    assert sorted(DailyCount.objects.values_list("count", flat=True)) == [1, 2]


# From where


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 303),
        ({}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://evil.testserver"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://testserver:8080"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[broken"}, 403),
    ],
)
def test_only_our_own_pages_may_send(channel, headers, status):
    response = Client(enforce_csrf_checks=True, headers=headers).post(address(channel), {"answer": "worked"})
    assert response.status_code == status
    assert Report.objects.count() == (1 if status == 303 else 0)


def test_whoever_asks_for_the_address_is_led_to_the_page(client, channel):
    for code in codes():
        response = client.get(address(channel, code))
        assert (response.status_code, response.headers["Location"]) == (302, url_in(channel, code))


# What cannot be taken


def test_what_is_not_there_or_never_was_public_answers_alike(channel):
    rows = make.five_posts()
    answers = set()
    for page in [rows["draft"], rows["private"], rows["scheduled"], 999_999, 0, 10**30]:
        response = send(page, "useful")
        assert response.status_code == 404
        answers.add(said(response))
    assert answers == {text("This page is no longer here. What you sent was not stored.", "en")}
    assert not Report.objects.exists()


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("debug", [False, True])
def test_page_that_was_taken_down_or_deleted_stores_nothing_and_says_so(channel, settings, code, debug):
    settings.DEBUG = debug
    HowToPage.objects.get().unpublish()
    response = send(channel, code=code)
    assert response.status_code == 410
    assert said(response) == text("This page is no longer here. What you sent was not stored.", code)
    HowToPage.objects.get().delete()
    response = send(channel, code=code)
    assert response.status_code == 404
    assert said(response) == text("This page is no longer here. What you sent was not stored.", code)
    assert response.headers["Cache-Control"] == "no-store"
    assert not Report.objects.exists()


def test_retired_channel_asks_nobody_and_says_what_became_of_a_late_answer(client, channel):
    ChannelStatus.objects.update(state="retired", reason_sq="Formulari u mbyll.")
    response = send(channel)
    assert response.status_code == 410
    assert "What you sent was not stored" in said(response)
    assert BeautifulSoup(response.content, "html.parser").find("a", href=url_in(channel, "en"))
    for page in [channel, channel.get_parent().specific]:
        assert f'action="{address(channel)}"' not in client.get(url_in(page, "en")).content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("answer", [None, "", "useful", "x" * 10_000, "worked\x00"])
def test_answer_that_is_none_of_the_question_keeps_the_note(channel, answer):
    response = send(channel, answer, note="Formulari ndryshoi.")
    assert response.status_code == 400
    assert text("Choose an answer.", "en") in said(response)
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.find("textarea").text.strip() == "Formulari ndryshoi."
    assert [button["value"] for button in soup.find(class_="feedback__note").find_all("button")][:1] == ["worked"]
    assert not Report.objects.exists()


def test_too_long_a_note_is_given_back_whole(channel):
    note = "ë" * 10_000
    response = send(channel, note=note)
    assert response.status_code == 400
    assert "500" in said(response)
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.find("textarea").text.strip() == note
    assert soup.find("input", attrs={"name": "answer"})["value"] == "worked"
    assert not Report.objects.exists()
    assert send(channel, note="\r\n".join("ë" * 250)).status_code == 303


def test_markup_in_a_note_is_text_to_whoever_reads_it(channel, admin_client):
    response = send(channel, note="<script>alert(1)</script>" + "x" * 500)
    assertContains(response, "&lt;script&gt;alert", status_code=400)
    send(channel, note="<script>alert(1)</script>")
    assertContains(admin_client.get(reverse("feedback_admin:answers")), "&lt;script&gt;alert")


def test_trap_is_thanked_and_stores_nothing(channel):
    assert send(channel, website="https://spam.example").status_code == 303
    assert not Report.objects.exists()


def test_thanks_are_only_for_pages_and_answers_that_are_there(client, channel):
    assert client.get(address(channel, "en", "feedback_note", "useful")).status_code == 404
    assert client.get(address(999_999, "en", "feedback_thanks")).status_code == 404
    draft = make.channel(channel.get_parent(), "Draft", "A draft", live=False)
    assert client.get(address(draft, "en", "feedback_thanks")).status_code == 404


# Too many


def test_flood_from_one_network_is_refused_and_what_was_typed_is_kept(monkeypatch, channel, time_machine):
    monkeypatch.setattr(models, "MOST_A_DAY", 3)
    time_machine.move_to("2026-05-01T20:00:00Z", tick=False)
    others = [make.channel(channel.get_parent(), f"Kanali {n}", f"Channel {n}") for n in range(3)]
    assert [send(page).status_code for page in others] == [303] * 3
    response = send(channel, "moved", note="Adresa e re.")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == str(2 * 3600 + 1)
    assert "Too many answers" in said(response)
    assert BeautifulSoup(response.content, "html.parser").find("textarea").text.strip() == "Adresa e re."
    assert send(channel, ip="203.0.113.99").status_code == 303
    time_machine.move_to("2026-05-01T22:01:00Z", tick=False)
    assert send(channel).status_code == 303


# What is kept, and for how long


def test_nothing_tells_who_it_was_once_the_day_is_over(channel, time_machine):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    send(channel)
    report, salt = Report.objects.get(), DailySalt.objects.get()
    assert "203.0.113.7" not in report.reader
    assert salt.day == date(2026, 5, 1)
    time_machine.move_to("2026-05-02T12:00:00Z", tick=False)
    send(make.post(), "useful", ip="203.0.113.9")
    report.refresh_from_db()
    assert report.reader is None
    assert [one.day for one in DailySalt.objects.all()] == [date(2026, 5, 2)]
    assert DailySalt.objects.get().value != salt.value
    assert DailyCount.objects.count() == 1
    time_machine.move_to("2026-05-03T12:00:00Z", tick=False)
    call_command("forget_old_reports", verbosity=0)
    assert not DailySalt.objects.exists()
    assert not DailyCount.objects.exists()
    assert not Report.objects.filter(reader__isnull=False).exists()


def test_reports_are_deleted_after_180_days_and_leave_the_sums(channel, time_machine):
    start = date(2026, 1, 1)
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    send(channel)
    for days, count in [(179, 1), (180, 0)]:
        time_machine.move_to(f"{start + timedelta(days=days)}T12:00:00Z", tick=False)
        call_command("forget_old_reports", verbosity=0)
        assert (Report.objects.count(), AnswerSums.objects.get().total) == (count, count), days


def test_no_address_is_stored_anywhere(channel):
    send(channel, "moved", note="Shkruani te une@example.com ose 069 123 4567.")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("feedback_"):
                cursor.execute(f"SELECT * FROM {table}")
                rows = repr(cursor.fetchall())
                assert "203.0.113" not in rows
                assert "une@example.com" not in rows
                assert "123 4567" not in rows


# What readers see


def reports(page, **counts):
    for answer, count in counts.items():
        for _number in range(count):
            Report.objects.create(page_id=page.pk, answer=answer, language="sq", day=today())
    AnswerSums.objects.renew(page.pk)


def sums_at(client, page, code, shown_on=None):
    soup = BeautifulSoup(client.get(url_in(shown_on or page, code)).content, "html.parser")
    form = soup.find("form", action=address(page, code))
    found = form.find(class_="feedback__sums")
    return found.text if found else ""


def test_sums_are_told_from_ten_reports_on(client, channel):
    reports(channel, worked=8, no_answer=1)
    assert sums_at(client, channel, "en") == ""
    reports(channel, worked=12, moved=2)
    for page in [channel, channel.get_parent().specific]:
        assert sums_at(client, channel, "en", page) == "87% had success, 23 reports"
    post = make.post()
    reports(post, useful=1234, not_useful=1)
    assert sums_at(client, post, "en") == "100% found it useful, 1,235 answers"


def test_reports_that_are_too_old_tell_nothing(client, channel, time_machine):
    reports(channel, worked=10)
    Report.objects.update(day=today() - timedelta(days=180))
    send(channel)
    assert sums_at(client, channel, "en") == ""


@pytest.mark.parametrize("code", codes())
def test_each_page_asks_its_own_question(client, channel, code):
    post, guide = make.post(), channel.get_parent().specific
    expected = {channel: ["worked", "no_answer", "moved", "wrong_step"], post: ["useful", "not_useful"]}
    expected[guide] = expected[post]
    for page, values in expected.items():
        soup = BeautifulSoup(client.get(url_in(page, code)).content, "html.parser")
        form = soup.find("form", action=address(page, code))
        assert [button["value"] for button in form.find_all("button")] == values
        assert not form.find("input", attrs={"name": "csrfmiddlewaretoken"})
        assert soup.find(id=form.find(attrs={"role": "group"})["aria-labelledby"]).text
    assert send(post, "useful", code).status_code == 303


def test_pages_are_the_same_for_all_readers_and_set_no_cookie(channel):
    send(channel)
    url = url_in(channel.get_parent().specific, "en")
    answers = [Client(REMOTE_ADDR=ip).get(url) for ip in ["203.0.113.7", "203.0.113.8"]]
    assert answers[0].content == answers[1].content
    assert not answers[0].cookies


@pytest.mark.parametrize("code", codes())
def test_no_page_can_take_the_address_of_the_answers(code):
    word = address(1, code).split("/")[2]
    page = make.index(title_sq=word, title_en=word)
    assert page.slug_sq != word
    assert page.slug_en == page.slug_sq
