"""A channel's hours on the clocks of its readers: the same slots in another time zone, and until when that holds.

Two zones change their clocks on different days, so the difference between them holds for some weeks only. Pages are
cached, so what is printed names its dates: it is right for LOOK_AHEAD after the page was made, whatever day it is read.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from help.hours import DAY_CHOICES, DAYS, WEEKDAYS, OpeningLine, time_span

LOOK_AHEAD = timedelta(weeks=4)
ORDER = [*WEEKDAYS]
# What a choice of days is called when it begins a day later or earlier on the other clock.
SHIFTED = {
    ("weekdays", 1): _("Tuesday to Saturday"),
    ("weekdays", -1): _("Sunday to Thursday"),
    ("weekend", 1): _("Sunday and Monday"),
    ("weekend", -1): _("Friday and Saturday"),
}


@dataclass(frozen=True)
class Slot:
    """Hours on the clocks of one zone: `days` is one of DAY_CHOICES, `shift` how many days later it opens there."""

    days: str
    opens: object
    closes: object
    shift: int = 0


@dataclass(frozen=True)
class Spell:
    """Hours in the readers' zone while the clocks' difference holds: between two of their dates, open where None."""

    slots: tuple
    since: date | None = None
    until: date | None = None

    @property
    def lines(self):
        return lines_of(self.slots)

    @property
    def dates(self):
        """`"until 29 March"`, or "" where it holds for all that can be foreseen."""
        if not self.since and not self.until:
            return ""
        days = {"since": day_and_month(self.since), "until": day_and_month(self.until)}
        if self.since == self.until:
            return gettext("on %(since)s") % days
        if not self.since:
            return gettext("until %(until)s") % days
        return (gettext("from %(since)s until %(until)s") if self.until else gettext("from %(since)s")) % days


def day_and_month(day):
    return day and date_format(day, "MONTH_DAY_FORMAT")


def spells(slots, zone, today, here=settings.TIME_ZONE):
    """How `slots` of a `zone` read on the clocks `here` within LOOK_AHEAD of `today`, as a list of Spells.

    None at all where the readers' clocks say the same all along, or where there is no zone to reckon from.
    """
    own = tuple(Slot(slot.days, slot.opens, slot.closes) for slot in slots if slot.is_complete)
    return list(spells_of(own, zone, here, today)) if own and zone else []


@lru_cache(maxsize=500)
def spells_of(own, zone, here, today):
    found = []
    # Yesterday's hours may be today's on the readers' clocks.
    for number in range(-1, LOOK_AHEAD.days + 1):
        day = today + timedelta(number)
        all_then = {slot: moved(slot, day, zone, here) for slot in own if ORDER[day.weekday()] in DAYS[slot.days]}
        open_then = {slot: there for slot, there in all_then.items() if day + timedelta(there.shift) >= today}
        if not found or any(found[-1][1].get(slot, there) != there for slot, there in open_then.items()):
            shift = min((there.shift for there in open_then.values()), default=0)
            found.append((day + timedelta(shift), {}))
        found[-1][1].update(open_then)
    while len(found) > 1 and found[1][0] <= today:
        del found[0]
    if all(slot == there for _day, pairs in found for slot, there in pairs.items()):
        return ()
    return tuple(dated(own, found))


def dated(own, found):
    """Spells with the dates between which they hold; the first began in the past, the last ends beyond the horizon.

    What is not open in a spell that is shorter than a week is taken from the one before it, or after the first.
    """
    whole = {}
    for _day, pairs in reversed(found):
        whole |= pairs
    for place, (day, pairs) in enumerate(found):
        whole = whole | pairs
        since = day if place else None
        until = found[place + 1][0] - timedelta(1) if place + 1 < len(found) else None
        yield Spell(tuple(whole[slot] for slot in own), since, until)


def moved(slot, day, zone, here):
    """A slot that opens on `day` in its own zone, as the clocks `here` show it. Around the clock is so everywhere."""
    if slot.opens == slot.closes and slot.days == "daily":
        return slot
    closing_day = day + timedelta(slot.closes <= slot.opens)
    opens = on_other_clock(day, slot.opens, zone, here)
    closes = on_other_clock(closing_day, slot.closes, zone, here)
    return Slot(slot.days, opens.time(), closes.time(), (opens.date() - day).days)


def on_other_clock(day, time, zone, here):
    """An hour that the zone's clocks skip is taken as if they had not changed yet (PEP 495, fold=0)."""
    return datetime.combine(day, time, ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(here)).replace(tzinfo=None)


def lines_of(slots):
    """Slots as lines, those of the same days joined with a comma."""
    lines = {}
    for slot in slots:
        lines.setdefault((slot.days, slot.shift), []).append(slot)
    return [
        OpeningLine(
            shifted_days(days, shift),
            ", ".join(time_span(slot.opens, slot.closes) for slot in there),
            any(slot.closes <= slot.opens for slot in there),
        )
        for (days, shift), there in lines.items()
    ]


def shifted_days(days, shift):
    """`("weekdays", 1)` → `"Tuesday to Saturday"`, beginning with a capital."""
    if days in WEEKDAYS:
        name = WEEKDAYS[ORDER[(ORDER.index(days) + shift) % len(ORDER)]]
    else:
        name = SHIFTED.get((days, shift)) or dict(DAY_CHOICES)[days]
    return capfirst(str(name))


def clock_words():
    """What a browser says about the hours right now, `{name: text}` with %(count)s, %(time)s and %(day)s to fill in.

    A text that counts is a pair: for exactly one, and for any other number.
    """
    return {
        "open": gettext("Open now"),
        "closed": gettext("Closed now"),
        "holiday": gettext("Closed today (public holiday)"),
        "closesMinutes": [
            ngettext("closes in %(count)s minute, at %(time)s", "closes in %(count)s minutes, at %(time)s", count)
            for count in (1, 2)
        ],
        "closesHours": [
            ngettext("closes in %(count)s hour, at %(time)s", "closes in %(count)s hours, at %(time)s", count)
            for count in (1, 2)
        ],
        "opensMinutes": [
            ngettext("opens in %(count)s minute, at %(time)s", "opens in %(count)s minutes, at %(time)s", count)
            for count in (1, 2)
        ],
        "opensHours": [
            ngettext("opens in %(count)s hour, at %(time)s", "opens in %(count)s hours, at %(time)s", count)
            for count in (1, 2)
        ],
        "opensLater": gettext("opens on %(day)s at %(time)s"),
        "overnight": gettext("until the next day"),
        "days": [str(name) for name in WEEKDAYS.values()],
    }
