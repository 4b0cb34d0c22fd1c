"""What a guide tells of its past: on its own page, folded, and at an address of its own; and what it never tells."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from help.models import ChannelChange, ChannelStatus, GuidePage, HowToPage, TextChange
from help.subject_words import changes_word
from portal.pages.languages import codes, url_in
from tests import admin_forms, make
from tests.structured_data import soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    guide = make.guide()
    publish(guide)
    for name in ["form", "post", "chat"]:
        make.channel(guide, f"Kanali {name}", f"The {name}")
    return guide


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


@pytest.fixture
def channels(guide):
    return list(HowToPage.objects.order_by("path"))


@pytest.fixture
def days_later(time_machine):
    """A function that moves the clock so many days on from when the test began."""
    began = timezone.now()

    def move(days):
        time_machine.move_to(began + timedelta(days), tick=False)
        return timezone.localdate()

    return move


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def publish(page, **values):
    page = fresh(page)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def set_state(channel, **values):
    status = ChannelStatus.objects.get(channel=channel)
    for name, value in values.items():
        setattr(status, name, value)
    status.save()


def verify(*channels, user=None):
    for channel in channels:
        ChannelStatus.objects.get(channel=channel).mark_verified(user or make.user())


def log_of(guide, code="en"):
    return url_in(fresh(guide).change_log, code)


def shown(client, address):
    """The lines of a page of the log, newest first: `(day, words)`."""
    lines = soup_of(client, address).select(".changes__line")
    return [(line.time["datetime"], " ".join(line.find(class_="changes__what").text.split())) for line in lines]


def words(client, guide, code="en"):
    return [line for _day, line in shown(client, log_of(guide, code))]


# What it tells


def test_channels_that_came_with_the_guide_are_one_line(client, guide, days_later):
    first = timezone.localdate()
    assert shown(client, log_of(guide)) == [(str(first), "Published with 3 channels")]
    days_later(3)
    make.channel(guide, "I ri", "The new one")
    lines = words(client, guide)
    assert lines[0].startswith("The new one: new channel This channel is new: Web form, https://www.example.com/form.")
    assert lines[1:] == ["Published with 3 channels"]


def test_guide_without_a_channel_was_published_all_the_same(client):
    assert words(client, make.guide()) == ["Published"]


def test_moved_address_is_told_with_the_old_and_the_new_one(client, guide, channels, days_later):
    day = days_later(1)
    publish(channels[0], address="https://www.example.com/new-form")
    (moved, _published) = shown(client, log_of(guide))
    told = "The address was https://www.example.com/form and is now https://www.example.com/new-form."
    assert moved == (str(day), f"The form: new address {told}")


def test_retired_channel_is_told_with_reason_and_replacement(client, guide, channels, days_later):
    days_later(1)
    reason = {"reason_sq": "U mbyll.", "reason_en": "It was closed."}
    set_state(channels[0], state="retired", replacement=channels[2], **reason)
    soup = soup_of(client, log_of(guide))
    line = soup.select_one(".changes__line")
    assert " ".join(line.find(class_="changes__what").text.split()) == (
        "The form: no longer works It was closed. Use instead: The chat"
    )
    assert [link["href"] for link in line.find_all("a")] == [url_in(channels[0], "en"), url_in(channels[2], "en")]
    channels[2].unpublish()
    assert "The chat" not in words(client, guide)[1]


def test_verifications_of_a_day_are_one_line_and_name_no_person(client, guide, channels, days_later):
    editor = make.user("agron")
    editor.first_name, editor.last_name = "Agron", "Kelmendi"
    editor.save()
    first = days_later(1)
    verify(channels[2], channels[0], channels[0], user=editor)
    second = days_later(2)
    verify(channels[1], user=editor)
    assert shown(client, log_of(guide))[:2] == [
        (str(second), "Verified: The post"),
        (str(first), "Verified: The form, The chat"),
    ]
    page = client.get(log_of(guide)).content.decode().lower()
    assert not [name for name in ["agron", "kelmendi", "agron@example.com"] if name in page]


def test_verification_that_was_typed_is_told_too(client, guide, channels, days_later):
    day = days_later(5)
    set_state(channels[0], verified_on=day - timedelta(2))
    assert shown(client, log_of(guide))[0] == (str(day - timedelta(2)), "Verified: The form")


def test_new_text_is_a_day_and_nothing_of_what_it_said(client, guide, channels, days_later):
    day = days_later(1)
    publish(channels[0], introduction_en="<p>A secret of the past.</p>")
    publish(channels[1], introduction_en="<p>Another one.</p>")
    publish(guide, summary_en="Welcome.")
    assert shown(client, log_of(guide))[:-1] == [(str(day), "The text has been revised.")]
    assert "secret" not in client.get(log_of(guide)).content.decode()
    assert len(words(client, guide, "sq")) == 1  # where nothing reads differently


def test_saving_again_and_moving_is_no_new_text(client, guide, channels, days_later):
    days_later(1)
    publish(guide)
    publish(channels[0])
    publish(channels[0], address="https://www.example.com/new-form")
    fresh(channels[1]).move(fresh(channels[0]), "left")
    assert not [line for line in words(client, guide) if "text" in line]


def test_newest_first_and_twenty_on_a_page(client, guide, channels, days_later):
    for day in range(1, 23):
        days_later(day)
        verify(channels[0])
    first, second = shown(client, log_of(guide)), shown(client, f"{log_of(guide)}?page=2")
    assert (len(first), len(second)) == (20, 3)
    days = [day for day, _words in first + second]
    assert days == sorted(days, reverse=True)
    assert second[-1][1] == "Published with 3 channels"
    soup = soup_of(client, f"{log_of(guide)}?page=2")
    assert soup.find("link", rel="canonical")["href"] == f"http://localhost{log_of(guide)}?page=2"
    for odd in ["0", "-1", "9999", "x", "1' OR 1"]:
        assert shown(client, f"{log_of(guide)}?page={odd}") == first, odd


def test_hostile_reason_and_address_are_only_text(client, guide, channels, days_later):
    days_later(1)
    set_state(channels[0], state="retired", reason_en="<script>alert(1)</script>", reason_sq="<b>x</b>")
    page = client.get(log_of(guide)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# What it never tells


def test_nothing_of_drafts_private_and_scheduled_channels(client, guide, channels, days_later):
    days_later(1)
    draft = make.channel(guide, "Draft", "Draft one", live=False)
    scheduled = make.channel(guide, "Planifikuar", "Scheduled one", live=False)
    page = fresh(scheduled)
    page.go_live_at = timezone.now() + timedelta(days=9)
    page.save_revision().publish()
    private = make.private(make.channel(guide, "Privat", "Private one"))
    hidden = [draft, scheduled, private]
    verify(*hidden)
    publish(private, notes_en="<p>New.</p>", address="https://secret.example.com/")
    fresh(channels[0]).save_revision()
    pending = fresh(channels[1])
    pending.address = "https://secret.example.com/"
    pending.save_revision()
    set_state(channels[0], state="retired", reason_sq="U mbyll.", replacement=draft)
    text = " ".join(words(client, guide))
    assert not [word for word in ["one", "secret", "Verified", "text", "Use instead"] if word in text]
    assert len(words(client, guide)) == 2


def test_verification_of_what_was_still_a_draft_is_not_told(client, guide, days_later):
    draft = make.channel(guide, "Draft", "Draft one", live=False)
    draft.save_revision()
    days_later(1)
    verify(draft)
    day = days_later(2)
    fresh(draft).get_latest_revision().publish()
    verify(draft)
    assert [(when, told) for when, told in shown(client, log_of(guide)) if "Verified" in told] == [
        (str(day), "Verified: Draft one")
    ]


@pytest.mark.parametrize("act", [lambda page: page.unpublish(), lambda page: page.delete()])
@pytest.mark.parametrize("company", [True, False])
def test_withdrawn_channel_leaves_its_name_alone(client, guide, channels, days_later, act, company):
    if not company:
        publish(guide, company=None)
    days_later(1)
    publish(channels[0], address="https://www.example.com/old-secret")
    verify(channels[0])
    day = days_later(2)
    act(fresh(channels[0]))
    lines = shown(client, log_of(guide))
    assert lines == [(str(day), "The form: no longer listed"), (str(day - timedelta(2)), "Published with 2 channels")]
    assert not soup_of(client, log_of(guide)).select(".changes__line a")


def test_removed_channel_belongs_to_its_guide_wherever_that_moves(client, guide, channels, days_later):
    days_later(1)
    other = make.guide("Tjetër", "Another")
    fresh(channels[0]).unpublish()
    fresh(guide).move(fresh(other), "right")
    assert words(client, guide)[0] == "The form: no longer listed"
    assert words(client, other) == ["Published"]


def test_only_its_own_channels(client, guide, days_later):
    other = make.guide("Tjetër", "Another")
    days_later(1)
    verify(make.channel(other, "I huaj", "A stranger"))
    assert words(client, guide) == ["Published with 3 channels"]
    assert len(words(client, other)) == 3


@pytest.mark.parametrize("hide", [make.private, lambda page: fresh(page).unpublish()])
def test_log_is_as_hidden_as_its_guide(client, guide, hide):
    addresses = [log_of(guide, code) for code in codes()]
    hide(guide)
    for address in addresses:
        for tail in ["", "?fragment=newest", "index.md"]:
            assert client.get(address + tail).status_code in {404, 410}, address + tail
    assert not ChannelChange.objects.filter(channel=None).exists()


# Where it stands


def test_guide_links_to_it_and_names_its_fragment(client, guide):
    details = soup_of(client, url_in(guide, "en")).find("details", attrs={"data-unfold": True})
    assert details.a["href"] == log_of(guide)
    assert details["data-unfold"] == f"{log_of(guide)}?fragment=newest"


def test_fragment_has_the_five_newest_and_the_way_to_all(client, guide, channels, days_later):
    for day in range(1, 8):
        days_later(day)
        verify(channels[0])
    answer = client.get(f"{log_of(guide)}?fragment=newest")
    assert not answer.cookies
    text = answer.content.decode()
    assert "<html" not in text
    assert text.count("changes__line") == 5
    assert f'href="{log_of(guide)}"' in text
    assert "<html" in client.get(f"{log_of(guide)}?fragment=../base").content.decode()


def test_page_has_what_every_page_has(client, guide):
    soup = soup_of(client, log_of(guide))
    assert soup.h1.text == "What has changed"
    assert soup.title.text == "What has changed: 8 Ways to Contact TikTok – Kanal"
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert soup.find("link", rel="canonical")["href"] == f"http://localhost{log_of(guide)}"
    alternates = {link["hreflang"]: link["href"] for link in soup.find_all("link", rel="alternate", hreflang=True)}
    sq, en = (f"http://localhost{log_of(guide, code)}" for code in codes())
    assert alternates == {"sq": sq, "en": en, "x-default": sq}
    crumbs = [link["href"] for link in soup.find(class_="breadcrumbs").find_all("a")]
    assert crumbs == ["/en/", "/en/help/", url_in(guide, "en")]
    feeds = [link["href"] for link in soup.find(class_="feeds").find_all("a")]
    assert feeds[0] == "/en/companies/tiktok/feed/"
    switcher = {link["lang"]: link["href"] for link in soup.find(class_="languages").find_all("a")}
    assert switcher == {code: log_of(guide, code) for code in codes()}


def test_it_is_too_thin_for_the_sitemap(client, guide):
    for name in ["pages", "problems", "lists"]:
        answer = client.get(f"/sitemap-{name}-1.xml")
        assert answer.status_code == 404 or log_of(guide) not in answer.getvalue().decode()


def test_guide_without_english_has_an_albanian_log(client, days_later):
    guide = make.guide("Vetëm shqip", "", summary_en="")
    make.channel(guide, "Kanali", "", introduction_en="")
    soup = soup_of(client, log_of(guide))
    assert soup.find("link", rel="canonical")["href"] == f"http://localhost{log_of(guide, 'sq')}"
    assert soup.find(class_="notice")
    assert client.get(f"{log_of(guide)}index.md")["Location"] == f"{log_of(guide, 'sq')}index.md"


def test_albanian_only_channel_is_counted_and_marked_for_english_readers(client, guide, days_later):
    days_later(1)
    verify(make.channel(guide, "Vetëm shqip", "", introduction_en=""))
    links = soup_of(client, log_of(guide)).select(".changes__line a")
    assert [(link.text, link.get("lang")) for link in links] == [("Vetëm shqip", "sq"), ("Vetëm shqip", "sq")]


def test_markdown_twin_says_the_same(client, guide, channels, days_later):
    days_later(1)
    set_state(channels[0], state="retired", reason_sq="U mbyll.", reason_en="It *was* closed.", replacement=channels[2])
    verify(channels[2])
    answer = client.get(f"{log_of(guide)}index.md")
    assert answer["Link"] == f'<http://localhost{log_of(guide)}>; rel="canonical"'
    text = answer.content.decode()
    form, chat = (f"http://localhost{url_in(channels[place], 'en')}index.md" for place in (0, 2))
    assert f": [The form]({form}): no longer works. It \\*was\\* closed. Use instead: [The chat]({chat})" in text
    assert f": Verified: [The chat]({chat})\n" in text
    assert text.endswith(": Published with 3 channels\n")
    assert f"http://localhost{log_of(guide)}index.md" in client.get(f"{url_in(guide, 'en')}index.md").content.decode()


def test_word_is_no_slug_of_a_channel(guide):
    with override("en"):
        word = changes_word()
    channel = make.channel(guide, "Ndryshime", "Changes", slug_sq=word, slug_en=word)
    assert (channel.slug_sq, channel.slug_en) == (f"{word}-2", f"{word}-2")


def test_page_elsewhere_keeps_the_word_as_its_slug(client):
    with override("en"):
        word = changes_word()
    post = make.post("Ndryshime", "Changes", slug_en=word)
    assert url_in(post, "en") == f"/en/blog/{word}/"
    assert soup_of(client, url_in(post, "en")).h1.text == "Changes"
    assert client.get(f"{url_in(post, 'en')}index.md").content.decode().startswith("# Changes")
    assert client.get(f"{url_in(make.help_index(), 'en')}{word}/").status_code == 404


def test_nothing_else_answers_below_the_word(client, guide):
    for tail in ["more/", "%00/", "👽/", "changes/"]:
        assert client.get(log_of(guide) + tail).status_code == 404, tail


def test_address_is_mended_and_follows_a_renamed_guide(client, guide):
    address = log_of(guide)
    assert client.get(address.rstrip("/"))["Location"] == address
    assert client.get(address.upper().replace("/EN/", "/en/"))["Location"] == address
    publish(guide, slug_en="tiktok")
    assert client.get(address)["Location"] == log_of(guide) == address.replace("ways-to-contact-tiktok", "tiktok")


# What it costs


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_guide_asks_nothing_for_it_and_the_log_does_not_grow(client, guide, channels, days_later):
    on_guide, few = queries_of(client, url_in(guide, "en")), queries_of(client, log_of(guide))
    for day in range(1, 5):
        days_later(day)
        verify(*channels)
        set_state(channels[0], state=["retired", "works"][day % 2], reason_sq="U mbyll.", replacement=channels[day % 3])
        publish(channels[1], notes_en=f"<p>{day}</p>", address=f"https://www.example.com/{day}")
        make.channel(guide, f"Kanali {day}", f"Channel {day}")
    assert queries_of(client, url_in(guide, "en")) == on_guide <= 12
    assert queries_of(client, log_of(guide)) <= few + 1 <= 15  # the pages of replacements
    assert queries_of(client, f"{log_of(guide)}?fragment=newest") <= 9


# From the admin


def test_correction_in_the_admin_is_told_once_it_is_published(client, admin_client, guide, channels, days_later):
    days_later(1)
    url = reverse("wagtailadmin_pages:edit", args=[channels[0].pk])
    form = admin_forms.channel(steps=[admin_forms.step("Hap.", "Open.")])
    assert admin_client.post(url, form).status_code == 302
    assert words(client, guide) == ["Published with 3 channels"]
    assert admin_client.post(url, form | {"action-publish": "1"}).status_code == 302
    assert words(client, guide) == ["The text has been revised.", "Published with 3 channels"]


def test_deleting_a_guide_takes_its_log_along(guide, channels, days_later):
    days_later(1)
    publish(guide, introduction_en="<p>Welcome.</p>")
    GuidePage.objects.get().delete()
    assert not TextChange.objects.exists()
