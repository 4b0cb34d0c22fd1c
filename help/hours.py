"""Weekly opening hours as an editor enters them, and as a reader sees them."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


@dataclass(frozen=True)
class OpeningLine:
    """One line of hours: `days` "Every day", `times` "08:00–17:00", `overnight` when it ends on the next day."""

    days: str
    times: str
    overnight: bool


def zone_choices():
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


def zone_label(zone):
    """`"America/Los_Angeles"` → `"Los Angeles time"` in the reader's language."""
    return _("%(city)s time") % {"city": zone.split("/")[-1].replace("_", " ")} if zone else ""


def opening_lines(slots):
    """Slots (with `days`, `opens`, `closes`) as lines, the slots of the same days joined with a comma."""
    lines = {}
    for slot in slots:
        if slot.days and slot.opens is not None and slot.closes is not None:
            lines.setdefault(slot.days, []).append(slot)
    names = dict(DAY_CHOICES)
    return [
        OpeningLine(str(names[days]), ", ".join(map(slot_times, day)), any(slot.is_overnight for slot in day))
        for days, day in lines.items()
    ]


def slot_times(slot):
    return f"{time_format(slot.opens, 'H:i')}–{time_format(slot.closes, 'H:i')}"
