"""The report on translations: its sums are those of the texts, and it stays quick and safe."""

import csv
from copy import deepcopy
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from blog.models import BlogPage
from portal.pages.models import BasePage, PublishedText, StaleTranslation
from portal.pages.texts import other_codes, units_of
from tests import make
from tests.pages.test_editing import member_of
from tests.translating.forms import live_channel

pytestmark = pytest.mark.django_db

URL = "/admin/translating/report/"


@pytest.fixture(scope="module")
def pages_of_file(for_file):
    """A translated channel with a stale text, an article that is only Albanian, and a draft."""
    channel = live_channel()
    StaleTranslation.objects.create(page_id=channel.pk, language="en", unit="introduction", source_before="Para.")
    make.post("Vetëm shqip", "", body_sq=make.body("Pesë fjalë janë në tekst."))
    make.post("Ende draft", "Still a draft", live=False)
    return channel


@pytest.fixture
def pages(pages_of_file):
    return deepcopy(pages_of_file)


def sheet(client, **query):
    answer = client.get(URL, {"export": "csv"} | query)
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(text.splitlines()))
    names = ["title", "type", "language", "percent", "total", "translated", "untranslated", "stale", "texts"]
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows[1:]}


def counted(page, code):
    """The words of one page by its texts, one by one."""
    marks = set(StaleTranslation.objects.filter(page=page.pk, language=code).values_list("unit", flat=True))
    sums = dict.fromkeys(["total", "translated", "untranslated", "stale"], 0)
    for unit in units_of(type(page)):
        words = len(unit.text(page, settings.LANGUAGE_CODE).split())
        sums["total"] += words
        sums["translated" if unit.text(page, code) else "untranslated"] += words
        sums["stale"] += words if unit.name in marks else 0
    return sums


def test_sums_of_each_page_and_of_all_are_those_of_the_texts(admin_client, pages):
    live = [page.specific for page in BasePage.objects.live().filter(depth__gt=1)]
    expected = {page.get_admin_display_title(): counted(page, "en") for page in live}
    rows = sheet(admin_client)
    assert set(rows) == set(expected)
    for title, sums in expected.items():
        assert {name: int(rows[title][name]) for name in sums} == sums, title
    totals = admin_client.get(URL).context["totals"]
    for name in ["total", "translated", "untranslated", "stale"]:
        assert totals[name] == str(sum(sums[name] for sums in expected.values()))
    assert totals["stale"] == "1"
    assert totals["untranslated"] != "0"


def test_percent_is_of_words_that_are_translated_and_current(admin_client, pages):
    row = sheet(admin_client)["Formulari"]
    total, current = int(row["total"]), int(row["translated"]) - int(row["stale"])
    assert int(row["percent"]) == int(current * 100 / total)
    assert 0 < int(row["percent"]) < 100


def test_drafts_and_aliases_are_not_counted(admin_client, pages):
    pages.create_alias(parent=pages.get_parent(), update_slug="alias")
    rows = admin_client.get(URL).context["table"].data
    titles = [row.title for row in rows]
    assert "Ende draft" not in titles
    assert titles.count("Formulari") == 1


def test_stale_texts_are_named_with_their_day_and_linked_to_the_tab(admin_client, pages):
    soup = BeautifulSoup(admin_client.get(URL, {"only": "stale"}).content, "html.parser")
    edit = reverse("wagtailadmin_pages:edit", args=[pages.pk])
    link = soup.select_one(f'td.title a[href^="{edit}"]')
    assert link["href"].endswith("#tab-english")
    assert len(soup.select("#listing-results tbody tr")) == 1
    assert soup.select_one(".kanal-stale-list li").get_text(strip=True)
    StaleTranslation.objects.update(unit="steps.instruction")
    editor = BeautifulSoup(admin_client.get(edit).content, "html.parser")
    soup = BeautifulSoup(admin_client.get(URL, {"only": "stale"}).content, "html.parser")
    tab = soup.select_one(f'td.title a[href^="{edit}"]')["href"].rpartition("#")[2]
    assert editor.select_one(f"#{tab} [data-stale]")


