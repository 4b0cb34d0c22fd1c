"""The report on readership: sums of days, by page and language, for those who edit pages."""

import csv
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from portal.pages.days import today
from portal.visits.models import DailyViews
from tests import make
from tests.pages.test_editing import member_of

pytestmark = pytest.mark.django_db

URL = "/admin/visits/report/"


def views(page, count, days_ago=0, language="sq"):
    DailyViews.objects.create(page_id=page.pk, language=language, day=today() - timedelta(days=days_ago), count=count)


@pytest.fixture
def pages(client):
    member_of("Editors", client)
    old, new = make.post("Postim i vjetër", "Old post"), make.post("=Postim i ri", "New post")
    for days_ago in [0, 6, 7, 27, 28, 89, 90]:
        views(old, 10, days_ago)
    views(new, 100)
    views(new, 1, language="en")
    return old, new


def sheet(client, **query):
    text = b"".join(client.get(URL, {"export": "csv"} | query).streaming_content).decode()
    return {row[0]: row[2:] for row in csv.reader(text.splitlines()[1:])}


def test_views_of_7_28_and_90_days_most_read_first(client, pages):
    assert sheet(client) == {"'=Postim i ri": ["101"] * 3, "Postim i vjetër": ["20", "40", "60"]}
    soup = BeautifulSoup(client.get(URL).content, "html.parser")
    assert [cell.text.strip() for cell in soup.find_all(class_="title-wrapper")] == ["=Postim i ri", "Postim i vjetër"]
    assert next(iter(sheet(client, ordering="days_90"))) == "Postim i vjetër"


def test_one_language_and_one_type(client, pages):
    assert sheet(client, language="en") == {"'=Postim i ri": ["1"] * 3}
    from django.contrib.contenttypes.models import ContentType

    from help.models import GuidePage

    assert sheet(client, page_type=ContentType.objects.get_for_model(GuidePage).pk) == {}


def test_only_those_who_edit_pages_see_it(pages, client):
    client.force_login(make.user("stranger"))
    assert client.get(URL).status_code == 302
    assert Client().get(URL).status_code == 302
