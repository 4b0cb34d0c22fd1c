"""The calendar day of the site."""

from datetime import timedelta

from django.utils import timezone


def today():
    """The day in the site's own time zone, whatever zone an editor's screens are in."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def first_day(days):
    """The first of the last `days` days, today included."""
    return today() - timedelta(days=days - 1)
