"""What followers of a company learn: a channel that really changed, once, in words, and nothing that is not public."""

import json
from copy import deepcopy
from datetime import date, time, timedelta
from importlib import import_module

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from help.models import ChannelChange, ChannelStatus, GuidePage, HowToPage, OpeningSlot, Step
from portal.pages.languages import codes, url_in
from portal.pages.models import HomePage
from tests import admin_forms, make

pytestmark = pytest.mark.django_db
FEED = {"sq": "/sq/kompani/tiktok/feed/", "en": "/en/companies/tiktok/feed/"}
FORMATS = ["", "rss/", "json/"]


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    return make.channel(make.guide())


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


def reloaded(channel):
    return HowToPage.objects.get(pk=channel.pk)


def publish(channel, **values):
    """Edit a channel as the editor's form does: a revision that is published."""
    page = reloaded(channel)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def set_state(channel, **values):
    status = ChannelStatus.objects.get(channel=channel)
    for name, value in values.items():
        setattr(status, name, value)
    status.save()


def noted(channel):
    """What has been noted since the channel was added, oldest first."""
    return [change.what for change in ChannelChange.objects.filter(channel=channel).order_by("pk")][1:]


def entries(client, code="en", form=""):
    response = client.get(FEED[code] + form)
    assert response.status_code == 200
    if form == "json/":
        items = json.loads(response.content)["items"]
        return [(item["id"], item["url"], item["title"], item["summary"], item["content_html"]) for item in items]
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return [(one.id, one.link, one.title, one.summary, one.content[-1].value) for one in feed.entries]


def sentences(client, code="en"):
    return [summary for _id, _link, _title, summary, _content in entries(client, code)]


# What is a change


def test_channel_is_added_when_it_is_first_published(client):
    draft = make.channel(make.guide(), live=False)
    draft.save_revision()
    assert not ChannelChange.objects.exists()
    reloaded(draft).get_latest_revision().publish()
    change = ChannelChange.objects.get()
    assert (change.what, change.before) == ("added", {})
    assert change.happened_at == reloaded(draft).first_published_at
    assert sentences(client) == ["This channel is new: Web form, https://www.example.com/form."]


def test_new_address_is_told_with_the_old_one(client, channel):
    publish(channel, address="https://www.example.com/new-form")
    assert noted(channel) == ["address"]
    change = ChannelChange.objects.first()
    kept = (change.before["address"], change.facts["address"])
    assert kept == ("https://www.example.com/form", "https://www.example.com/new-form")
    told = "The address was https://www.example.com/form and is now https://www.example.com/new-form."
    assert sentences(client)[0] == told
    content = BeautifulSoup(entries(client)[0][4], "html.parser")
    assert content.find("a", href="https://www.example.com/new-form")
    assert content.find("a", href=f"http://localhost{url_in(channel, 'en')}")


def test_address_given_and_taken_away(client, channel):
    publish(channel, address="")
    assert sentences(client)[0] == "The address was https://www.example.com/form and is now not given."
    publish(channel, address="https://www.example.com/form")
    assert noted(channel) == ["address", "address"]


def test_new_hours_are_told_in_words(client, channel):
    publish(
        channel,
        timezone="Europe/Tirane",
        opening_slots=[OpeningSlot(days="weekdays", opens=time(8), closes=time(17))],
    )
    publish(channel, opening_slots=[OpeningSlot(days="daily", opens=time(9), closes=time(17))])
    assert noted(channel) == ["hours", "hours"]
    told = "The hours were Monday to Friday 08:00–17:00 (Tirana time) and are now Every day 09:00–17:00 (Tirana time)."
    assert sentences(client)[0] == told
    assert sentences(client)[1].startswith("The hours were not given and are now Monday to Friday")


