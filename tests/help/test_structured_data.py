"""Guides and channels as JSON-LD: how to reach a company, in schema.org's words."""

from copy import deepcopy
from datetime import UTC, datetime, time

import pytest

from help.models import ChannelStatus, OpeningSlot
from portal.pages.languages import url_in
from tests import make
from tests.structured_data import data_of, every_node, node_of, soup_of

pytestmark = pytest.mark.django_db
ROOT = "http://localhost"


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    company = make.company()
    company.website, company.help_url = "https://www.tiktok.com/", "https://support.tiktok.com/"
    company.save()
    return make.guide(company=company)


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


def channel(guide, kind="web_form", address="https://www.example.com/form", title="Formulari", **values):
    return make.channel(guide, title, f"EN {title}", kind=kind, address=address, **values)


def points(client, guide, code="en"):
    about = node_of(client, url_in(guide, code), "Article")["about"]
    return about.get("contactPoint", [])


def test_guide_is_about_the_company_and_not_by_it(client, guide):
    channel(guide)
    nodes = data_of(soup_of(client, url_in(guide, "en")))
    about = nodes["Article"][0]["about"]
    assert about["@type"] == "Organization"
    assert (about["name"], about["url"]) == ("TikTok", "https://www.tiktok.com/")
    assert about["sameAs"] == ["https://support.tiktok.com/"]
    (publisher,) = nodes["Organization"]
    assert publisher["name"] == "Kanal"
    assert nodes["Article"][0]["publisher"] == {"@id": publisher["@id"]} != {"@id": about["@id"]}
    assert not {node["@type"] for node in every_node(list(nodes.values()))} & {"HowTo", "FAQPage", "Question"}


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        ("email", "help@example.com", {"email": "help@example.com"}),
        ("phone", "+18002752273", {"telephone": "+18002752273"}),
        ("x_message", "@TikTokSupport", {"url": "https://x.com/TikTokSupport"}),
        ("web_form", "https://www.example.com/form", {"url": "https://www.example.com/form"}),
        ("dsa", "dsa@example.com", {"email": "dsa@example.com"}),
        ("dsa", "https://www.example.com/dsa", {"url": "https://www.example.com/dsa"}),
        ("postal", "One Way, CA", {"@type": "PostalAddress", "streetAddress": "One Way, CA"}),
    ],
)
def test_each_kind_of_address_is_said_by_its_own_property(client, guide, kind, address, said):
    page = channel(guide, kind, address)
    (point,) = points(client, guide)
    assert point.items() >= ({"@type": "ContactPoint", "name": "EN Formulari"} | said).items()
    assert len({"email", "telephone", "url", "streetAddress", "description"} & set(point)) == 1
    assert node_of(client, url_in(page, "en"), "Article")["about"] == [point]


def test_address_of_a_kind_that_was_taken_out_is_said_in_words(client, guide):
    page = channel(guide, "email", "help@example.com")
    type(page).objects.filter(pk=page.pk).update(kind="gone from the list")
    (point,) = points(client, guide)
    assert point["description"] == "help@example.com"
    assert point["contactType"] == "Contact channel"


def test_point_says_its_kind_countries_and_languages(client, guide):
    channel(guide, countries=["US", "XK"], spoken_languages=["en", "es"])
    (point,) = points(client, guide)
    assert point["contactType"] == "Web form"
    assert point["areaServed"] == ["US", "XK"]
    assert point["availableLanguage"] == ["en", "es"]
    assert points(client, guide, "sq")[0]["contactType"] == "Formular në internet"


def test_channels_are_listed_in_order_by_their_canonical_addresses(client, guide):
    pages = [channel(guide, title=f"Kanali {number}") for number in range(3)]
    untranslated = make.channel(guide, "Vetëm shqip", "", introduction_en="", steps=[])
    items = node_of(client, url_in(guide, "en"), "ItemList")
    expected = [(f"EN Kanali {place}", f"{ROOT}{url_in(page, 'en')}") for place, page in enumerate(pages)]
    expected.append(("Vetëm shqip", f"{ROOT}{url_in(untranslated, 'sq')}"))
    assert [(item["name"], item["url"]) for item in items["itemListElement"]] == expected
    assert [item["position"] for item in items["itemListElement"]] == [1, 2, 3, 4]
    assert items["numberOfItems"] == 4
    assert node_of(client, url_in(guide, "en"), "Article")["mainEntity"] == {"@id": items["@id"]}


