"""The list of channels: what it shows, filters and exports, and mending from it."""

import io
from copy import deepcopy
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import PageLogEntry

from help.models import ChannelStatus, HowToPage
from portal.feedback.models import Report
from portal.pages.days import today
from portal.pages.languages import url_in
from portal.pages.models import User
from tests import make
from tests.admin_forms import fill

pytestmark = pytest.mark.django_db
LIST = "/admin/channels/"
OLD, NEW = "https://www.example.com/form", "https://www.example.com/new-form"


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    return make.guide()


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


@pytest.fixture
def channel(guide):
    return make.channel(guide)


def sign_in(client, group):
    user = User.objects.create_user(group, password="a-long-password")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def names(client, **query):
    return [row.channel.title_sq for row in client.get(LIST, query).context["object_list"]]


def send(client, what, channel, **data):
    return client.post(reverse(f"channel_status:{what}", args=[channel.status.pk]), data)


def live(channel):
    return HowToPage.objects.get(pk=channel.pk)


def draft(channel):
    return live(channel).get_latest_revision_as_object()


def verified(channel, days_ago):
    channel.status.verified_on = today() - timedelta(days=days_ago)
    channel.status.save()


# What it shows


def test_what_has_to_be_verified_first_stands_first(admin_client, guide):
    for name, days in [("Më vonë", 10), ("E kaluar", 100), ("Së shpejti", 80)]:
        verified(make.channel(guide, name, name), days)
    make.channel(guide, "Kurrë", "Never")
    assert names(admin_client) == ["Kurrë", "E kaluar", "Së shpejti", "Më vonë"]
    assert names(admin_client, ordering="-due_on") == ["Më vonë", "Së shpejti", "E kaluar", "Kurrë"]


def test_filters_and_search(admin_client, guide):
    verified(make.channel(guide, "Formular", "Form"), 1)
    post = make.channel(guide, "Letër", "Letter", kind="postal", address="Rruga 1, Tiranë")
    other = make.guide("Apple", "Apple", company=make.company("Apple"))
    make.channel(other, "Telefon", "Phone", kind="phone", address="+35542222222")
    post.status.retire(None, {"reason_sq": "U mbyll."})
    assert names(admin_client, kind="postal") == ["Letër"]
    assert names(admin_client, company=other.company_id) == ["Telefon"]
    assert names(admin_client, state="retired") == ["Letër"]
    assert names(admin_client, when="due") == ["Telefon"]
    assert names(admin_client, when="fresh") == ["Formular"]
    assert names(admin_client, q="Letter") == ["Letër"]
    assert names(admin_client, q="rruga 1") == ["Letër"]
    assert names(admin_client, q="LETER") == names(admin_client, q="letër") == ["Letër"]
    make.channel(guide, "Zyra në Zürich", "Office in Zürich")
    assert names(admin_client, q="zurich") == names(admin_client, q="ZÜRICH") == ["Zyra në Zürich"]
    assert names(admin_client, q="(letër") == names(admin_client, q="l.tër") == []


def test_guide_is_called_as_in_the_admin_s_language(admin_client, guide):
    make.channel(guide, "Formular", "Form")
    make.channel(make.guide("Vetëm shqip", ""), "Tjetër", "Other")
    with override("en"):
        assert {row.guide for row in ChannelStatus.objects.for_list()} == {guide.title_en, "Vetëm shqip"}
    assert guide.title_sq in {row.guide for row in ChannelStatus.objects.for_list()}


def test_open_reports_are_counted(admin_client, channel):
    for answer, state in [("moved", "open"), ("wrong_step", "open"), ("moved", "done"), ("worked", "open")]:
        Report.objects.create(page_id=channel.pk, answer=answer, state=state, day=today(), language="sq")
    assert [row.reports for row in admin_client.get(LIST).context["object_list"]] == [2]


def test_queries_do_not_grow_with_the_channels(admin_client, guide, django_assert_max_num_queries):
    make.channel(guide)
    admin_client.get(LIST)
    with django_assert_max_num_queries(60) as few:
        admin_client.get(LIST)
    for number in range(6):
        make.channel(guide, f"Kanali {number}", f"Channel {number}")
    with django_assert_max_num_queries(len(few)):
        admin_client.get(LIST)