def test_hours_are_told_in_the_order_of_the_week_and_over_midnight(client, channel):
    slots = [
        OpeningSlot(days="mon", opens=time(8), closes=time(17)),
        OpeningSlot(days="fri", opens=time(22), closes=time(2)),
    ]
    publish(channel, opening_slots=slots)
    told = "The hours were not given and are now Monday 08:00–17:00; Friday 22:00–02:00, until the next day."
    assert sentences(client)[0] == told


def test_another_zone_is_another_time(channel):
    slots = [{"days": "daily", "opens": time(8), "closes": time(17)}]
    publish(channel, timezone="Europe/Tirane", opening_slots=[OpeningSlot(**one) for one in slots])
    publish(channel, timezone="America/New_York", opening_slots=[OpeningSlot(**one) for one in slots])
    assert noted(channel) == ["hours", "hours"]


def test_same_hours_in_other_rows_are_no_change(channel):
    weekdays = [OpeningSlot(days=day, opens=time(8), closes=time(17)) for day in ["fri", "mon", "tue", "wed", "thu"]]
    one_row = [OpeningSlot(days="weekdays", opens=time(8), closes=time(17))]
    publish(channel, timezone="Europe/Tirane", opening_slots=one_row)
    publish(channel, opening_slots=weekdays)
    assert noted(channel) == ["hours"]


def test_hours_in_words(channel):
    publish(channel, hours_note_sq="Vetëm në mëngjes")
    publish(channel, hours_note_sq="vetem ne mengjes.")
    publish(channel, hours_note_en="Mornings only")
    assert noted(channel) == ["hours"]
    publish(channel, hours_note_sq="Vetëm pasdite")
    assert noted(channel) == ["hours", "hours"]


def test_kind_and_countries(client, channel):
    publish(channel, kind="in_app", countries=["XK", "AL"])
    publish(channel, countries=["AL", "XK"])
    assert noted(channel) == ["kind", "countries"]
    assert "The kind of contact was Web form and is now In the app." in sentences(client)
    assert "The countries were everywhere and are now Albania, Kosovo." in sentences(client)


def test_state_is_told_with_its_reason_and_replacement(client, channel):
    other = make.channel(channel.guide, "Tjetri", "The other")
    set_state(channel, state="changed", reason_sq="U rindërtua.", reason_en="It was rebuilt.")
    set_state(channel, state="retired", reason_sq="U mbyll.", reason_en="It was closed.", replacement=other)
    set_state(channel, state="works", reason_sq="", reason_en="", replacement=None)
    assert noted(channel) == ["changed", "retired", "works"]
    assert sentences(client)[:3] == [
        "This channel works again.",
        "This channel no longer works. It was closed.",
        "This channel has changed. It was rebuilt.",
    ]
    content = BeautifulSoup(entries(client)[1][4], "html.parser")
    assert content.find("a", href=f"http://localhost{url_in(other, 'en')}").text == "The other"
    other.unpublish()
    assert "The other" not in entries(client)[1][4]


def test_older_draft_that_moves_the_address_back_is_a_change(client, channel):
    draft = reloaded(channel).save_revision()
    publish(channel, address="https://www.example.com/new-form")
    draft.publish()
    assert noted(channel) == ["address", "address"]
    assert sentences(client)[0].endswith("is now https://www.example.com/form.")


def test_older_draft_brings_no_old_state_back(channel):
    draft = reloaded(channel).save_revision()
    set_state(channel, state="retired", reason_sq="U mbyll.")
    draft.publish()
    assert noted(channel) == ["retired"]


def test_two_facts_at_once_are_two_entries(client, channel):
    publish(channel, kind="email", address="help@example.com")
    assert noted(channel) == ["kind", "address"]
    told = "The address was https://www.example.com/form and is now help@example.com."
    assert told in sentences(client)


def test_edit_in_the_admin_is_noted(admin_client, channel):
    url = reverse("wagtailadmin_pages:edit", args=[channel.pk])
    form = admin_forms.channel(steps=[admin_forms.step("Hap.")], address="https://www.example.com/moved")
    draft = admin_client.post(url, form)
    assert draft.status_code == 302
    assert noted(channel) == []
    assert admin_client.post(url, form | {"action-publish": "1"}).status_code == 302
    assert noted(channel) == ["address"]


