"""Weekly opening hours as an editor enters them, and as a reader sees them."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from babel.dates import get_timezone_location
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.pages.languages import current

WEEKDAYS = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}
DAY_CHOICES = [
    ("daily", gettext_lazy("Every day")),
    ("weekdays", gettext_lazy("Monday to Friday")),
    ("weekend", gettext_lazy("Saturday and Sunday")),
    *WEEKDAYS.items(),
]
# CLDR spells this one as the zone does, in every language.
OUR_NAMES = {"Europe/Tirane": gettext_lazy("Tirana")}
# The days that each choice stands for.
DAYS = {day: [day] for day in WEEKDAYS} | {
    "daily": [*WEEKDAYS],
    "weekdays": [*WEEKDAYS][:5],
    "weekend": [*WEEKDAYS][5:],
}


@dataclass(frozen=True)
class OpeningLine:
    """One line of hours: `days` "Every day", `times` "08:00–17:00", `overnight` when it ends on the next day."""

    days: str
    times: str
    overnight: bool


def zone_choices():
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


def zone_label(zone):
    """`"America/Los_Angeles"` → `"Los Angeles time"`, with the city's name in the reader's language (CLDR)."""
    if not zone:
        return ""
    city = OUR_NAMES.get(zone) or get_timezone_location(zone, locale=current(), return_city=True)
    return _("%(city)s time") % {"city": city}


def opening_lines(slots):
    """Slots (with `days`, `opens`, `closes`) as lines, the slots of the same days joined with a comma."""
    lines = {}
    for slot in slots:
        if slot.days and slot.opens is not None and slot.closes is not None:
            lines.setdefault(slot.days, []).append(slot)
    names = dict(DAY_CHOICES)
    return [
        OpeningLine(capfirst(str(names[days])), ", ".join(map(slot_times, day)), any(slot.is_overnight for slot in day))
        for days, day in lines.items()
    ]


def slot_times(slot):
    return time_span(slot.opens, slot.closes)


def time_span(opens, closes):
    return f"{time_format(opens, 'H:i')}–{time_format(closes, 'H:i')}"
