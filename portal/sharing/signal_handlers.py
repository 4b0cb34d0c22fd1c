from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from wagtail.signals import page_published

from portal.pages.models import BasePage
from portal.sharing.models import ShortLink
from portal.sharing.tasks import draw_cards


def give_link(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Every page has its link from the moment it is stored, however it came; the tree's root is no page."""
    if isinstance(instance, BasePage) and instance.depth > 1 and not raw and update_fields is None:
        ShortLink.objects.give(instance)


def remember_page(instance, **_kwargs):
    """The row outlives its page; what was never public leaves nothing that a reader could learn of."""
    ShortLink.objects.filter(page=instance.pk).update(was_public=instance.was_public)


def draw_when_published(sender, instance, **_kwargs):
    transaction.on_commit(partial(draw_cards.enqueue, instance.pk), robust=True)


@contextmanager
def cards_drawn_later():
    """Publish many pages without waiting for their cards: each is drawn when it is first asked for."""
    page_published.disconnect(dispatch_uid="draw_when_published")
    try:
        yield
    finally:
        page_published.connect(draw_when_published, dispatch_uid="draw_when_published")


def connect():
    page_published.connect(draw_when_published, dispatch_uid="draw_when_published")
    BasePage.routed_with.append("short_link")
    post_save.connect(give_link, dispatch_uid="give_link")
    pre_delete.connect(remember_page, sender=BasePage, dispatch_uid="remember_page")
