"""The editors' queue: what opens and closes work, who has it in hand, and what the admin's home shows."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import PageViewRestriction

from help.models import ChannelStatus
from portal.feedback.models import Report
from portal.pages.days import today
from portal.pages.models import StaleTranslation, User
from portal.queue.models import Item
from portal.queue.sources import Tile
from portal.search.models import DailySearches
from portal.visits.models import RecentViews
from portal.watch.models import WatchedAddress
from tests import make
from tests.admin_forms import fill

pytestmark = pytest.mark.django_db
LIST = "/admin/queue/"


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    return make.channel(make.guide("Mënyra prove", "Ways of a test"))


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


def person(client, group, name=""):
    user = User.objects.create_user(name or group, password="a-long-password")
    user.groups.set(Group.objects.filter(name=group))
    client.force_login(user)
    return user


def verified(channel, days_ago):
    channel.status.verified_on = today() - timedelta(days=days_ago)
    channel.status.save()
    return channel


def report(channel, answer="moved", days_ago=0, count=1):
    day = today() - timedelta(days=days_ago)
    for _number in range(count):
        Report.objects.create(page_id=channel.pk, answer=answer, day=day, language="sq")


def open_items(kind=None):
    Item.objects.refresh()
    items = Item.objects.open().order_by("pk")
    return list(items.filter(kind=kind) if kind else items)


def finish(client, item, note="E pashë."):
    return client.post(reverse("queue:finish", args=[item.pk]), {"note": note})


# What opens and closes work


def test_overdue_and_unverified_channels_are_work_until_they_are_verified(channel):
    other = verified(make.channel(channel.guide, "Tjetër", "Other"), 91)
    verified(make.channel(channel.guide, "Freskët", "Fresh"), 90)
    assert {item.page_id for item in open_items("verify")} == {channel.pk, other.pk}
    verified(other, 0)
    assert {item.page_id for item in open_items("verify")} == {channel.pk}
    closed = Item.objects.get(page=other.pk)
    assert (closed.done_at is not None, closed.done_by) == (True, None)


def test_drafts_private_and_retired_channels_are_no_work(channel):
    make.channel(make.guide("Tjetër", "Other")).get_parent().unpublish()
    private = make.channel(make.guide("Privat", "Private")).get_parent()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    retired = make.channel(channel.guide, "I vjetër", "Old")
    retired.status.retire(None, {"reason_sq": "U mbyll."})
    make.channel(channel.guide, "Draft", "Draft").unpublish()
    assert [item.page_id for item in open_items("verify")] == [channel.pk]


def test_three_readers_in_two_weeks_open_exactly_one_item(channel):
    report(channel, count=2)
    report(channel, days_ago=14)
    report(channel, "no_answer", count=5)
    assert open_items("reports") == []
    report(channel, days_ago=13)
    assert len(open_items("reports")) == 1
    report(channel, count=4)
    items = open_items("reports")
    assert [item.detail["count"] for item in items] == [7]


def test_done_reports_are_dealt_with_and_three_more_open_new_work(admin_client, channel):
    report(channel, count=3)
    finish(admin_client, open_items("reports")[0])
    assert not Report.objects.open().exists()
    report(channel, count=2)
    assert open_items("reports") == []
    report(channel)
    assert len(open_items("reports")) == 1


def test_stale_translations_are_work(channel):
    StaleTranslation.objects.create(page_id=channel.pk, language="en", unit="introduction")
    assert [item.detail for item in open_items("translations")] == [{"language": "en", "count": 1}]


def search(query, times, results=0, days_ago=0, language="sq"):
    day = today() - timedelta(days=days_ago)
    DailySearches.objects.create(query=query, language=language, day=day, count=times, results=results)


def test_searches_without_result_are_work_when_they_are_repeated(admin_client):
    search("netflix", 2), search("netflix", 1, days_ago=20)
    search("viber", 2), search("spotify", 9, days_ago=28), search("tiktok", 9, results=3)
    items = open_items("searches")
    assert [(item.subject, item.page, item.detail["times"]) for item in items] == [("sq:netflix", None, 3)]
    assertContains(admin_client.get(LIST), "netflix")
    finish(admin_client, items[0])
    search("netflix", 5, days_ago=1)
    assert open_items("searches") == []
    search("netflix", 1, language="en", results=2)
    assert open_items("searches") == []


def test_dead_address_is_work_until_it_works_or_somebody_has_looked(admin_client, channel):
    WatchedAddress.objects.gather()
    dead = WatchedAddress.objects.filter(url=channel.address)
    assert open_items("addresses") == []
    dead.update(state="broken", problem="gone")
    items = open_items("addresses")
    assert [(item.page_id, item.words.split(": ")[0]) for item in items] == [(channel.pk, channel.address)]
    assert items[0].url.endswith(f"/pages/{channel.pk}/edit/#id_address")
    finish(admin_client, items[0])
    assert not WatchedAddress.objects.needing_a_person().exists()
    dead.update(state="unsure", problem="certificate")
    assert len(open_items("addresses")) == 1
    dead.update(state="works", problem="")
    assert open_items("addresses") == []


def test_search_that_finds_something_is_no_work_any_longer():
    search("netflix", 5, days_ago=1)
    assert len(open_items("searches")) == 1
    search("netflix", 1, results=1)
    assert open_items("searches") == []


def test_work_that_is_done_stays_done_for_a_month_unless_something_new_speaks_for_it(admin_client, channel):
    verified(channel, 100)
    finish(admin_client, open_items("verify")[0])
    assert open_items("verify") == []
    with time_machine.travel(today() + timedelta(days=31)):
        assert len(open_items("verify")) == 1
    verified(channel, 200)
    assert len(open_items("verify")) == 1


def test_looking_again_makes_nothing_twice(channel):
    assert len(open_items()) == len(open_items()) == 1
    assert Item.objects.count() == 1


def test_work_goes_with_its_page(channel):
    open_items()
    channel.delete()
    assert not Item.objects.exists()


# Who has it in hand


def give(client, item, to):
    seen = Item.objects.get(pk=item.pk).assigned_to_id or ""
    return client.post(reverse("queue:give", args=[item.pk]), {"to": getattr(to, "pk", to), "seen": seen})


def test_work_is_given_to_those_who_may_do_it(client, channel):
    stranger = User.objects.create_user("stranger", password="a-long-password")
    moderator, editor = person(client, "Moderators"), person(client, "Editors")
    item = open_items()[0]
    give(client, item, moderator)
    assert Item.objects.get(pk=item.pk).assigned_to == moderator
    give(client, item, stranger)
    assert Item.objects.get(pk=item.pk).assigned_to == moderator
    give(client, item, "")
    assert Item.objects.get(pk=item.pk).assigned_to is None
    give(client, item, editor)
    response = client.get(LIST, {"whose": "mine"})
    assert [row.pk for row in response.context["object_list"]] == [item.pk]


def test_done_needs_a_note_and_is_kept_with_who(client, channel):
    user, item = person(client, "Editors"), open_items()[0]
    finish(client, item, note="  ")
    finish(client, item, note="a" * 501)
    assert Item.objects.get(pk=item.pk).done_at is None
    finish(client, item, note="Kompania s’përgjigjet.")
    done = Item.objects.get(pk=item.pk)
    assert (done.done_by, done.note) == (user, "Kompania s’përgjigjet.")
    assertContains(client.get(LIST, {"state": "done"}), "Kompania s’përgjigjet.")


def test_what_two_people_finish_is_finished_once(channel):
    item = open_items()[0]
    first, second = (User.objects.create_user(name) for name in ["first", "second"])
    same = Item.objects.get(pk=item.pk)
    assert [item.finish(first, "Njëri."), same.finish(second, "Tjetri.")] == [True, False]
    assert Item.objects.get(pk=item.pk).note == "Njëri."


@pytest.mark.parametrize("place", [LIST, "/admin/"])
def test_channel_is_verified_by_one_press_where_the_work_stands(channel, place):
    client = Client(enforce_csrf_checks=True)
    user = person(client, "Editors")
    (item,) = open_items("verify")
    sent = fill(client, place, reverse("queue:act", args=[item.pk]), {})
    assert sent.url.split("?")[0] == place
    channel.status.refresh_from_db()
    assert (channel.status.verified_on, channel.status.verified_by) == (today(), user)
    assert Item.objects.get(pk=item.pk).done_by == user
    assert open_items("verify") == []


def test_what_was_done_meanwhile_is_not_done_twice(client, channel):
    (item,) = open_items("verify")
    person(client, "Editors")
    channel.status.retire(None, {"reason_sq": "U mbyll."})
    answer = client.post(reverse("queue:act", args=[item.pk]), follow=True)
    assertContains(answer, "Ishte kryer tashmë.")
    assert open_items("verify") == []
    assertContains(client.post(reverse("queue:act", args=[item.pk]), follow=True), "Ishte kryer tashmë.")
    assert Item.objects.get(pk=item.pk).done_by is None
    report(channel, count=3)
    (item,) = open_items("reports")
    assert client.post(reverse("queue:act", args=[item.pk])).status_code == 404
    assert Item.objects.get(pk=item.pk).done_at is None


def test_row_says_of_which_company(admin_client, channel):
    open_items()
    row = BeautifulSoup(admin_client.get(LIST).content, "html.parser").select_one(".kanal-row-more")
    assert " ".join(row.text.split()).startswith("TikTok · ")


def test_work_that_somebody_has_taken_meanwhile_stays_theirs(client, channel):
    (item,) = open_items()
    first, second = User.objects.create_user("first"), person(client, "Editors", "second")
    Item.objects.update(assigned_to=first)
    url = reverse("queue:give", args=[item.pk])
    assertContains(client.post(url, {"to": second.pk, "seen": ""}, follow=True), "në duar të tjera (first)")
    assert Item.objects.get(pk=item.pk).assigned_to == first
    client.post(url, {"to": second.pk, "seen": first.pk})
    assert Item.objects.get(pk=item.pk).assigned_to == second


def test_work_is_taken_on_the_home(channel):
    client = Client(enforce_csrf_checks=True)
    user = person(client, "Editors")
    (item,) = open_items()
    fill(client, "/admin/", reverse("queue:give", args=[item.pk]), {"to": user.pk})
    assert Item.objects.get(pk=item.pk).assigned_to == user


@pytest.mark.parametrize("what", ["give", "finish", "act"])
def test_strangers_and_readers_change_nothing(client, channel, what):
    item = open_items()[0]
    url, data = reverse(f"queue:{what}", args=[item.pk]), {"note": "Gati.", "to": ""}
    assert "/login/" in client.post(url, data).url
    client.force_login(User.objects.create_user("stranger"))
    client.post(url, data)
    assert Item.objects.open().count() == 1
    person(client, "Editors")
    assert client.get(url).status_code == 405


# What is shown


def test_what_is_read_most_stands_first(admin_client, channel):
    other = make.channel(channel.guide, "I lexuar", "Read")
    RecentViews.objects.create(page_id=other.pk, count=50)
    rows = admin_client.get(LIST).context["object_list"]
    assert [(row.page_id, row.views) for row in rows] == [(other.pk, 50), (channel.pk, 0)]


def test_home_has_four_counts_and_the_work_worth_most(client, channel):
    report(channel, count=3)
    person(client, "Editors")
    response = client.get("/admin/")
    for tile, count in [(Tile.VERIFY, 1), (Tile.REPORTS, 1), (Tile.ADDRESSES, 0), (Tile.TEXTS, 0)]:
        assertContains(response, f'tile={tile.value}"><strong>{count}</strong>')
    assertContains(response, channel.title_sq)


def test_home_shows_no_queue_to_who_may_not_work_on_it(client, channel):
    user = User.objects.create_user("visitor")
    user.groups.add(Group.objects.create(name="Visitors"))
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assertNotContains(client.get("/admin/"), LIST)
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize(("query", "kinds"), [({}, {"verify", "reports"}), ({"tile": "reports"}, {"reports"})])
def test_filters(admin_client, channel, query, kinds):
    report(channel, count=3)
    assert {row.kind for row in admin_client.get(LIST, query).context["object_list"]} == kinds


def test_screens_look_for_work_once_a_minute(admin_client, channel, django_assert_max_num_queries):
    admin_client.get(LIST)
    make.channel(channel.guide, "E re", "New")
    assert len(admin_client.get(LIST).context["object_list"]) == 1
    cache.delete("queue.fresh")
    assert len(admin_client.get(LIST).context["object_list"]) == 2


def test_queries_do_not_grow_with_the_work(admin_client, channel, django_assert_max_num_queries):
    admin_client.get(LIST)
    with django_assert_max_num_queries(60) as few:
        admin_client.get(LIST)
    for number in range(5):
        make.channel(channel.guide, f"Kanali {number}", f"Channel {number}")
    Item.objects.refresh()
    with django_assert_max_num_queries(len(few)):
        admin_client.get(LIST)


def test_export_keeps_formulas_as_text(admin_client, channel):
    channel.title_sq = "=1+1"
    channel.save_revision().publish()
    sheet = admin_client.get(LIST, {"export": "csv"})
    assert "'=1+1" in b"".join(sheet.streaming_content).decode()


def test_old_work_is_forgotten(channel):
    open_items()
    ChannelStatus.objects.update(state="retired")
    Item.objects.refresh()
    assert Item.objects.forget_old() == 0
    with time_machine.travel(today() + timedelta(days=366)):
        assert Item.objects.forget_old() == 1


def test_each_form_of_a_row_is_taken_as_it_was_sent(channel):
    client = Client(enforce_csrf_checks=True)
    user = person(client, "Editors")
    (item,) = open_items()
    assert fill(client, LIST, reverse("queue:give", args=[item.pk]), {"to": user.pk}).status_code == 302
    assert Item.objects.get(pk=item.pk).assigned_to == user
    assert fill(client, LIST, reverse("queue:finish", args=[item.pk]), {"note": "E pashë."}).status_code == 302
    assert Item.objects.get(pk=item.pk).done_by == user
