"""The report on addresses: what needs a person, and the two buttons, for those who edit the pages."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry

from portal.watch.models import WatchedAddress
from tests import make
from tests.pages.test_editing import member_of

pytestmark = pytest.mark.django_db

URL = "/admin/reports/addresses/"


def shown(url, page=None, **values):
    """An address on a public page (a new post, unless it is given), in the state that `values` say."""
    make.channel(
        page or make.guide(), f"Kanali {url[-1]}", f"Channel {url[-1]}", address=url, source_url="https://ok.example/"
    )
    WatchedAddress.objects.gather()
    WatchedAddress.objects.filter(url=url).update(checked_at=timezone.now() - timedelta(hours=5), **values)
    return WatchedAddress.objects.get(url=url)


@pytest.fixture
def addresses():
    guide, yesterday = make.guide(), timezone.now() - timedelta(days=1)
    since = {"failing_since": yesterday, "failing_days": 2}
    return {
        "dead": shown("https://site.example/a", guide, state="broken", problem="gone", status=404, **since),
        "shut": shown("https://shut.example/b", guide, state="blocked", problem="blocks", status=403, **since),
        "fine": shown("https://site.example/c", guide, state="works", status=200),
        "new": shown("https://site.example/d", guide, state="unsure", problem="gone", status=404),
    }


@pytest.fixture
def editor(client):
    return member_of("Editors", client)


def rows(client, **query):
    """`{address: row}` as the screen shows them."""
    table = BeautifulSoup(client.get(URL, query).content, "html.parser").find("table", class_="listing")
    found = table.find("tbody").find_all("tr") if table else []
    return {row.find(class_="title-wrapper").get_text().split()[0]: row for row in found}


def test_first_comes_what_needs_a_person_with_its_page_and_since_when(editor, addresses):
    found = rows(editor)
    assert set(found) == {"https://site.example/a", "https://shut.example/b"}
    row = found["https://site.example/a"]
    page = addresses["dead"].places.get().page
    assert row.find("a", href=reverse("wagtailadmin_pages:edit", args=[page.pk])).text == "Kanali a"
    link = row.find("a", href="https://site.example/a")
    assert (link["rel"], link["target"]) == (["noopener", "noreferrer"], "_blank")
    state = row.find(class_="kanal-notes").get_text(" ", strip=True)
    assert "404" in state
    assert str(addresses["dead"].failing_since.year) in state


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ({"show": "all"}, "abcd/"),
        ({"state": "works"}, "c"),
        ({"state": "unsure"}, "d"),
        ({"host": "SHUT"}, "b"),
        ({"what": "source"}, ""),
        ({"what": "source", "show": "all"}, "/"),
        ({"what": "address", "show": "all"}, "abcd"),
    ],
)
def test_filters(editor, addresses, query, letters):
    assert sorted(url[-1] for url in rows(editor, **query)) == sorted(letters)


def test_where_nothing_needs_a_person_the_report_says_so(editor):
    assert rows(editor) == {}
    assert BeautifulSoup(editor.get(URL).content, "html.parser").find(class_="kanal-watch") is None


@pytest.mark.parametrize("path", ["", "results/"])
def test_queries_do_not_grow_with_addresses(editor, addresses, path, django_assert_max_num_queries):
    editor.get(URL + path)
    with django_assert_max_num_queries(40) as few:
        editor.get(URL + path)
    guide = addresses["dead"].places.get().page.get_parent()
    for number in range(5):
        shown(f"https://more.example/{number}", guide, state="broken", problem="gone", status=404)
    with django_assert_max_num_queries(len(few)):
        response = editor.get(URL + path)
    assert response.content.count(b'class="title-wrapper"') == 7


def test_a_certificate_is_told_of_only_when_it_ends_soon(editor):
    ends = timezone.now() + timedelta(days=13)
    address = shown("https://site.example/a", state="works", status=200, certificate_expires=ends)
    assert str(ends.year) in rows(editor, state="works")[address.url].find(class_="kanal-notes").text
    WatchedAddress.objects.update(certificate_expires=ends + timedelta(days=2))
    assert str(ends.year) not in rows(editor, state="works")[address.url].find(class_="kanal-notes").text


# Spreadsheets


def sheet(client, export):
    response = client.get(URL, {"export": export})
    content = b"".join(response.streaming_content)
    if export == "csv":
        return list(csv.reader(content.decode().splitlines()))[1:]
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))


def test_exports_run_no_formula(editor):
    make.channel(make.guide(), '=HYPERLINK("https://evil.example")', address="https://site.example/a")
    WatchedAddress.objects.gather()
    WatchedAddress.objects.filter(url="https://site.example/a").update(state="broken", problem="gone")
    (row,) = sheet(editor, "csv")
    assert row[:2] == ["https://site.example/a", '\'=HYPERLINK("https://evil.example")']
    (cells,) = sheet(editor, "xlsx")
    assert (cells[1].value, cells[1].data_type) == ('=HYPERLINK("https://evil.example")', "s")


def test_exports_hold_what_the_filters_leave(editor, addresses):
    for export in ["csv", "xlsx"]:
        assert len(sheet(editor, export)) == 2


# The buttons


def press(client, name, address, **data):
    return client.post(reverse(f"watch:{name}", args=[address.pk]), data)


def test_fine_takes_an_address_off_the_list_and_keeps_who_said_so(editor, addresses):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    form = rows(strict, host="shut")["https://shut.example/b"].find("form", action=lambda url: "/fine/" in url)
    data = {field["name"]: field["value"] for field in form.find_all("input")}
    response = strict.post(form["action"], data)
    assert response.status_code == 302
    assert response["Location"] == f"{URL}?host=shut"
    assert set(rows(editor)) == {"https://site.example/a"}
    addresses["shut"].refresh_from_db()
    assert addresses["shut"].looked_by.username == "a-editors"
    assert timezone.now() - addresses["shut"].looked_at < timedelta(minutes=1)
    entry = ModelLogEntry.objects.get(action="watch.fine")
    assert (entry.user, entry.object_id) == (addresses["shut"].looked_by, str(addresses["shut"].pk))
    row = rows(editor, state="blocked")["https://shut.example/b"]
    assert "a-editors" in row.text
    assert not row.find("form", action=lambda url: "/fine/" in url)


def test_fine_is_not_said_of_what_the_editor_has_not_seen(editor, addresses):
    for seen in ["blocks", ""]:
        press(editor, "fine", addresses["dead"], problem=seen)
    assert not WatchedAddress.objects.exclude(looked_at=None).exists()


def test_check_again_looks_and_notes(editor, serve, settings):
    server = serve({"/a": 200})
    settings.WATCH_NETWORKS, settings.WATCH_PORTS = ["127.0.0.1/32"], [server.port]
    address = shown(server.url("/a", "127.0.0.1"), state="broken", problem="gone", status=404)
    assert press(editor, "check_again", address).status_code == 302
    address.refresh_from_db()
    assert (address.state, address.problem, address.status) == ("works", "", 200)
    assert ModelLogEntry.objects.get(action="watch.check_again").user.username == "a-editors"
    press(editor, "check_again", address)
    assert len(server.seen) == 1  # not twice within a minute


def test_check_again_never_leads_inside(editor, serve, settings):
    server = serve({"/a": 200})
    settings.WATCH_PORTS = [server.port]
    address = shown(server.url("/a", "127.0.0.1"))
    press(editor, "check_again", address)
    address.refresh_from_db()
    assert (address.state, address.problem) == ("unsure", "forbidden")
    assert server.seen == []


def test_without_a_network_check_again_says_so_and_notes_nothing(editor, addresses, serve, settings):
    server = serve({})
    server.end()
    settings.WATCH_CONTROLS = [server.url("/", "127.0.0.1")]
    before = WatchedAddress.objects.get(pk=addresses["dead"].pk).checked_at
    press(editor, "check_again", addresses["dead"])
    assert WatchedAddress.objects.get(pk=addresses["dead"].pk).checked_at == before


# Who may


@pytest.fixture
def guest(client):
    """Somebody who enters the admin and edits no pages."""
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return member_of("Guests", client)


def test_who_edits_no_pages_sees_nothing_and_changes_nothing(guest, addresses):
    assert guest.get(URL).status_code == 302
    for name in ["check_again", "fine"]:
        assert press(guest, name, addresses["shut"], problem="blocks").status_code == 302
    unchanged(addresses)


def test_strangers_and_anonymous_visitors_change_nothing(client, addresses):
    client.force_login(make.user("stranger"))
    for one in [client, Client()]:
        assert one.get(URL).status_code == 302
        for name in ["check_again", "fine"]:
            assert press(one, name, addresses["shut"], problem="blocks").status_code == 302
    unchanged(addresses)


def test_who_edits_a_part_of_the_pages_sees_and_changes_only_theirs(client, addresses):
    post = make.post(body_sq=make.body('<a href="https://theirs.example/">a</a>'), body_en=[])
    WatchedAddress.objects.gather()
    WatchedAddress.objects.filter(host="theirs.example").update(state="broken", problem="gone")
    group = Group.objects.create(name="Part")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(codename="change_basepage", content_type__app_label="pages")
    GroupPagePermission.objects.create(group=group, page=post.get_parent(), permission=permission)
    member_of("Part", client)
    assert set(rows(client)) == {"https://theirs.example/"}
    assert press(client, "fine", addresses["shut"], problem="blocks").status_code == 404
    assert press(client, "check_again", addresses["shut"]).status_code == 404
    unchanged(addresses)
    assert press(client, "fine", WatchedAddress.objects.get(host="theirs.example"), problem="gone").status_code == 302
    assert rows(client) == {}


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_editors_and_moderators_may_use_both(client, addresses, group, settings):
    settings.WATCH_PORTS = []  # so that nothing is asked
    member_of(group, client)
    assert client.get(URL).status_code == 200
    press(client, "fine", addresses["shut"], problem="blocks")
    press(client, "check_again", addresses["dead"])
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) >= {"watch.fine", "watch.check_again"}


@pytest.mark.parametrize("name", ["check_again", "fine"])
def test_a_link_alone_does_nothing(editor, addresses, name):
    assert editor.get(reverse(f"watch:{name}", args=[addresses["shut"].pk])).status_code == 405
    strict = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    strict.cookies = editor.cookies
    assert press(strict, name, addresses["shut"], problem="blocks").status_code == 403
    unchanged(addresses)


def unchanged(addresses):
    assert not WatchedAddress.objects.exclude(looked_at=None).exists()
    for address in addresses.values():
        assert WatchedAddress.objects.get(pk=address.pk).checked_at == address.checked_at


# Settings for tests alone


@pytest.mark.parametrize(
    ("name", "value", "id"), [("WATCH_NETWORKS", ["10.0.0.0/8"], "watch.E001"), ("WATCH_PORTS", [80, 22], "watch.E002")]
)
def test_the_deployment_check_finds_what_is_for_tests_alone(settings, name, value, id):
    def found():
        return {error.id for error in run_checks(include_deployment_checks=True, tags=["security"])}

    assert id not in found()
    setattr(settings, name, value)
    assert id in found()
