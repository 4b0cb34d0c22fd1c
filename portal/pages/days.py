"""The calendar day of the site."""

from django.utils import timezone


def today():
    """The day in the site's own time zone, whatever zone an editor's screens are in."""
    return timezone.localdate(timezone=timezone.get_default_timezone())
