"""The calendar day of the site."""

from datetime import timedelta

from django.utils import timezone

from portal.pages.shown import note_day


def today():
    """The day in the site's own time zone, whatever zone an editor's screens are in."""
    note_day()
    return timezone.localdate(timezone=timezone.get_default_timezone())


def first_day(days):
    """The first of the last `days` days, today included."""
    return today() - timedelta(days=days - 1)
