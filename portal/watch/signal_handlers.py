from functools import partial

from django.db import transaction
from django.tasks import task_backends
from django.tasks.backends.immediate import ImmediateBackend
from wagtail.signals import page_published

from portal.watch.tasks import check_page


def check_when_published(sender, instance, **_kwargs):
    """Where tasks run at once, publishing would wait for other people's servers; then the daily run finds the page."""
    if not isinstance(task_backends[check_page.backend], ImmediateBackend):
        transaction.on_commit(partial(check_page.enqueue, instance.pk), robust=True)


def connect():
    page_published.connect(check_when_published, dispatch_uid="check_when_published")
