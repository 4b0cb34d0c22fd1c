"""Hours on the readers' clocks: what the server prints, in weeks when clocks change and for slots that end next day."""

import re
from datetime import date, time

import pytest
import time_machine
from bs4 import BeautifulSoup
from pytest_django.asserts import assertContains, assertNotContains

from help.clocks import spells
from help.models import ChannelChange, HowToPage, OpeningSlot
from help.public_holidays import coming_holidays, holiday_countries
from portal.pages.languages import url_in
from tests import make

LOS_ANGELES = "America/Los_Angeles"


def slot(days="weekdays", opens=9, closes=17):
    return OpeningSlot(days=days, opens=time(opens), closes=time(closes))


def here(slots, zone, today):
    """`[(since, until, "Monday to Friday 17:00–01:00; …")]`, with days of the months as `"3-30"`."""
    short = lambda day: day and f"{day.month}-{day.day}"  # noqa: E731
    return [
        (short(spell.since), short(spell.until), "; ".join(f"{line.days} {line.times}" for line in spell.lines))
        for spell in spells(slots, zone, today)
    ]


@pytest.fixture
def english():
    from django.utils.translation import override

    with override("en"):
        yield


@pytest.mark.usefixtures("english")
class TestReckoning:
    def test_the_weeks_when_america_and_europe_have_different_clocks(self):
        assert here([slot()], LOS_ANGELES, date(2026, 3, 9)) == [
            (None, "3-29", "Monday to Friday 17:00–01:00"),
            ("3-30", None, "Monday to Friday 18:00–02:00"),
        ]
        assert here([slot()], LOS_ANGELES, date(2026, 3, 30)) == [(None, None, "Monday to Friday 18:00–02:00")]

    def test_a_day_there_may_be_the_next_or_the_previous_here(self):
        winter = date(2026, 1, 12)
        assert here([slot("tue", 16, 20)], LOS_ANGELES, winter) == [(None, None, "Wednesday 01:00–05:00")]
        assert here([slot("weekdays", 16, 20)], LOS_ANGELES, winter)[0][2] == "Tuesday to Saturday 01:00–05:00"
        assert here([slot("weekdays", 6, 10)], "Asia/Tokyo", winter)[0][2] == "Sunday to Thursday 22:00–02:00"
        assert here([slot("mon", 6, 10)], "Asia/Tokyo", winter)[0][2] == "Sunday 22:00–02:00"
        assert here([slot("weekend", 16, 20)], LOS_ANGELES, winter)[0][2] == "Sunday and Monday 01:00–05:00"

    def test_what_opens_today_here_may_have_opened_yesterday_there(self):
        """On Friday at 17:00 in Los Angeles it is Saturday, 01:00; on Sunday Europe's clocks change."""
        assert here([slot("weekdays", 17, 22)], LOS_ANGELES, date(2026, 3, 28)) == [
            (None, "3-30", "Tuesday to Saturday 01:00–06:00"),
            ("3-31", None, "Tuesday to Saturday 02:00–07:00"),
        ]
        assert here([slot("weekdays", 17, 22)], LOS_ANGELES, date(2026, 3, 29)) == [
            (None, None, "Tuesday to Saturday 02:00–07:00")
        ]

    def test_an_overnight_slot_through_a_change_of_clocks_is_an_hour_shorter_once(self):
        assert here([slot("daily", 22, 6)], LOS_ANGELES, date(2026, 3, 2)) == [
            (None, "3-7", "Every day 07:00–15:00"),
            ("3-8", "3-8", "Every day 07:00–14:00"),
            ("3-9", "3-28", "Every day 06:00–14:00"),
            ("3-29", None, "Every day 07:00–15:00"),
        ]

    def test_an_hour_that_the_clocks_skip_is_taken_as_before_the_change(self):
        assert here([slot("sun", 2, 10)], LOS_ANGELES, date(2026, 3, 8))[0][2] == "Sunday 11:00–18:00"

    def test_clocks_that_agree_need_no_second_line(self):
        for zone in ["Europe/Tirane", "Europe/Berlin", ""]:
            assert here([slot()], zone, date(2026, 3, 9)) == []

    def test_a_zone_without_summer_time_agrees_for_half_of_the_year(self):
        assert here([slot()], "Africa/Lagos", date(2026, 1, 12)) == []
        assert here([slot()], "Africa/Lagos", date(2026, 3, 9)) == [
            (None, "3-29", "Monday to Friday 09:00–17:00"),
            ("3-30", None, "Monday to Friday 10:00–18:00"),
        ]

    def test_around_the_clock_is_so_everywhere(self):
        assert here([slot("daily", 0, 0)], LOS_ANGELES, date(2026, 3, 9)) == []

    def test_each_spell_names_all_slots(self):
        slots = [slot("weekdays", 9, 12), slot("weekdays", 13, 17), slot("sun", 10, 12)]
        found = here(slots, LOS_ANGELES, date(2026, 3, 7))
        assert [text for _since, _until, text in found] == [
            "Monday to Friday 17:00–20:00, 21:00–01:00; Sunday 18:00–20:00",
            "Monday to Friday 18:00–21:00, 22:00–02:00; Sunday 19:00–21:00",
        ]

        found = here([slot("daily", 9, 12), slot("wed", 13, 17)], LOS_ANGELES, date(2026, 3, 27))
        assert [text for _since, _until, text in found] == [
            "Every day 17:00–20:00; Wednesday 22:00–02:00",
            "Every day 18:00–21:00; Wednesday 22:00–02:00",
        ]


