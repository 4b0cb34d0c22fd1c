from django.db.models.signals import post_save, pre_delete

from portal.pages.models import BasePage
from portal.sharing.models import ShortLink


def give_link(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Every page has its link from the moment it is stored, however it came; the tree's root is no page."""
    if isinstance(instance, BasePage) and instance.depth > 1 and not raw and update_fields is None:
        ShortLink.objects.give(instance)


def remember_page(instance, **_kwargs):
    """The row outlives its page; what was never public leaves nothing that a reader could learn of."""
    ShortLink.objects.filter(page=instance.pk).update(was_public=instance.was_public)


def connect():
    BasePage.routed_with.append("short_link")
    post_save.connect(give_link, dispatch_uid="give_link")
    pre_delete.connect(remember_page, sender=BasePage, dispatch_uid="remember_page")