def test_retired_channel_is_offered_nowhere(client, guide):
    kept, retired = channel(guide, title="Punon"), channel(guide, "email", "old@example.com", title="Vjetër")
    ChannelStatus.objects.filter(channel=retired).update(state="retired")
    assert [point["name"] for point in points(client, guide)] == [f"EN {kept.title_sq}"]
    assert node_of(client, url_in(guide, "en"), "ItemList")["numberOfItems"] == 1
    soup = soup_of(client, url_in(retired, "en"))
    assert "about" not in data_of(soup)["Article"][0]
    assert "old@example.com" not in soup.head.text


def test_drafts_and_private_channels_are_said_nowhere(client, guide):
    channel(guide, title="Draft", live=False)
    make.private(channel(guide, title="Privat"))
    nodes = data_of(soup_of(client, url_in(guide, "en")))
    assert "ItemList" not in nodes
    assert "contactPoint" not in nodes["Article"][0]["about"]


def test_channel_without_an_address_is_no_point_of_contact(client, guide):
    page = channel(guide, "in_app", "")
    assert points(client, guide) == []
    assert "about" not in node_of(client, url_in(page, "en"), "Article")
    assert node_of(client, url_in(guide, "en"), "ItemList")["numberOfItems"] == 1


def test_guide_about_no_company_is_about_its_channels(client):
    guide = make.guide(company=None)
    channel(guide)
    (point,) = node_of(client, url_in(guide, "en"), "Article")["about"]
    assert point["@type"] == "ContactPoint"


def hours(client, guide, slots, zone="America/Los_Angeles", **values):
    page = channel(guide, timezone=zone, **values)
    page.opening_slots = [OpeningSlot(days=days, opens=opens, closes=closes) for days, opens, closes in slots]
    page.save()
    return points(client, guide)[0].get("hoursAvailable", [])


@pytest.mark.parametrize(
    ("today", "offset", "until"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), "-08:00", "2027-03-13"),
        (datetime(2027, 3, 14, 12, tzinfo=UTC), "-07:00", "2027-11-06"),
        (datetime(2027, 3, 14, 6, tzinfo=UTC), "-08:00", "2027-03-13"),
    ],
)
def test_hours_carry_the_offset_of_their_zone_until_its_clocks_change(
    client, guide, time_machine, today, offset, until
):
    time_machine.move_to(today, tick=False)
    (slot,) = hours(client, guide, [("weekdays", time(8), time(17))])
    assert (slot["opens"], slot["closes"]) == (f"08:00:00{offset}", f"17:00:00{offset}")
    assert slot["validThrough"] == until
    assert slot["dayOfWeek"][0] == "https://schema.org/Monday"
    assert len(slot["dayOfWeek"]) == 5


def test_hours_of_a_zone_that_keeps_its_clocks_never_end(client, guide):
    (slot,) = hours(client, guide, [("daily", time(9), time(18, 30))], zone="Asia/Tokyo")
    assert (slot["opens"], slot["closes"]) == ("09:00:00+09:00", "18:30:00+09:00")
    assert "validThrough" not in slot
    assert len(slot["dayOfWeek"]) == 7


def test_offsets_hold_for_opening_and_for_closing(client, guide, time_machine):
    time_machine.move_to(datetime(2027, 3, 10, tzinfo=UTC), tick=False)
    (slot,) = hours(client, guide, [("daily", time(1), time(17))])
    # On 14 March clocks change at 2: that day still opens by the old offset, but closes by the new one.
    assert (slot["opens"], slot["closes"], slot["validThrough"]) == ("01:00:00-08:00", "17:00:00-08:00", "2027-03-13")


def test_slot_over_midnight_closes_before_it_opens(client, guide):
    (slot,) = hours(client, guide, [("sat", time(22), time(2))], zone="Asia/Tokyo")
    assert slot["dayOfWeek"] == ["https://schema.org/Saturday"]
    assert slot["opens"] > slot["closes"]


@pytest.mark.parametrize(("at", "closes"), [(time(0), "23:59:00+09:00"), (time(8), "07:59:00+09:00")])
def test_all_around_the_clock_is_not_said_as_closed(client, guide, at, closes):
    (slot,) = hours(client, guide, [("daily", at, at)], zone="Asia/Tokyo")
    assert slot["closes"] == closes


def test_hours_in_words_leave_out_the_table(client, guide):
    assert hours(client, guide, [("daily", time(8), time(17))], hours_note_sq="Sipas vendit") == []


def test_no_contact_point_has_opening_hours_of_a_place(client, guide):
    hours(client, guide, [("daily", time(8), time(17))])
    assert "openingHours" not in str(data_of(soup_of(client, url_in(guide, "en"))).values()).replace(
        "OpeningHoursSpecification", ""
    )
