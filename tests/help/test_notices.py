"""Notices: when and where readers see them, and how editors write and find them."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate

from help.models import Notice
from portal.pages.days import today
from portal.pages.languages import url_in
from portal.pages.models import ContentVersion
from portal.pages.signals import content_changed
from portal.pages.templatetags.pages_tags import icon
from tests import make
from tests.structured_data import node_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    guide = make.guide()
    make.channel(guide)
    return guide


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


@pytest.fixture
def pages(guide):
    """Every page that shows the company's notices, and what its machine-readable node is."""
    channel = guide.get_children().get().specific
    problem = make.problem(guide, channels=[channel])
    return {url_in(guide, "en"): "Article", url_in(channel, "en"): "Article", url_in(problem, "en"): "WebPage"}


def shown(client, url):
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    return [" ".join(notice.get_text(" ").split()) for notice in soup.find_all(class_="dated-notice")]


def test_notice_stands_on_every_page_about_the_company(client, pages):
    notice = make.notice(days_until=3)
    for url, kind in pages.items():
        (text,) = shown(client, url)
        assert text.startswith("TikTok is blocked. Albania")
        assert text.endswith(": example.com")
        (part,) = node_of(client, url, kind)["hasPart"]
        assert (part["text"], part["inLanguage"]) == ("TikTok is blocked.", "en")
        assert part["expires"] == notice.ends.isoformat()
        assert part["spatialCoverage"] == [{"@type": "Country", "name": "Albania"}]
        twin = client.get(f"{url}index.md").content.decode()
        assert "TikTok is blocked." in twin
        assert "[example.com](https://www.example.com/news)" in twin


def test_day_is_that_of_the_site_whatever_zone_an_editors_screens_are_in():
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False), timezone.override("Pacific/Kiritimati"):
        notice = make.notice(begins="2026-03-10")
        assert not notice.holds_on(today())
        assert list(Notice.objects.to_come()) == [notice]
        assert not Notice.objects.get().is_shown


def test_words_and_dates_are_those_of_the_readers_language(client, guide):
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False):
        make.notice(begins="2025-03-13", ends="2027-03-12", text_en="", countries=["AL", "XK"])
        soup = BeautifulSoup(client.get(url_in(guide, "sq")).content, "html.parser").find(class_="dated-notice")
        assert "deri më 12 mars 2027" in soup.text
        assert "Shqipëri, Kosovë" in soup.text
        soup = BeautifulSoup(client.get(url_in(guide, "en")).content, "html.parser").find(class_="dated-notice")
        assert "until 12 March 2027" in " ".join(soup.text.split())
        assert soup.p["lang"] == "sq"


def test_day_from_which_it_is_shown_is_nowhere_told_as_if_the_fact_began_on_it(client, pages):
    notice = make.notice()
    told = [
        f"{notice.begins:%Y-%m-%d}",
        date_format(notice.begins, "DATE_FORMAT"),
        f"{notice.begins.day} {notice.begins:%B %Y}",
    ]
    for url, kind in pages.items():
        text = shown(client, url)[0]
        quoted = next(
            line for line in client.get(f"{url}index.md").content.decode().splitlines() if "TikTok is" in line
        )
        part = str(node_of(client, url, kind)["hasPart"])
        assert not [day for day in told for place in (text, quoted, part) if day in place]
        assert not {"until", "expires"} & {*text.split(), *quoted.split(), *part.split("'")}


@pytest.mark.parametrize(("is_warning", "word"), [(True, "Warning"), (False, "Notice")])
def test_only_a_warning_alerts(client, pages, is_warning, word):
    make.notice(is_warning=is_warning)
    for url in pages:
        notice = BeautifulSoup(client.get(url).content, "html.parser").find(class_="dated-notice")
        assert notice["aria-label"] == word
        assert ("dated-notice--warning" in notice["class"]) == is_warning
        drawing = BeautifulSoup(icon("alert" if is_warning else "info"), "html.parser").svg
        assert notice.svg.decode_contents() == drawing.decode_contents()
        assert f"**{word} (Albania):**" in client.get(f"{url}index.md").content.decode()


def test_only_what_holds_today_is_in_the_page(client, guide):
    make.notice(0, 0, text_en="Today only")
    make.notice(1, text_en="From tomorrow")
    make.notice(-9, -1, text_en="Until yesterday")
    make.notice(company=make.company("Other"), text_en="Of another company")
    html = client.get(url_in(guide, "en")).content.decode()
    assert "Today only" in html
    for hidden in ["From tomorrow", "Until yesterday", "Of another company"]:
        assert hidden not in html


