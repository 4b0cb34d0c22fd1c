from contextlib import suppress
from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from portal.pages.models import BasePage
from portal.watch.models import WatchedAddress
from portal.watch.running import NetworkDownError, Run

FRESH = timedelta(hours=20)  # less than a day, so that a run each day finds everything due again


@task()
def check_page(page_pk):
    """Look at what a page shows, unless that has been done today."""
    pages, before = BasePage.objects.filter(pk=page_pk), timezone.now() - FRESH
    WatchedAddress.objects.gather(pages)
    with suppress(NetworkDownError):  # the next run finds them due
        list(Run(WatchedAddress.objects.shown_on(pages).due(before), before=before))
