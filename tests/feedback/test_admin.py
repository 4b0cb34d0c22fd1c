"""Editors see what readers say, the pages that may be wrong first, and mark it as done."""

import csv
from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from portal.feedback.models import AnswerSums, Report
from portal.pages.days import today
from tests import make
from tests.pages.test_editing import member_of

pytestmark = pytest.mark.django_db

ANSWERS = "/admin/feedback/answers/"
REPORTS = "/admin/reader_reports/"


def report(page, answer, **values):
    return Report.objects.create(page_id=page.pk, answer=answer, day=today(), **{"language": "sq"} | values)


@pytest.fixture(scope="module")
def channels_of_file(for_file):
    """One that works, one that readers find wrong, one that is of no use."""
    guide = make.guide()
    works, wrong, quiet = (make.channel(guide, f"Kanali {n}", f"Channel {n}") for n in "abc")
    for _number in range(5):
        report(works, "worked")
    report(wrong, "moved", note="Formulari është diku tjetër.")
    report(wrong, "wrong_step", note="=HYPERLINK()")
    report(quiet, "no_answer", note="Tri javë pa përgjigje.")
    return works, wrong, quiet


@pytest.fixture
def channels(channels_of_file):
    return deepcopy(channels_of_file)


@pytest.fixture
def editor(client):
    member_of("Editors", client)
    return client


def rows(client, **query):
    table = BeautifulSoup(client.get(ANSWERS, query).content, "html.parser").find("table", class_="listing")
    return {row.find(class_="title-wrapper").text.strip(): row for row in table.find("tbody").find_all("tr")}


def test_pages_that_may_be_wrong_come_first_with_counts_notes_and_the_way_to_edit(editor, channels):
    found = rows(editor)
    assert list(found) == ["Kanali b", "Kanali a", "Kanali c"]
    cells = [cell.get_text(" ", strip=True) for cell in found["Kanali b"].find_all("td")]
    assert [word for word in cells[1].split() if word.isdigit()] == ["1", "1"]
    assert cells[2] == "2"
    assert "Formulari është diku tjetër." in cells[3]
    assert found["Kanali b"].find("a", href=reverse("wagtailadmin_pages:edit", args=[channels[1].pk]))
    assert list(rows(editor, only="calling")) == ["Kanali b"]


def test_done_is_done_and_leaves_the_list_of_open_ones(editor, channels):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    form = rows(strict)["Kanali b"].find("form")
    token = form.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]
    response = strict.post(form["action"], {"csrfmiddlewaretoken": token}, follow=True)
    assertContains(response, "Kanali b")
    assert set(Report.objects.filter(page=channels[1].pk).values_list("state", flat=True)) == {"done"}
    assert list(rows(editor)) == ["Kanali a", "Kanali c", "Kanali b"]
    assert set(rows(editor, only="open")) == {"Kanali a", "Kanali c"}


def test_abusive_note_is_hidden_everywhere_and_still_counts(editor, channels):
    abusive = report(channels[2], "no_answer", note="Fyerje e rëndë")
    AnswerSums.objects.renew(channels[2].pk)
    assertContains(editor.get(ANSWERS), "Fyerje e rëndë")
    response = editor.post(f"{REPORTS}edit/{abusive.pk}/", {"state": "done", "is_hidden": "on"})
    assert response.status_code == 302
    for url in [ANSWERS, REPORTS]:
        assertNotContains(editor.get(url), "Fyerje")
        exported = b"".join(editor.get(url, {"export": "csv"}).streaming_content).decode()
        assert "Fyerje" not in exported
        assert "Tri javë" in exported
    assert AnswerSums.objects.get(page=channels[2].pk).total == 2


def test_one_page_reports_are_a_click_away(editor, channels):
    link = rows(editor)["Kanali b"].find("a", href=lambda href: href.startswith(REPORTS))
    response = editor.get(link["href"])
    assertContains(response, "Formulari është diku tjetër.")
    assertNotContains(response, "Tri javë")


def test_export_runs_no_formula(editor, channels):
    text = b"".join(editor.get(REPORTS, {"export": "csv"}).streaming_content).decode()
    notes = [row[2] for row in csv.reader(text.splitlines())]
    assert "'=HYPERLINK()" in notes


@pytest.mark.parametrize("url", [ANSWERS, REPORTS])
def test_queries_do_not_grow_with_pages_and_reports(editor, channels, url, django_assert_max_num_queries):
    editor.get(url)
    with django_assert_max_num_queries(30) as few:
        editor.get(url)
    guide = channels[0].get_parent()
    for number in range(6):
        report(make.channel(guide, f"Tjetri {number}", f"Other {number}"), "moved", note="Diku tjetër")
    with django_assert_max_num_queries(len(few)):
        editor.get(url)


def test_nobody_adds_a_report_by_hand(admin_client):
    assert admin_client.get(f"{REPORTS}new/").status_code in (302, 404)
    assert not Report.objects.exists()


@pytest.mark.parametrize("url", [ANSWERS, REPORTS])
def test_screens_are_for_those_who_triage(client, channels, url):
    for group, status in [("Editors", 200), ("Moderators", 200)]:
        member_of(group, client)
        assert client.get(url).status_code == status
    stranger = make.user("stranger")
    client.force_login(stranger)
    assert client.get(url).status_code == 302
    assert client.post(reverse("feedback_admin:done", args=[channels[1].pk])).status_code in (302, 403)
    assert Client().get(url).status_code == 302
    assert not Report.objects.filter(state="done").exists()
