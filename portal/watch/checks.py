"""`check --deploy` finds settings that are for tests alone."""

from django.conf import settings
from django.core import checks


def watch_goes_where_it_should(app_configs, **_kwargs):
    """The watch asks addresses that anybody who edits pages can type: they must not lead into the inner network."""
    found = []
    if settings.WATCH_NETWORKS:
        found.append(checks.Error("WATCH_NETWORKS is for tests: it lets the watch into networks.", id="watch.E001"))
    if not set(settings.WATCH_PORTS) <= {80, 443}:
        found.append(checks.Error("WATCH_PORTS is for tests: only 80 and 443 are the web's.", id="watch.E002"))
    return found


def connect():
    checks.register(watch_goes_where_it_should, checks.Tags.security, deploy=True)