def test_scheduled_change_is_noted_when_it_comes_due(channel, time_machine):
    page = reloaded(channel)
    page.address, page.go_live_at = "https://www.example.com/later", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert noted(channel) == []
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1), tick=False)
    call_command("publish_scheduled")
    assert noted(channel) == ["address"]


# What is none


def test_verification_makes_no_entry_and_no_new_content(client, channel):
    bytes_before = client.get(FEED["en"]).content
    dates = changed(channel), changed(channel.guide)
    set_state(channel, verified_on=date(2026, 1, 2))
    set_state(channel, verified_on=date(2026, 2, 2))
    assert noted(channel) == []
    assert client.get(FEED["en"]).content == bytes_before
    assert (changed(channel), changed(channel.guide)) == dates


def test_verification_in_the_admin_makes_no_entry(admin_client, channel):
    url = reverse("channel_status:edit", args=[ChannelStatus.objects.get().pk])
    form = {"state": "works", "reason_sq": "", "reason_en": "", "replacement": "", "verified_on": "2026-01-02"}
    assert admin_client.post(url, form).status_code == 302
    assert str(ChannelStatus.objects.get().verified_on) == "2026-01-02"
    assert noted(channel) == []


def test_text_is_no_fact(channel):
    publish(channel, title_sq="Formular i ri", introduction_sq="<p>Hyrje pa gabim.</p>", notes_en="<p>Note.</p>")
    publish(channel, steps=[Step(instruction_sq="<p>Hap.</p>", instruction_en="<p>Open.</p>")])
    publish(channel, short_name_sq="Formular", slug_sq="formular-i-ri")
    assert noted(channel) == []


def test_saving_again_is_no_change(channel):
    publish(channel)
    reloaded(channel).save()
    set_state(channel)
    assert noted(channel) == []


def test_mended_reason_is_no_second_entry(channel):
    set_state(channel, state="retired", reason_sq="U mbyl.")
    set_state(channel, reason_sq="U mbyll.")
    assert noted(channel) == ["retired"]


def test_draft_is_no_change(channel):
    page = reloaded(channel)
    page.address = "https://www.example.com/draft"
    page.save_revision()
    assert noted(channel) == []


def test_unpublished_and_published_again_is_no_news(channel):
    reloaded(channel).unpublish()
    publish(channel)
    assert noted(channel) == []


# What readers get


def test_nothing_is_told_of_what_is_not_public(client):
    guide = make.guide()
    public = make.channel(guide, "Publik", "Public")
    make.channel(guide, "Draft", "Draft", live=False).save_revision()
    make.private(make.channel(guide, "Privat", "Private"))
    gone = make.channel(guide, "Hequr", "Removed")
    reloaded(gone).unpublish()
    hidden = make.guide("Fshehur", "Hidden")
    make.channel(hidden, "Nën draft", "Under a draft")
    GuidePage.objects.get(pk=hidden.pk).unpublish()
    for form in FORMATS:
        assert [entry[2] for entry in entries(client, "en", form)] == [
            "Removed: no longer listed",
            "Public: new channel",
        ], form
    make.private(guide)
    assert [entry[2] for entry in entries(client)] == ["Removed: no longer listed"]
    assert ChannelChange.objects.filter(channel=public).exists()


@pytest.mark.parametrize("act", [lambda page: page.unpublish(), lambda page: page.delete()])
@pytest.mark.parametrize("form", FORMATS)
def test_withdrawn_channel_leaves_its_name_and_no_address(client, channel, act, form):
    act(reloaded(channel))
    ((_id, link, title, summary, content),) = entries(client, "en", form)
    assert (link, title) == ("http://localhost/en/companies/tiktok/", "The form: no longer listed")
    assert summary == "This channel is no longer listed."
    assert "href" not in content
    assert "example.com" not in client.get(FEED["en"] + form).content.decode()
    assert entries(client, "sq", form)[0][2].startswith("Formulari: ")


