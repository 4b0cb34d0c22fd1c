"""Channels on their guide and on their own page: numbers, anchors, facts, states, steps."""

from copy import deepcopy
from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from help.hours import opening_lines
from help.kinds import KINDS
from help.models import ChannelStatus, HowToPage, OpeningSlot, Step
from portal.pages.languages import codes, url_in
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    guide = make.guide()
    for name in ["I pari", "I dyti", "I treti"]:
        make.channel(guide, f"Kanali {name}", f"Channel {name}", short_name_sq=name)
    return guide


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


def soup_of(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


def cards(soup):
    """`[(number, title)]` of the channel cards in their order on the page."""
    found = soup.find_all(class_="channel")
    return [
        (
            card.find(class_="channel__number").get_text(" ", strip=True).split()[-1],
            card.find(["h2", "h3"]).text.strip(),
        )
        for card in found
    ]


def status_of(guide, title):
    return ChannelStatus.objects.get(channel__title_sq=f"Kanali {title}")


def test_guide_numbers_its_channels_in_order(client, guide):
    soup = soup_of(client, url_in(guide, "sq"))
    assert cards(soup) == [("1", "Kanali I pari"), ("2", "Kanali I dyti"), ("3", "Kanali I treti")]


def test_numbers_follow_a_reordering_and_anchors_stay(client, guide):
    anchors = {channel.title_sq: channel.anchor for channel in HowToPage.objects.all()}
    last = HowToPage.objects.get(title_sq="Kanali I treti")
    last.move(HowToPage.objects.get(title_sq="Kanali I pari"), "left")
    soup = soup_of(client, url_in(guide, "sq"))
    assert cards(soup) == [("1", "Kanali I treti"), ("2", "Kanali I pari"), ("3", "Kanali I dyti")]
    assert {card.h2.text.strip(): card["id"] for card in soup.find_all(class_="channel")} == anchors


def test_reordering_through_the_admin(client, admin_client, guide):
    last = HowToPage.objects.get(title_sq="Kanali I treti")
    url = reverse("wagtailadmin_pages:set_page_position", args=[last.pk])
    assert admin_client.post(f"{url}?position=0").status_code == 200
    for code in codes():
        assert (
            cards(soup_of(client, url_in(guide, code)))[0][1] == {"sq": "Kanali I treti", "en": "Channel I treti"}[code]
        )


def test_anchor_is_the_same_in_both_languages_and_survives_a_new_title(client, guide):
    channel = HowToPage.objects.first()
    before = channel.anchor
    channel.title_sq, channel.title_en = "Krejt tjetër", "Something else"
    channel.save_revision().publish()
    for code in codes():
        soup = soup_of(client, url_in(guide, code))
        assert soup.find(id=before).h2.text.strip() == {"sq": "Krejt tjetër", "en": "Something else"}[code]
        assert soup.find("a", href=f"#{before}")


def test_anchors_survive_a_new_title_a_reordering_and_the_language_switch_together(client, guide):
    last = HowToPage.objects.get(title_sq="Kanali I treti")
    last.title_sq, last.title_en = "Emër i ri", "New name"
    last.save_revision().publish()
    last.move(HowToPage.objects.get(title_sq="Kanali I pari"), "left")
    for code, title in {"sq": "Emër i ri", "en": "New name"}.items():
        soup = soup_of(client, url_in(guide, code))
        assert cards(soup)[0] == ("1", title)
        assert soup.find(id=last.anchor).h2.text.strip() == title
        assert soup.find(class_="rail").find("a")["href"] == f"#{last.anchor}"


def test_jump_list_shows_icon_name_and_state_of_each_channel(client, guide):
    status = status_of(guide, "I dyti")
    status.verified_on = date(2024, 9, 9)
    status.save()
    links = soup_of(client, url_in(guide, "sq")).find(class_="rail").find_all("a")
    assert len(links) == 3
    assert all(link.find("svg") for link in links)
    assert "9 shtator 2024" in links[1].text
    assert "Ende e paverifikuar" in links[0].text


def test_retired_channel_loses_its_number_stands_last_and_does_not_count(client, guide):
    status = status_of(guide, "I pari")
    status.state, status.reason_sq = "retired", "Formulari u mbyll."
    status.replacement = HowToPage.objects.get(title_sq="Kanali I treti")
    status.save()
    response = client.get(url_in(guide, "sq"))
    assert cards(BeautifulSoup(response.content, "html.parser"))[:2] == [
        ("1", "Kanali I dyti"),
        ("2", "Kanali I treti"),
    ]
    content = response.content.decode()
    assert content.index("Kanali I treti") < content.index("Formulari u mbyll.")
    assertContains(response, "2 mënyra")
    home = client.get("/sq/").content.decode()
    assert "2 kanale" in home


def test_publishing_an_older_draft_brings_no_old_state_back(guide):
    channel = HowToPage.objects.get(title_sq="Kanali I pari")
    draft = channel.save_revision()
    status = status_of(guide, "I pari")
    status.verified_on, status.state = date(2026, 1, 2), "changed"
    status.save()
    draft.publish()
    status.refresh_from_db()
    assert (str(status.verified_on), status.state) == ("2026-01-02", "changed")


def test_channel_page_leads_to_its_neighbours_and_its_guide(client, guide):
    soup = soup_of(client, url_in(HowToPage.objects.get(title_sq="Kanali I dyti"), "sq"))
    hrefs = {
        link["rel"][0]: link["href"] for link in soup.find_all("a", rel=True) if link["rel"][0] in ("prev", "next")
    }
    assert hrefs["prev"].endswith("/i-pari/")
    assert hrefs["next"].endswith("/i-treti/")
    assert soup.find("a", href=url_in(guide, "sq"))
    first = soup_of(client, url_in(HowToPage.objects.get(title_sq="Kanali I pari"), "sq"))
    assert not first.find("a", rel="prev")


def test_draft_channel_shows_nowhere(client, guide):
    draft = make.channel(guide, "Kanali sekret", "Secret channel", live=False)
    draft.save_revision()
    for url in [
        url_in(guide, "sq"),
        url_in(HowToPage.objects.first(), "sq"),
        "/sq/kerko/?q=sekret",
        "/sq/",
    ]:
        assertNotContains(client.get(url), "Kanali sekret")
    assert b"sekret" not in client.get("/sitemap-pages-1.xml").getvalue()
    assert client.get(url_in(draft, "sq")).status_code == 404


def test_steps_are_grouped_by_case_in_order(client, guide):
    channel = HowToPage.objects.first()
    rows = [("Video", "Hap videon"), ("", "Zgjidh raporto"), ("Koment", "Hap komentin")]
    channel.steps = [
        Step(case_sq=case, instruction_sq=f"<p>{text}</p>", instruction_en="<p>EN</p>") for case, text in rows
    ]
    channel.save_revision().publish()
    channel = HowToPage.objects.get(pk=channel.pk)
    groups = [(group["case"].case, len(group["steps"])) for group in channel.step_groups]
    assert groups == [("Video", 2), ("Koment", 1)]
    content = client.get(url_in(guide, "sq")).content.decode()
    assert content.index("Hap videon") < content.index("Zgjidh raporto") < content.index("Hap komentin")


def test_every_kind_has_a_name_in_both_languages_and_a_drawing():
    from django.utils.translation import override

    from portal.settings import BASE_DIR

    sprite = (BASE_DIR / "static/icons/sprite.svg").read_text()
    for kind in KINDS:
        assert f'id="{kind.icon}"' in sprite, kind.key
        names = set()
        for code in codes():
            with override(code):
                names.add(str(kind.label))
        assert len(names) == len(codes()) or kind.key in {"chat", "email"}, kind.key


def test_hours_are_shown_with_their_zone(client, guide):
    channel = HowToPage.objects.first()
    channel.timezone = "America/Los_Angeles"
    channel.opening_slots = [OpeningSlot(days="daily", opens=time(8), closes=time(17))]
    channel.save_revision().publish()
    assertContains(client.get(url_in(guide, "sq")), "08:00–17:00")
    assertContains(client.get(url_in(guide, "sq")), "Los Anxhelos")
    assertContains(client.get(url_in(guide, "en")), "Los Angeles time")


def test_words_replace_the_table_of_hours(client, guide):
    channel = HowToPage.objects.first()
    channel.timezone, channel.hours_note_sq = "Europe/Tirane", "Vetëm në mëngjes."
    channel.opening_slots = [OpeningSlot(days="daily", opens=time(8), closes=time(17))]
    channel.holiday_note_sq = "Mbyllur më 28 nëntor."
    channel.save_revision().publish()
    response = client.get(url_in(guide, "sq"))
    assertContains(response, "Vetëm në mëngjes.")
    assertContains(response, "Mbyllur më 28 nëntor.")
    assertNotContains(response, "08:00–17:00")


def test_slots_of_the_same_days_share_a_line_and_overnight_is_known():
    slots = [
        OpeningSlot(days="weekdays", opens=time(8), closes=time(12)),
        OpeningSlot(days="weekdays", opens=time(13), closes=time(17)),
        OpeningSlot(days="sat", opens=time(22), closes=time(2)),
    ]
    lines = opening_lines(slots)
    assert [line.times for line in lines] == ["08:00–12:00, 13:00–17:00", "22:00–02:00"]
    assert [line.overnight for line in lines] == [False, True]


def test_facts_are_entered_once_and_named_in_each_language(client, guide):
    channel = HowToPage.objects.first()
    channel.countries, channel.spoken_languages, channel.answer_hours = ["AL", "DE"], ["sq", "en"], 48
    channel.save_revision().publish()
    albanian, english = client.get(url_in(guide, "sq")), client.get(url_in(guide, "en"))
    assertContains(albanian, "Shqipëri, Gjermani")
    assertContains(albanian, "brenda 48 orësh")
    assertContains(english, "Albania, Germany")
    assertContains(english, "within 48 hours")


def test_only_a_moderator_changes_the_state_and_an_editor_may_verify(client, guide):
    from django.contrib.auth.models import Group

    from portal.pages.models import User

    status = status_of(guide, "I pari")
    url = reverse("channel_status:edit", args=[status.pk])
    form = {
        "state": "retired",
        "reason_sq": "U mbyll.",
        "reason_en": "",
        "replacement": "",
        "verified_on": "2026-01-02",
    }
    for group, state in [("Editors", "works"), ("Moderators", "retired")]:
        user = User.objects.create_user(group, password="a-long-password")
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        assert client.post(url, form).status_code == 302
        status.refresh_from_db()
        assert status.state == state
        assert str(status.verified_on) == "2026-01-02"
    assert status.verified_by.username == "Editors"


def test_retiring_needs_a_reason(admin_client, guide):
    url = reverse("channel_status:edit", args=[status_of(guide, "I pari").pk])
    form = {"state": "retired", "reason_sq": "", "reason_en": "", "replacement": "", "verified_on": ""}
    response = admin_client.post(url, form)
    assert "reason_sq" in response.context["form"].errors


def test_verification_is_seen_by_readers_at_once(client, guide):
    status = status_of(guide, "I pari")
    status.verified_on = date(2024, 9, 9)
    status.save()
    assertContains(client.get(url_in(guide, "sq")), "Verifikuar më 9 shtator 2024")
    assertContains(client.get(url_in(guide, "en")), "Verified on 9 September 2024")


def test_source_is_named_by_its_own_host_whatever_the_kind(client, guide):
    channel = make.channel(guide, "Mesazh", "Message", kind="x_message", address="@kanal")
    assert (channel.address_host, channel.source_host) == ("x.com", "example.com")


@pytest.mark.parametrize(
    ("kind", "address", "copied"),
    [
        ("web_form", "https://www.example.com/form", "https://www.example.com/form"),
        ("x_message", "@kanal", "@kanal"),
        ("law_enforcement", "https://example.com/police", "https://example.com/police"),
    ],
)
def test_what_is_copied_is_a_whole_address(client, guide, kind, address, copied):
    channel = make.channel(guide, "Adresa", "Address", kind=kind, address=address)
    assertContains(client.get(url_in(channel, "sq")), f'data-copy="{copied}"')