@pytest.mark.parametrize(("group", "may"), [("Editors", True), ("Moderators", True), (None, False)])
def test_who_sees_the_list(client, channel, group, may):
    if group:
        sign_in(client, group)
    response = client.get(LIST)
    assert (response.status_code == 200) is may
    if may:
        assertContains(response, channel.title_sq)
        retire = reverse("channel_status:retire", args=[channel.status.pk])
        (assertContains if group == "Moderators" else assertNotContains)(response, retire)


def test_names_are_no_formulas_in_a_spreadsheet(admin_client, guide):
    make.channel(guide, "=HYPERLINK(1)", "=1+1", address=OLD)
    sheet = admin_client.get(LIST, {"export": "csv"})
    text = b"".join(sheet.streaming_content).decode()
    assert ",=" not in text
    assert "\n=" not in text
    assert "'=HYPERLINK(1)" in text
    assert OLD in text
    book = admin_client.get(LIST, {"export": "xlsx"})
    rows = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    cell = next(row for row in rows.iter_rows(min_row=2))[0]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


# Correcting


def test_correction_is_public_at_once_and_keeps_the_draft_that_waits(admin_client, channel):
    channel.introduction_sq = "<p>Hyrje e re.</p>"
    channel.save_revision()
    send(admin_client, "correct", channel, address=NEW, source_url=channel.source_url)
    assert (live(channel).address, live(channel).introduction_sq) == (NEW, "<p>Hyrje.</p>")
    assert (draft(channel).address, draft(channel).introduction_sq) == (NEW, "<p>Hyrje e re.</p>")
    assert live(channel).has_unpublished_changes
    draft(channel).get_latest_revision().publish()
    assert live(channel).address == NEW
    assertContains(admin_client.get(url_in(channel, "en")), NEW)


def test_channel_without_a_draft_has_none_afterwards(admin_client, channel):
    send(admin_client, "correct", channel, address=NEW, source_url=channel.source_url)
    assert not live(channel).has_unpublished_changes
    assert PageLogEntry.objects.filter(page=channel.pk, action="wagtail.publish").exists()


def test_scheduled_draft_stays_scheduled_and_is_corrected(admin_client, channel):
    channel.save_revision().publish()
    moment, channel = timezone.now() + timedelta(days=2), live(channel)
    channel.introduction_sq, channel.go_live_at = "<p>Nga e hëna.</p>", moment
    channel.save_revision().publish()
    send(admin_client, "correct", channel, address=NEW, source_url=channel.source_url)
    scheduled = live(channel).scheduled_revision
    assert scheduled.approved_go_live_at == moment
    assert scheduled.as_object().address == NEW
    assert scheduled.as_object().introduction_sq == "<p>Nga e hëna.</p>"
    assert (live(channel).address, live(channel).introduction_sq) == (NEW, "<p>Hyrje.</p>")


def test_editor_submits_a_correction_and_a_moderator_publishes_it(client, channel):
    sign_in(client, "Editors")
    send(client, "correct", channel, address=NEW, source_url=channel.source_url)
    assert (live(channel).address, draft(channel).address) == (OLD, NEW)
    state = live(channel).current_workflow_state
    assert state.status == state.STATUS_IN_PROGRESS
    state.current_task_state.approve(user=sign_in(client, "Moderators"))
    assert live(channel).address == NEW


def test_draft_that_waits_for_a_moderator_goes_on_waiting(client, admin_client, channel):
    editor = sign_in(client, "Editors")
    channel.introduction_sq = "<p>Hyrje e re.</p>"
    channel.save_revision(user=editor)
    channel.get_workflow().start(channel, editor)
    send(admin_client, "correct", channel, address=NEW, source_url=channel.source_url)
    state = live(channel).current_workflow_state
    assert (state.status, state.requested_by) == (state.STATUS_IN_PROGRESS, editor)
    state.current_task_state.approve(user=sign_in(client, "Moderators"))
    assert (live(channel).address, live(channel).introduction_sq) == (NEW, "<p>Hyrje e re.</p>")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "javascript:alert(1)"),
        ("address", "not an address"),
        ("source_url", "javascript:alert(1)"),
        ("source_url", ""),
        ("source_url", "ftp://example.com/"),
        ("address", "https://example.com/" + "a" * 600),
    ],
)
def test_bad_fact_is_refused_beside_its_field(admin_client, channel, field, value):
    response = send(
        admin_client, "correct", channel, **{"address": OLD, "source_url": channel.source_url, field: value}
    )
    assert field in response.context["form"].errors
    assertContains(response, response.context["form"].errors[field][0], html=False)
    assert (live(channel).address, live(channel).source_url) == (OLD, channel.source_url)