def test_filters_by_language_type_and_state(admin_client, pages):
    article = ContentType.objects.get_for_model(BlogPage).pk
    assert set(sheet(admin_client, page_type=article)) == {"Vetëm shqip"}
    assert set(sheet(admin_client, only="stale")) == {"Formulari"}
    assert {"Formulari", "Vetëm shqip"} <= set(sheet(admin_client, only="open"))
    assert sheet(admin_client, language="en") == sheet(admin_client)
    assert admin_client.get(URL, {"language": "xx"}).status_code == 200


@pytest.mark.parametrize("column", ["percent", "total", "untranslated", "stale"])
def test_ordering_by_each_number(admin_client, pages, column):
    up = [int(row[column]) for row in sheet(admin_client, ordering=column).values()]
    down = [int(row[column]) for row in sheet(admin_client, ordering=f"-{column}").values()]
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)


def test_title_is_never_run_as_a_formula(admin_client):
    make.post('=HYPERLINK("http://x.example")', "@SUM(1)")
    assert '\'=HYPERLINK("http://x.example")' in sheet(admin_client)
    answer = admin_client.get(URL, {"export": "xlsx"})
    cells = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cell = next(cell for (cell,) in cells["A1:A9"] if cell.value and "HYPERLINK" in cell.value)
    assert cell.data_type == "s"


def test_report_asks_the_same_number_of_queries_for_more_pages_and_turns_its_pages(admin_client):
    make.post()
    admin_client.get(URL)
    few = queries(admin_client)
    for number in range(60):
        make.post(f"Titulli {number}", f"Title {number}")
    StaleTranslation.objects.bulk_create(
        StaleTranslation(page_id=page.pk, language="en", unit="title") for page in BlogPage.objects.all()
    )
    assert queries(admin_client) == few
    first, second = (len(admin_client.get(URL, {"p": number}).context["table"].data) for number in (1, 2))
    assert (first, second) == (50, 13)
    assert admin_client.get(URL, {"p": 99}).status_code == 200


def queries(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    return len(captured)


def test_pages_from_before_the_radar_are_counted(admin_client, pages):
    before = sheet(admin_client)
    PublishedText.objects.all().delete()
    assert sheet(admin_client) == before
    assert set(PublishedText.objects.values_list("language", flat=True)) == {"sq", *other_codes()}


def test_editors_see_the_report_and_only_pages_that_they_may_edit(client, pages, django_user_model):
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission

    assertContains(member_of("Editors", client).get(URL), "Formulari")
    group = Group.objects.create(name="Blog only")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(content_type__app_label="pages", codename="change_basepage")
    GroupPagePermission.objects.create(group=group, page=make.index(), permission=permission)
    member = member_of("Blog only", client)
    assertContains(member.get(URL), "Vetëm shqip")
    assertNotContains(member.get(URL), "Formulari")
    stranger = django_user_model.objects.create_user("stranger", password="a-long-password")
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    assert client.get(URL).status_code in {302, 403}


def test_menu_leads_to_the_report_in_both_admin_languages(admin_client):
    assertContains(admin_client.get("/admin/"), URL)


def test_copied_text_is_no_translation_but_a_name_is(admin_client):
    text = "Një tekst i gjatë që askush nuk e ka përkthyer ende."
    copied = make.post("TikTok", "TikTok", body_sq=make.body(text), body_en=make.body(text))
    row = sheet(admin_client)[copied.title_sq]
    assert int(row["untranslated"]) == len(text.split())
    assert int(row["translated"]) == 1


@pytest.mark.parametrize(("language", "shown"), [("sq", "1\u00a0201"), ("en", "1,201")])
def test_totals_are_written_as_the_admins_language_writes_numbers(admin_client, admin_user, language, shown):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = language
    profile.save()
    make.post("Një", "", body_sq=make.body("fjalë " * 1200))
    page_type = ContentType.objects.get_for_model(BlogPage).pk
    soup = BeautifulSoup(admin_client.get(URL, {"page_type": page_type}).content, "html.parser")
    assert shown in [total.text for total in soup.select(".kanal-totals dd")]
