"""Guides and channels as JSON-LD: how to reach a company, as far as the page says it."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from portal.pages.languages import shown_language
from portal.pages.structured_data import article, item_list, minutes, organization, web_page

WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DAYS = {day[:3].lower(): [day] for day in WEEK} | {"daily": WEEK, "weekdays": WEEK[:5], "weekend": WEEK[5:]}
DAYS_IN_A_YEAR = 366


def guide_nodes(guide, shown):
    """An article about the company that can be reached so, and its channels in their order."""
    channels = shown.context["channels"]
    points = contact_points(shown, channels)
    return [
        article(
            shown,
            guide,
            about=organization(shown, guide.company, contactPoint=points) if guide.company else points,
            mainEntity=channels and {"@id": f"{shown.canonical}#channels"},
            timeRequired=minutes(shown.context["reading_minutes"]),
            hasPart=notice_nodes(shown),
        ),
        item_list(shown, channels, anchor="channels"),
    ]


def channel_nodes(page, shown):
    """An article about one way to reach a company; about nothing when it no longer works."""
    points = contact_points(shown, [shown.context["channel"]])
    return [article(shown, page, about=points, hasPart=notice_nodes(shown))]


def problem_nodes(problem, shown):
    """A page about one problem with a company, and the channels for it, best first."""
    ways = [way["channel"] for way in shown.context["ways"]]
    points = contact_points(shown, ways)
    return [
        web_page(
            shown,
            about=organization(shown, problem.company, contactPoint=points) if problem.company else points,
            mainEntity={"@id": f"{shown.canonical}#channels"},
            hasPart=notice_nodes(shown),
        ),
        item_list(shown, ways, anchor="channels"),
    ]


def notice_nodes(shown):
    """What holds for the company today, as the page says it; it `expires` with its last day, an ISO 8601 date."""
    return [
        {
            "@type": "CreativeWork",
            "text": notice.text,
            "inLanguage": shown_language(notice, "text"),
            "spatialCoverage": [{"@type": "Country", "name": name} for name in notice.country_names],
            "expires": notice.ends and notice.ends.isoformat(),
            "citation": notice.source_url,
        }
        for notice in shown.context["notices"]
    ]


def contact_points(shown, channels):
    """The addresses of the channels in use. A retired one is not offered, and one without an address is none."""
    return [contact_point(shown, one) for one in channels if not one.is_retired and one.address_info]


def contact_point(shown, channel):
    """Countries are ISO 3166 codes and languages BCP 47 tags, as schema.org asks for."""
    return {
        "@type": "ContactPoint",
        "@id": f"{shown.address_of(channel)}#contact",
        "name": channel.title,
        "contactType": str(channel.kind_info.label),
        **channel.address_info.structured_data,
        "areaServed": channel.countries,
        "availableLanguage": channel.spoken_languages,
        "hoursAvailable": [] if channel.hours_note else opening_hours(channel),
    }


def opening_hours(channel):
    """The table of hours; none where the editor has put words in its place, as on the page."""
    zone = ZoneInfo(channel.timezone) if channel.timezone else None
    slots = [slot for slot in channel.opening_slots.all() if slot.opens is not None and slot.closes is not None]
    return [opening_slot(slot, zone) for slot in slots if slot.days in DAYS]


def opening_slot(slot, zone):
    """Hours with the offset of the channel's zone, and until when that offset holds.

    OpeningHoursSpecification has no zone, and 08:00 without one would be read as the reader's own morning. Its times
    may carry an offset (schema.org/Time: hh:mm:ss[Z|(+|-)hh:mm]), but "08:00:00-08:00" is wrong in Los Angeles for
    half of the year; so `validThrough` ends it on the last day before the clocks change.
    A slot that closes before it opens spans over the next day (schema.org/OpeningHoursSpecification).
    """
    closes = slot.closes
    if slot.closes == slot.opens:
        # All around the clock. Equal times would mean closed all day, 00:00 to 23:59 means open
        # (https://developers.google.com/search/docs/appearance/structured-data/local-business).
        closes = (datetime.combine(now().date(), closes) - timedelta(minutes=1)).time()
    opening, closing = ("", None), ("", None)
    if zone:
        today = now().astimezone(zone).date()
        opening, closing = (offset_until(zone, time, today) for time in (slot.opens, closes))
    last_day = min(filter(None, (opening[1], closing[1])), default=None)
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}" for day in DAYS[slot.days]],
        "opens": f"{slot.opens:%H:%M:%S}{opening[0]}",
        "closes": f"{closes:%H:%M:%S}{closing[0]}",
        "validThrough": last_day and last_day.isoformat(),
    }


@lru_cache(maxsize=200)
def offset_until(zone, time, today):
    """`("-08:00", date(2027, 3, 13))`: the zone's offset today, and the last day of it, or None where it never ends."""
    moment = datetime.combine(today, time, zone)
    for days in range(1, DAYS_IN_A_YEAR + 1):
        later = datetime.combine(today + timedelta(days), time, zone)
        if later.utcoffset() != moment.utcoffset():
            return f"{moment:%:z}", later.date() - timedelta(1)
    return f"{moment:%:z}", None
