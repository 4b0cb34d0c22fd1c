from django.db.models.signals import post_save
from wagtail.signals import page_published

from help.models import ChannelStatus, GuidePage, HowToPage


def give_status(sender, instance, created, raw=False, **_kwargs):
    """Every channel has its row of state and its permanent key from the moment it is stored, however it came.

    An alias begins with the state of the channel that it repeats.
    """
    if created and not raw:
        original = ChannelStatus.objects.filter(channel=instance.alias_of_id).first()
        values = {"state": original.state, "reason": original.reason} if original else {}
        ChannelStatus.objects.get_or_create(channel=instance, defaults=values)


def publish_channels(sender, instance, revision=None, alias=False, **_kwargs):
    """Wagtail sends this when a guide goes live, by whichever screen or command, and when it is scheduled."""
    if instance.live and revision and not alias and instance.publishes_channels:
        instance.publish_draft_channels(revision)


def connect():
    post_save.connect(give_status, sender=HowToPage, dispatch_uid="give_status")
    page_published.connect(publish_channels, sender=GuidePage, dispatch_uid="publish_channels")
