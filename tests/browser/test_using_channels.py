"""Using a channel in a real browser: hours on the device's clock, cases, checklist and message."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from help.models import ChannelStatus, OpeningSlot
from help.public_holidays import coming_holidays

LOS_ANGELES = "America/Los_Angeles"


def channel_with(key="zbc65y", slots=(), **values):
    """A channel of the demo, published with these hours and facts; its English address."""
    channel = ChannelStatus.objects.get(key=key).channel
    if slots:
        channel.opening_slots = [
            OpeningSlot(days=days, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
            for days, opens, closes in slots
        ]
    for name, value in values.items():
        setattr(channel, name, value)
    channel.save_revision().publish()
    return f"/en/help/ways-to-contact-tiktok/{channel.slug_en}/"


@pytest.fixture
def clock_at(page_at):
    """A function that opens an address at a moment on a device in a zone, and returns what it says of the hours."""

    pages = {}

    def clock_at(address, moment, zone):
        page = pages[zone] = pages.get(zone) or page_at(timezone_id=zone)
        page.clock.set_fixed_time(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        page.goto(address)
        clock = page.locator("[data-clock]")
        expect(clock.locator("[data-clock-state]")).to_be_visible()
        return " ".join(clock.inner_text().split())

    return clock_at


def test_open_now_and_the_devices_hours(server, clock_at):
    address = channel_with(slots=[("weekdays", "09:00", "17:00")])
    monday = "2026-03-09T15:25"  # 08:25 in Los Angeles, 16:25 in Tirana
    assert clock_at(address, monday, "Europe/Tirane") == "Closed now opens in 35 minutes, at 17:00"
    assert clock_at(address, "2026-03-09T16:00", "Europe/Tirane") == "Open now closes in 8 hours, at 01:00"
    assert clock_at(address, "2026-03-09T18:30", "Europe/Tirane") == "Open now closes in 5 hours, at 01:00"
    assert clock_at(address, "2026-03-09T22:59", "Europe/Tirane") == "Open now closes in 1 hour, at 01:00"
    assert clock_at(address, "2026-03-30T16:00", "Europe/Tirane") == "Open now closes in 8 hours, at 02:00"
    assert clock_at(address, "2026-03-09T23:59", "Europe/Tirane") == "Open now closes in 1 minute, at 01:00"
    assert clock_at(address, "2026-03-10T00:00", "Europe/Tirane") == "Closed now opens in 16 hours, at 17:00"
    assert clock_at(address, "2026-03-07T16:00", "Europe/Tirane") == "Closed now opens on Monday at 17:00"
    assert clock_at(address, monday, "Europe/Berlin").endswith("at 17:00")  # as in Tirana: no line of its own
    assert clock_at(address, monday, "America/New_York") == (
        "Monday to Friday 12:00–20:00 on your device’s clock Closed now opens in 35 minutes, at 12:00"
    )
    assert clock_at(address, monday, "Asia/Tokyo") == (
        "Tuesday to Saturday 01:00–09:00 on your device’s clock Closed now opens in 35 minutes, at 01:00"
    )
    assert clock_at(address, monday, "Asia/Kolkata").startswith(
        "Monday to Friday 21:30–05:30, until the next day on your device’s clock"
    )
    assert clock_at(address, monday, LOS_ANGELES) == "Closed now opens in 35 minutes, at 09:00"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_clock_stands_below_the_hours_that_it_speaks_of(page_at, width):
    page = page_at(width, timezone_id="Asia/Tokyo")
    page.goto(channel_with(slots=[("weekdays", "09:00", "17:00")]))
    clock = page.locator("[data-clock]")
    expect(clock.locator("[data-clock-state]")).to_be_visible()
    hours = page.locator(".facts__row:has([data-clock]) > dd").first.bounding_box()
    device, state = (clock.locator(f"[data-clock-{name}]").bounding_box() for name in ["device", "state"])
    assert hours["y"] + hours["height"] <= device["y"] < device["y"] + device["height"] <= state["y"]
    assert hours["x"] == device["x"] == state["x"]


def test_overnight_slots_and_changes_of_clocks(server, clock_at):
    address = channel_with(slots=[("sat", "22:00", "06:00")])
    # The clocks of Los Angeles skip the hour from 02:00 in this night, which is an hour shorter.
    assert clock_at(address, "2026-03-08T10:00", LOS_ANGELES) == "Open now closes in 3 hours, at 06:00"
    assert clock_at(address, "2026-03-08T13:00", LOS_ANGELES).startswith("Closed now")
    address = channel_with(slots=[("sun", "02:30", "04:00")])
    # 02:30 does not occur on that day; it is 03:30, an hour after the clocks were changed.
    assert clock_at(address, "2026-03-08T10:10", LOS_ANGELES) == "Closed now opens in 20 minutes, at 03:30"


def test_closed_on_a_public_holiday(server, clock_at):
    address = channel_with(slots=[("daily", "09:00", "17:00")], holidays_of="US")
    holiday = next(day for day in coming_holidays("US", datetime.now(UTC).date()) if day > datetime.now(UTC).date())
    noon = datetime.combine(holiday, time(20), UTC)  # noon in Los Angeles
    said = clock_at(address, noon.isoformat()[:19], "Europe/Tirane")
    assert said.startswith("Closed today (public holiday) opens in")
    the_day_before = (noon - timedelta(1)).isoformat()[:19]
    assert clock_at(address, the_day_before, "Europe/Tirane").startswith("Open now")


CASES = "/en/help/ways-to-contact-tiktok/"


def test_a_case_is_chosen_linked_found_and_printed(page_at, assert_accessible):
    page = page_at()
    page.goto(f"{CASES}#k-7d75fw-2")
    channel = page.locator("#k-7d75fw")
    shown = channel.locator(".case .step").locator("visible=true")
    expect(channel.locator(".chip[aria-current]")).to_have_text("Video")
    expect(channel.locator("#k-7d75fw-1")).to_have_attribute("hidden", "until-found")
    expect(shown).to_have_count(2)
    assert_accessible(page)

    chip = channel.get_by_role("link", name="Comment", exact=True)
    chip.focus()
    page.keyboard.press("Enter")
    expect(channel.locator("#k-7d75fw-4")).to_be_visible()
    expect(chip).to_be_focused()
    assert page.url.endswith("#k-7d75fw-4")
    expect(page.locator("#k-tekeve .case")).to_have_count(2)
    assert page.locator("#k-tekeve .case[hidden]").count() == 0

    page.go_back()
    expect(channel.locator(".chip[aria-current]")).to_have_text("Video")

    page.evaluate("document.getElementById('k-7d75fw-6').dispatchEvent(new Event('beforematch', {bubbles: true}))")
    expect(channel.locator(".chip[aria-current]")).to_have_text("Hashtag/Sound/Search")

    page.emulate_media(media="print")
    assert page.locator("#k-7d75fw-1 .step").first.evaluate("step => step.checkVisibility()")
    assert page.locator("#k-7d75fw-1").evaluate("box => getComputedStyle(box).contentVisibility") == "visible"
    page.emulate_media(media="screen")

    channel.get_by_role("link", name="All cases").click()
    expect(channel.locator(".case[hidden]")).to_have_count(0)


def test_every_case_is_open_without_javascript(page_at):
    page = page_at(java_script=False)
    page.goto(CASES)
    for text in ["Open the user’s profile.", "Open the conversation that contains the message."]:
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator("#k-tekeve .checklist input").first).to_be_hidden()
    expect(page.locator("#k-tekeve").get_by_text("Ticks stay on this device.")).to_be_hidden()
    box = page.locator("#k-tekeve .checklist__box").first
    assert box.evaluate("box => getComputedStyle(box, '::before').borderTopStyle") == "solid"
    expect(page.locator("[data-clock]").first).to_be_hidden()


def test_ticks_stay_on_the_device_and_in_every_language(page_at):
    page = page_at()
    asked = []
    with page.expect_request("**/v/en/*"):  # the page tells that it is read, once
        page.goto(CASES, wait_until="networkidle")
    page.on("request", lambda request: request.url.endswith("favicon.svg") or asked.append(request.url))
    first = page.locator("#k-tekeve").get_by_role("checkbox").first
    first.check()
    assert asked == []
    expect(page.locator("#k-tekeve").get_by_text("Ticks stay on this device.")).to_be_visible()
    page.goto("/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/")
    boxes = page.locator("#k-tekeve").get_by_role("checkbox")
    expect(boxes.first).to_be_checked()
    expect(boxes.nth(1)).not_to_be_checked()
    page.locator("#k-tekeve [data-clear]").click()
    expect(boxes.first).not_to_be_checked()
    expect(boxes.first).to_be_focused()
    page.reload()
    expect(boxes.first).not_to_be_checked()


def test_a_checklist_works_whatever_the_store_does(page_at):
    page = page_at()
    box = page.locator("#k-tekeve").get_by_role("checkbox").first
    for kept in ["{", '"a"', "[1]"]:
        page.goto(CASES)
        page.evaluate("kept => localStorage.setItem('checklist:tekeve', kept)", kept)
        page.reload()
        expect(box).not_to_be_checked()
    page.add_init_script("Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('refused') }")
    page.reload()
    box.check()
    expect(page.locator("#k-tekeve [data-clear]")).to_be_visible()


def test_the_message_is_copied_as_it_was_written(page_at):
    page = page_at()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(CASES)
    box = page.locator("#k-zbc65y .message")
    box.locator("summary").click()
    box.locator("button").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Hello! My TikTok username is [username].\nThe")


def test_the_message_is_open_on_paper_without_its_button(page_at):
    page = page_at()
    page.goto(CASES)
    box = page.locator("#k-zbc65y .message")
    text = box.locator(".message__text")
    is_shown = "text => text.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})"
    assert not text.evaluate(is_shown)
    page.emulate_media(media="print")
    assert text.evaluate(is_shown)
    assert text.bounding_box()["height"] > 50
    assert page.locator("button").locator("visible=true").count() == 0
