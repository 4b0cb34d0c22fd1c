"""How long a verification holds, what readers and editors are told when it is over, and who may verify."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import PageLogEntry

from help.kinds import KINDS
from help.models import ChannelChange, ChannelStatus, Freshness, HowToPage
from portal.pages.days import today
from portal.pages.languages import url_in
from portal.pages.models import ContentVersion, User
from tests import make

pytestmark = pytest.mark.django_db
OVERDUE = "pill--overdue"


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    return make.channel(make.guide())


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


def person(*groups):
    user = User.objects.create_user("-".join(groups) or "nobody", password="a-long-password")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def verified(channel, days_ago):
    channel.status.verified_on = today() - timedelta(days=days_ago)
    channel.status.save()
    return channel


def verify(client, channel, **data):
    return client.post(reverse("channel_status:verify", args=[channel.status.pk]), data)


def status_of(channel):
    return ChannelStatus.objects.get(channel=channel.pk)


@pytest.mark.parametrize(("kind", "days"), [("x_message", 60), ("web_form", 90), ("postal", 365)])
def test_each_kind_has_its_interval(kind, days):
    channel = make.channel(make.guide(), kind=kind, address="")
    verified(channel, days)
    assert not status_of(channel).is_overdue
    verified(channel, days + 1)
    assert status_of(channel).is_overdue


def test_readers_see_the_sentence_on_the_day_after(client, channel):
    verified(channel, 0)
    with time_machine.travel(today() + timedelta(days=90)):
        assertNotContains(client.get(url_in(channel, "sq")), OVERDUE)
    with time_machine.travel(today() + timedelta(days=91)):
        for code in ["sq", "en"]:
            response = client.get(url_in(channel, code))
            assertContains(response, OVERDUE)
            assertContains(response, "aside--warning")
            assertContains(client.get(url_in(channel.guide, code)), "state-mark--overdue")


def test_overdue_channel_does_not_count_as_verified(channel):
    verified(channel, 91)
    assert channel.guide.channels.verification.count == 0
    assert channel.guide.channels.verification.words == "Asnjë kanal i verifikuar kohët e fundit"
    verified(channel, 90)
    del channel.guide.__dict__["channels"]
    assert channel.guide.channels.verification.count == 1


def test_retired_and_unverified_channels_are_not_called_overdue(client, channel):
    assertNotContains(client.get(url_in(channel, "sq")), OVERDUE)
    verified(channel, 500)
    ChannelStatus.objects.update(state="retired", reason_sq="U mbyll.")
    assertNotContains(client.get(url_in(channel, "sq")), OVERDUE)


# Intervals


def intervals(**other):
    return {f"days_{kind.key}": other.get(kind.key, kind.fresh_days) for kind in KINDS}


def save_intervals(client, **other):
    url = reverse("wagtailsettings:edit", args=["help", "freshness", Freshness.load().pk])
    return client.post(url, intervals(**other))


def test_editor_changes_an_interval_and_every_channel_of_the_kind_follows(client, channel):
    post = make.channel(channel.guide, "Posta", "Post", kind="postal", address="")
    verified(channel, 30), verified(post, 30)
    client.force_login(person("Editors"))
    assert save_intervals(client, web_form=20).status_code == 302
    assert [status_of(one).is_overdue for one in (channel, post)] == [True, False]
    assert Freshness.load().days == {"web_form": 20}


@pytest.mark.parametrize("days", ["0", "6", "1826", "", "abc"])
def test_impossible_interval_is_refused(admin_client, days):
    response = save_intervals(admin_client, web_form=days)
    assert "days_web_form" in response.context["form"].errors
    assert Freshness.load().days == {}


def test_another_kind_of_channel_has_another_due_date(channel):
    verified(channel, 70)
    assert not status_of(channel).is_overdue
    channel.kind, channel.address = "x_message", "@kanal"
    channel.save_revision().publish()
    assert status_of(channel).is_overdue


# Marking verified


@pytest.mark.parametrize(("groups", "may"), [((), False), (("Editors",), True), (("Moderators",), True)])
def test_who_may_verify(client, channel, groups, may):
    client.force_login(person(*groups))
    verify(client, channel)
    assert (status_of(channel).verified_on == today()) is may


def test_anonymous_readers_and_links_verify_nothing(client, admin_client, channel):
    assert "/login/" in verify(client, channel).url
    assert admin_client.get(reverse("channel_status:verify", args=[channel.status.pk])).status_code == 405
    assert status_of(channel).verified_on is None


def test_verification_is_kept_with_who_and_when(client, channel):
    user = person("Editors")
    client.force_login(user)
    verify(client, channel)
    assert (status_of(channel).verified_by, status_of(channel).due_on) == (user, today() + timedelta(days=90))
    entry = PageLogEntry.objects.get(action="help.verify")
    assert (entry.page.pk, entry.user) == (channel.pk, user)
    assertContains(client.get(reverse("wagtailadmin_pages:history", args=[channel.pk])), entry.message)


def test_retired_channel_is_not_verified(admin_client, channel):
    ChannelStatus.objects.update(state="retired", reason_sq="U mbyll.")
    response = verify(admin_client, channel)
    assert status_of(channel).verified_on is None
    assertContains(admin_client.get(response.url), "message", status_code=200)


def test_unknown_channel_is_not_found(admin_client):
    assert admin_client.post(reverse("channel_status:verify", args=[999])).status_code == 404


def test_verification_leads_back_but_never_to_another_site(admin_client, channel):
    assert verify(admin_client, channel, next="/sq/ndihme/").url == "/sq/ndihme/"
    assert verify(admin_client, channel, next="https://evil.example/").url == reverse("channel_status:index")


def test_verification_survives_the_publishing_of_an_older_draft(admin_client, channel):
    older = channel.save_revision()
    verify(admin_client, channel)
    older.publish()
    assert status_of(channel).verified_on == today()


def test_verification_is_no_new_content(admin_client, client, channel):
    def told():
        versions = list(ContentVersion.objects.order_by("pk").values_list("changed_at", flat=True))
        return versions, ChannelChange.objects.count(), client.get("/sitemap-sq.xml").content

    before, modified = told(), HowToPage.objects.get().last_published_at
    with time_machine.travel(today() + timedelta(days=10)):
        verify(admin_client, channel)
        assert told() == before
    assert HowToPage.objects.get().last_published_at == modified


def test_two_people_at_once_lose_neither_verification_nor_retirement(channel):
    mine, theirs = status_of(channel), status_of(channel)
    theirs.retire(person("Moderators"), {"reason_sq": "U mbyll."})
    mine.mark_verified(person("Editors"))
    assert (status_of(channel).state, status_of(channel).verified_on) == ("retired", today())


def test_to_verify_are_public_channels_in_use_that_are_past_due_or_new(channel):
    guide = channel.guide
    rows = {name: make.channel(guide, name, name) for name in ["fresh", "past", "retired", "draft"]}
    for name, days in [("fresh", 1), ("past", 100), ("retired", 100), ("draft", 100)]:
        verified(rows[name], days)
    rows["retired"].status.retire(None, {"reason_sq": "U mbyll."})
    rows["draft"].unpublish()
    found = ChannelStatus.objects.to_verify().values_list("channel__title_sq", flat=True)
    assert set(found) == {channel.title_sq, "past"}


def test_due_date_follows_a_date_typed_by_hand(admin_client, channel):
    form = {"state": "works", "reason_sq": "", "reason_en": "", "replacement": "", "verified_on": "2026-01-02"}
    admin_client.post(reverse("channel_status:edit", args=[channel.status.pk]), form)
    assert status_of(channel).due_on == date(2026, 4, 2)


# The bar on the public page


def userbar(client, page):
    client.get("/admin/")
    return client.get(url_in(page, "sq"))


def test_userbar_verifies_and_leads_to_the_facts(client, channel):
    client.force_login(person("Editors"))
    client.cookies["kanal-editor"] = "1"
    response = userbar(client, channel)
    edit = reverse("wagtailadmin_pages:edit", args=[channel.pk])
    assertContains(response, reverse("channel_status:verify", args=[channel.status.pk]))
    assertContains(response, f"{edit}#id_address")
    assertContains(response, "csrfmiddlewaretoken")
    assertContains(userbar(client, channel.guide), f"{edit}#id_address")


def test_userbar_offers_nothing_to_readers(client, channel):
    assertNotContains(client.get(url_in(channel, "sq")), "csrfmiddlewaretoken")