def test_channel_that_is_back_is_no_longer_called_removed(client, channel):
    reloaded(channel).unpublish()
    publish(channel)
    assert [entry[2] for entry in entries(client)] == ["The form: new channel"]
    reloaded(channel).unpublish()
    reloaded(channel).delete()
    assert [entry[2] for entry in entries(client)] == ["The form: no longer listed"]


def test_what_was_never_public_is_withdrawn_in_silence(client):
    guide = make.guide()
    make.channel(guide, live=False).delete()
    secret = make.private(make.channel(guide, "Privat", "Private"))
    reloaded(secret).unpublish()
    reloaded(secret).delete()
    hidden = make.guide("Fshehur", "Hidden")
    below = make.channel(hidden, "Nën draft", "Under a draft")
    GuidePage.objects.get(pk=hidden.pk).unpublish()
    reloaded(below).unpublish()
    assert entries(client) == []


def test_only_the_companys_own_channels(client, channel):
    make.channel(make.guide("Apple", "Contact Apple", company=make.company("Apple")), "Telefoni", "Phone them")
    assert [entry[2] for entry in entries(client)] == ["The form: new channel"]


def test_each_site_tells_of_its_own_channels_alone(client, channel, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    home = make.home().get_parent().add_child(instance=HomePage(title_sq="Tjetra", title_en="Other", slug="other"))
    Site.objects.create(hostname="other.example", port=443, root_page=home)
    other = {"host": "other.example"}
    assert len(entries(client)) == 1
    assert feedparser.parse(client.get(FEED["en"], headers=other).content).entries == []
    assert client.get("/api/v1/companies/tiktok.json", headers=other).json()["guides"] == []
    assert len(client.get("/api/v1/companies/tiktok.json").json()["guides"]) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_entry_leads_to_the_channel_in_its_language_and_keeps_its_id(client, channel, form):
    make.channel(channel.guide, "Vetëm shqip", "", introduction_en="")
    before = {code: entries(client, code, form) for code in codes()}
    assert [entry[1] for entry in before["en"]] == [f"http://localhost{url_in(channel, 'en')}"]
    assert len(before["sq"]) == 2
    everything = [entry[0] for code in codes() for entry in before[code]]
    assert len(set(everything)) == 3
    assert all(one.startswith("urn:uuid:") for one in everything)
    publish(channel, slug_sq="adrese-e-re", slug_en="new-address")
    after = {code: entries(client, code, form) for code in codes()}
    assert [entry[0] for entry in after["en"]] == [entry[0] for entry in before["en"]]
    assert after["en"][0][1].endswith("/new-address/")


def test_hostile_reason_is_only_text(client, channel):
    set_state(channel, state="retired", reason_en="<script>alert(1)</script> ]]> 👽 \x08")
    _id, _link, _title, summary, content = entries(client)[0]
    assert "<script" not in summary + content
    assert "alert(1)" in BeautifulSoup(content, "html.parser").text


@pytest.mark.parametrize("form", FORMATS)
def test_queries_do_not_grow_with_the_changes(client, form):
    guide = make.guide()
    counts = []
    for size in [2, 6]:
        for number in range(size):
            page = make.channel(guide, f"Kanali {size} {number}", f"Channel {size} {number}")
            set_state(page, state="retired", reason_sq="U mbyll.", replacement=HowToPage.objects.first())
        client.get(FEED["en"] + form)
        with CaptureQueriesContext(connection) as captured:
            client.get(FEED["en"] + form)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6


# What is new content of a guide


def changed(page):
    """`{language: moment}` of the last change of content, as readers are told it."""
    return {version.language: version.changed_at for version in page.content_versions.all()}


@pytest.fixture
def later(channel, time_machine):
    """A moment after everything was made; all that changes then is dated to it."""
    moment = timezone.now().replace(microsecond=0) + timedelta(days=1)
    time_machine.move_to(moment, tick=False)
    return moment


def test_state_is_new_content_of_channel_and_guide_in_the_languages_that_show_it(channel, later):
    set_state(channel, state="changed", reason_sq="Ndryshoi.")
    assert set(changed(channel).values()) == set(changed(channel.guide).values()) == {later}


def test_reason_in_one_language_is_new_in_that_language_alone(channel, later, time_machine):
    set_state(channel, state="changed", reason_sq="Ndryshoi.", reason_en="It changed.")
    time_machine.move_to(later + timedelta(days=1), tick=False)
    set_state(channel, reason_en="It has changed.")
    assert changed(channel.guide) == {"sq": later, "en": later + timedelta(days=1)}


def test_text_of_a_channel_is_new_content_of_its_guide_in_that_language(channel, later):
    publish(channel, notes_en="<p>A note.</p>", notes_sq="<p>Shënim.</p>")
    assert changed(channel.guide)["sq"] == later
    guide = GuidePage.objects.get()
    assert guide.changed_at("en") == later


@pytest.mark.parametrize(
    "act",
    [
        lambda channel: channel.unpublish(),
        lambda channel: channel.delete(),
        lambda channel: make.channel(channel.guide, "I ri", "New"),
        lambda channel: channel.move(channel.get_prev_sibling(), "left"),
    ],
    ids=["unpublished", "deleted", "added", "reordered"],
)
def test_what_happens_to_a_channel_is_new_content_of_its_guide(channel, later, act):
    last = make.channel(channel.guide, "I fundit", "The last", live=False)
    HowToPage.objects.filter(pk=last.pk).update(live=True, is_visible=True)
    assert later not in changed(channel.guide).values()
    act(reloaded(last))
    assert set(changed(channel.guide).values()) == {later}


def test_channel_that_reappears_is_new_content_of_its_guide(channel, later, time_machine):
    reloaded(channel).unpublish()
    time_machine.move_to(later + timedelta(days=1), tick=False)
    publish(channel)
    assert set(changed(channel.guide).values()) == {later + timedelta(days=1)}


def test_draft_channel_is_no_content_of_its_guide(channel, later):
    draft = make.channel(channel.guide, "Draft", "Draft", live=False)
    draft.save_revision()
    set_state(draft, state="changed", reason_sq="Ndryshoi.")
    draft.move(reloaded(channel), "left")
    HowToPage.objects.get(pk=draft.pk).delete()
    assert later not in changed(channel.guide).values()


# Copies, aliases and what was there before


def test_alias_of_a_changed_channel_is_added_in_its_state(channel):
    set_state(channel, state="changed", reason_sq="Ndryshoi.", reason_en="It changed.")
    alias = reloaded(channel).create_alias(parent=make.guide("Tjetër", "Another"))
    alias = HowToPage.objects.get(pk=alias.pk)
    assert (alias.status.state, alias.status.reason_en) == ("changed", "It changed.")
    assert [change.what for change in alias.changes.all()] == ["added"]


def test_present_facts_are_noted_by_the_migration(channel):
    publish(
        channel,
        timezone="Europe/Tirane",
        opening_slots=[OpeningSlot(days="weekdays", opens=time(8), closes=time(17))],
        countries=["XK", "AL"],
    )
    set_state(channel, state="changed", reason_sq="Ndryshoi.")
    expected = ChannelChange.objects.first().facts
    make.channel(channel.guide, "Draft", "Draft", live=False)
    ChannelChange.objects.all().delete()
    migration = import_module("help.migrations.0004_facts_of_channels")
    for _twice in range(2):
        migration.note_facts(apps, None)
    change = ChannelChange.objects.get()
    assert (change.what, change.facts) == ("added", expected)
    assert change.happened_at == reloaded(channel).first_published_at
    publish(channel, address="https://www.example.com/new-form")
    assert noted(channel) == ["address"]
