from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.signals import page_published, page_unpublished, post_page_move

from help.models import ChannelChange, ChannelStatus, GuidePage, HowToPage, Notice, TextChange
from help.models.notice import tell_pages
from help.subject_words import SUBJECT_WORDS
from portal.pages import addresses
from portal.pages.days import today
from portal.pages.languages import codes
from portal.pages.models import BasePage, ContentVersion
from portal.pages.signals import content_changed
from portal.search.indexing import index_page


def give_status(sender, instance, created, raw=False, **_kwargs):
    """Every channel has its row of state and its permanent key from the moment it is stored, however it came."""
    if created and not raw:
        ChannelStatus.objects.give(instance)


def keep_due_date(sender, instance, created, raw=False, **_kwargs):
    """Another kind of channel has another interval."""
    if not created and not raw:
        ChannelStatus.objects.get(channel=instance.pk).settle()


def publish_channels(sender, instance, revision=None, alias=False, **_kwargs):
    """Wagtail sends this when a guide goes live, by whichever screen or command, and when it is scheduled."""
    if instance.live and revision and not alias and instance.publishes_channels:
        instance.publish_draft_channels(revision)


# What changes about a channel is noted for its followers, and is new content of its guide.


def note_content(sender, page, languages, **_kwargs):
    is_channel = isinstance(page, HowToPage)
    told = ChannelChange.objects.note(page) if is_channel else []
    if is_channel:
        touch_guide(page, languages)
    if page.is_public and page.follows_company and not told:
        TextChange.objects.note(page, languages)


def remember_state(sender, instance, **_kwargs):
    instance.stored_before = ChannelStatus.objects.filter(pk=instance.pk).first()


def note_state(sender, instance, raw=False, **_kwargs):
    """A change of state, reason or replacement is seen on the channel's page and its guide; a verification is none."""
    before = instance.stored_before
    if raw or before is None:
        return
    languages = [code for code in codes() if before.shown_in(code) != instance.shown_in(code)]
    channel = HowToPage.objects.filter(pk=instance.channel_id, live=True).first()
    if languages and channel:
        ChannelChange.objects.note(channel)
        index_page(channel)
        ContentVersion.objects.touch(channel.pk, languages)
        touch_guide(channel, languages)


def remember_liveness(sender, instance, **_kwargs):
    instance.stood_live = HowToPage.objects.filter(pk=instance.pk, live=True).exists()


def note_reappearance(sender, instance, raw=False, **_kwargs):
    """A channel that is published again as it was has no new content, but its guide has."""
    if instance.live and not instance.stood_live and not raw:
        ChannelChange.objects.forget_removal(instance)
        touch_guide(instance)


def note_disappearance(sender, instance, **_kwargs):
    """Wagtail sends this for what is unpublished, and for what is live and about to be deleted."""
    parent = BasePage.objects.published().filter(path=instance.path[: -instance.steplen])
    if parent.exists() and not instance.view_restrictions.exists():  # so it was public until now
        ChannelChange.objects.note_removal(instance)
    touch_guide(instance)


def note_deletion(sender, instance, **_kwargs):
    if instance.live:
        touch_guide(instance)


def note_move(sender, instance, parent_page_before, parent_page_after, **_kwargs):
    """A channel has another place in its guide, or another guide, and with it another company."""
    HowToPage.objects.filter(pk=instance.pk).update(company=parent_page_after.company_id)
    index_page(HowToPage.objects.get(pk=instance.pk))
    if instance.live:
        for guide in {parent_page_before.pk, parent_page_after.pk}:
            ContentVersion.objects.touch(guide, codes())


# Notices


def remember_notice(sender, instance, **_kwargs):
    instance.stored_before = Notice.objects.filter(pk=instance.pk).first()


def note_notice(sender, instance, raw=False, **_kwargs):
    """What holds today, or did until now, is seen on every page of its company at once."""
    if raw:
        return
    Notice.objects.filter(pk=instance.pk).update(is_shown=instance.holds_on(today()))
    seen = [one for one in (instance.stored_before, instance) if one and one.holds_on(today())]
    for company in {one.company_id for one in seen}:
        tell_pages(company)


def note_withdrawn_notice(sender, instance, **_kwargs):
    if instance.holds_on(today()):
        tell_pages(instance.company_id)


def touch_guide(channel, languages=None):
    guide = BasePage.objects.filter(path=channel.path[: -channel.steplen]).values_list("pk", flat=True).first()
    ContentVersion.objects.touch(guide, languages or codes())


def connect():
    post_save.connect(give_status, sender=HowToPage, dispatch_uid="give_status")
    post_save.connect(keep_due_date, sender=HowToPage, dispatch_uid="keep_due_date")
    page_published.connect(publish_channels, sender=GuidePage, dispatch_uid="publish_channels")
    content_changed.connect(note_content, dispatch_uid="note_channel_content")
    pre_save.connect(remember_state, sender=ChannelStatus, dispatch_uid="remember_channel_state")
    post_save.connect(note_state, sender=ChannelStatus, dispatch_uid="note_channel_state")
    pre_save.connect(remember_liveness, sender=HowToPage, dispatch_uid="remember_channel_liveness")
    post_save.connect(note_reappearance, sender=HowToPage, dispatch_uid="note_channel_reappearance")
    page_unpublished.connect(note_disappearance, sender=HowToPage, dispatch_uid="note_channel_disappearance")
    post_delete.connect(note_deletion, sender=HowToPage, dispatch_uid="note_channel_deletion")
    pre_save.connect(remember_notice, sender=Notice, dispatch_uid="remember_notice")
    post_save.connect(note_notice, sender=Notice, dispatch_uid="note_notice")
    post_delete.connect(note_withdrawn_notice, sender=Notice, dispatch_uid="note_withdrawn_notice")
    addresses.SUBJECT_WORDS.extend(SUBJECT_WORDS)
    post_page_move.connect(note_move, sender=HowToPage, dispatch_uid="note_channel_move")