def test_nothing_is_stored_where_nothing_was_changed(admin_client, channel):
    before = live(channel).latest_revision_id
    send(admin_client, "correct", channel, address=OLD, source_url=channel.source_url)
    assert live(channel).latest_revision_id == before


@pytest.mark.parametrize("what", ["correct", "retire"])
def test_readers_mend_nothing(client, channel, what):
    response = send(client, what, channel, address=NEW, source_url=OLD, reason_sq="Pse jo.")
    assert "/login/" in response.url
    assert (live(channel).address, live(channel).is_retired) == (OLD, False)


# Retiring


def test_only_a_moderator_retires_and_says_why(client, channel):
    sign_in(client, "Editors")
    send(client, "retire", channel, reason_sq="U mbyll.")
    assert not live(channel).is_retired
    sign_in(client, "Moderators")
    assert "reason_sq" in send(client, "retire", channel, reason_sq=" ").context["form"].errors
    send(client, "retire", channel, reason_sq="U mbyll.", reason_en="It closed.")
    assertContains(client.get(url_in(channel, "en")), "It closed.")
    assert PageLogEntry.objects.get(action="help.retire").page.pk == channel.pk


def bulk_url(*channels):
    url = reverse("wagtail_bulk_action", args=["help", "channelstatus", "retire"])
    query = "&".join(f"id={one.status.pk}" for one in channels)
    return f"{url}?next={LIST}&{query}"


def bulk(client, *channels, **data):
    return client.post(bulk_url(*channels), data)


def test_many_are_retired_for_one_reason(client, guide):
    first, second, third = (make.channel(guide, name, name) for name in ["Një", "Dy", "Tre"])
    first.status.retire(None, {"reason_sq": "Më parë."})
    sign_in(client, "Moderators")
    assert "reason_sq" in bulk(client, first, second).context["form"].errors
    assert bulk(client, first, second, reason_sq="Kompania i mbylli.").url == LIST
    reasons = dict(ChannelStatus.objects.filter(state="retired").values_list("channel__title_sq", "reason_sq"))
    assert reasons == {"Një": "Më parë.", "Dy": "Kompania i mbylli."}
    assert not live(third).is_retired


def test_editor_retires_not_even_many(client, channel):
    sign_in(client, "Editors")
    bulk(client, channel, reason_sq="Kompania i mbylli.")
    assert not live(channel).is_retired
    assert client.get(bulk_url(channel)).status_code == 302
    assert "data-bulk-action-checkbox" not in client.get(LIST).content.decode()
    sign_in(client, "Moderators")
    assert "data-bulk-action-checkbox" in client.get(LIST).content.decode()


# The forms as they stand in the list


def test_each_form_of_a_row_is_taken_as_it_was_sent(channel):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "Moderators")
    answers = {"address": NEW, "source_url": "https://www.example.com/help", "reason_sq": "U mbyll."}
    for what in ["verify", "correct", "retire"]:
        sent = fill(client, LIST, reverse(f"channel_status:{what}", args=[channel.status.pk]), answers)
        assert sent.status_code == 302
    assert (live(channel).address, live(channel).is_retired) == (NEW, True)
    assert ChannelStatus.objects.get().verified_on == today()


def test_state_changed_on_its_own_screen_is_in_the_history_too(client, channel):
    user = sign_in(client, "Moderators")
    url = reverse("channel_status:edit", args=[channel.status.pk])
    values = {"state": "retired", "reason_sq": "U mbyll.", "verified_on": today().isoformat()}
    assert client.post(url, values).status_code == 302
    entries = PageLogEntry.objects.filter(page=channel.pk, action__in=["help.retire", "help.verify"])
    assert sorted(entries.values_list("action", "user")) == [("help.retire", user.pk), ("help.verify", user.pk)]


def test_confirmation_says_whose_channels_are_retired(client, channel):
    sign_in(client, "Moderators")
    url = reverse("wagtail_bulk_action", args=["help", "channelstatus", "retire"])
    assertContains(client.get(url, {"id": channel.status.pk}), "Formulari (8 Mënyra Si të Kontaktoni TikTok-un)")