def test_days_are_those_of_tirana(client, guide):
    make.notice(begins="2026-03-14", ends="2026-03-14")
    url = url_in(guide, "en")
    for moment, count in {(13, 22, 59): 0, (13, 23, 1): 1, (14, 22, 59): 1, (14, 23, 1): 0}.items():
        with time_machine.travel(datetime(2026, 3, *moment, tzinfo=UTC), tick=False):
            assert len(shown(client, url)) == count, moment


def test_page_without_notices_asks_for_none(client, guide, django_assert_num_queries):
    url = url_in(guide, "en")
    client.get(url)
    with django_assert_num_queries(11) as captured:
        client.get(url)
    assert not [query for query in captured if query["sql"].startswith('SELECT "help_notice"')]
    make.notice()
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)


def changes(page):
    return set(ContentVersion.objects.filter(page=page).values_list("changed_at", flat=True))


def turned(moment):
    """The pages that were told to have changed by the minute's command at a moment."""
    told = []

    def listen(page, **_kwargs):
        told.append(page.pk)

    content_changed.connect(listen)
    with time_machine.travel(moment, tick=False):
        call_command("turn_notices", verbosity=0)
    content_changed.disconnect(listen)
    return told


def test_pages_change_once_when_a_notice_begins_and_once_when_it_ends(guide):
    channel = guide.get_children().get()
    make.notice(begins="2027-01-10", ends="2027-01-12")
    before = changes(guide)
    moments = [(10, 0), (10, 0), (12, 0), (13, 0), (13, 1)]
    told = [turned(datetime(2027, 1, day, 12, minute, tzinfo=UTC)) for day, minute in [(9, 0), *moments]]
    both = [guide.pk, channel.pk]
    assert told == [[], both, [], [], both, []]
    assert changes(guide) != before


def test_saving_what_holds_changes_the_pages_at_once(guide):
    before = changes(guide)
    notice = make.notice(5)
    assert changes(guide) == before
    notice.begins = localdate()
    notice.save()
    between = changes(guide)
    assert between != before
    assert turned(datetime.now(UTC)) == []
    notice.delete()
    assert changes(guide) != between


def test_private_guide_shows_no_notice(client, guide):
    make.notice()
    make.private(guide)
    assert client.get(url_in(guide, "en")).status_code == 404
    assert turned(datetime.now(UTC)) == []


# For editors


@pytest.fixture
def editor(client):
    user = make.user()
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def fields(**values):
    return {
        "company": make.company().pk,
        "text_sq": "TikTok-u është i bllokuar.",
        "text_en": "",
        "begins": "2025-03-13",
        "ends": "",
        "source_url": "https://www.example.com/news",
        "countries": ["AL"],
    } | values


def test_editor_writes_a_notice(editor, guide):
    assert editor.post(reverse("notices:add"), fields()).status_code == 302
    assert len(shown(editor, url_in(guide, "en"))) == 1
    notice = Notice.objects.get()
    assert not notice.is_warning
    assert editor.post(reverse("notices:edit", args=[notice.pk]), fields(ends="2025-03-14")).status_code == 302
    assert shown(editor, url_in(guide, "en")) == []


def test_incomplete_or_impossible_notice_is_refused(editor):
    bad = {
        "ends": "2025-03-12",
        "text_sq": "",
        "source_url": "",
        "begins": "soon",
        "countries": ["ZZ"],
        "company": "",
    }
    for name, value in [*bad.items(), ("source_url", "ftp://example.com/"), ("text_sq", "a" * 401)]:
        response = editor.post(reverse("notices:add"), fields(**{name: value}))
        assert name in response.context["form"].errors, name
    assert not Notice.objects.exists()


def test_editors_find_notices_that_are_over(editor):
    make.notice(-9, -1, text_sq="Kaloi")
    make.notice(text_sq="Tani")
    make.notice(9, text_sq="Më vonë")
    url = reverse("notices:index")
    for when, text in {"over": "Kaloi", "holding": "Tani", "to_come": "Më vonë"}.items():
        html = editor.get(url, {"when": when}).content.decode()
        assert [one for one in ["Kaloi", "Tani", "Më vonë"] if one in html] == [text]