def test_holidays_are_those_of_a_year_and_unknown_countries_have_none():
    found = coming_holidays("US", date(2026, 12, 25))
    assert found[:3] == [date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 18)]
    assert found == sorted(set(found))
    assert coming_holidays("US", date(2027, 1, 1))[:2] == [date(2027, 1, 1), date(2027, 1, 18)]
    assert coming_holidays("ZZ", date(2026, 12, 25)) == []
    assert {"AL", "XK", "MK", "US"} <= {code for code, _name in holiday_countries()}


@pytest.fixture
def channel(db):
    channel = make.channel(make.guide(), timezone=LOS_ANGELES)
    channel.opening_slots = [slot()]
    channel.save_revision().publish()
    return HowToPage.objects.get(pk=channel.pk)


def change(channel, **values):
    for name, value in values.items():
        setattr(channel, name, value)
    channel.save_revision().publish()


def hours_of(client, page, code="en"):
    row = BeautifulSoup(client.get(url_in(page, code)).content, "html.parser").find("dt", string=["Hours", "Orari"])
    return re.sub(r" (?=[:,;])", "", " ".join(row.parent.get_text(" ", strip=True).split()))


@time_machine.travel("2026-03-09T12:00Z", tick=False)
def test_guide_and_channel_print_both_zones_with_their_dates(client, channel):
    for page in [channel, channel.guide]:
        text = hours_of(client, page)
        assert "Monday to Friday 09:00–17:00 Los Angeles time" in text
        assert "until 29 March: Monday to Friday 17:00–01:00 Tirana time, until the next day" in text
        assert "from 30 March: Monday to Friday 18:00–02:00 Tirana time" in text
    assertContains(client.get(url_in(channel, "en") + "index.md"), "from 30 March: Monday to Friday 18:00–02:00")


@time_machine.travel("2026-03-09T12:00Z", tick=False)
def test_pages_do_not_depend_on_the_moment_of_the_day(client, channel):
    morning = client.get(url_in(channel.guide, "sq")).content
    with time_machine.travel("2026-03-09T20:00Z", tick=False):
        assert client.get(url_in(channel.guide, "sq")).content == morning


@time_machine.travel("2026-12-24T12:00Z", tick=False)
def test_holidays_are_printed_given_to_the_browser_and_noted(client, channel):
    change(channel, holidays_of="US")
    assert "Closed on public holidays (United States): 25 December, 1 January, 18 January" in hours_of(client, channel)
    assertContains(client.get(url_in(channel, "en") + "index.md"), "(United States): 25 December, 1 January")
    assertContains(client.get(url_in(channel, "en")), "2027-01-18")
    assert client.get("/api/v1/companies/tiktok.json").json()["guides"][0]["channels"][0]["holidays_of"] == "US"
    noted = ChannelChange.objects.first()
    assert noted.what == "hours"
    change(channel, holidays_of="DE")
    assertContains(client.get("/en/companies/tiktok/feed/"), "closed on public holidays (Germany)")


def test_words_in_place_of_hours_give_the_browser_nothing_to_reckon(client, channel):
    change(channel, hours_note_sq="Vetëm në mëngjes.")
    for code in ["sq", "en"]:
        response = client.get(url_in(channel, code))
        assertNotContains(response, "data-clock=")
        assertNotContains(response, "17:00–01:00")
        assertContains(response, "Vetëm në mëngjes.")


def test_a_feed_has_only_what_does_not_change_by_itself(client, channel):
    assert "Los Angeles time" in hours_of(client, channel)
    assertNotContains(client.get("/en/companies/tiktok/feed/"), "data-clock")
