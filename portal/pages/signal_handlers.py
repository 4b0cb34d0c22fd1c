from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from portal.pages.models import BasePage, Company, ContentVersion, Topic
from portal.pages.redirects import follow_subjects
from portal.pages.signals import content_changed


def refresh_visibility(instance, **_kwargs):
    """A page became private or public again, and with it all that stands below it."""
    page = type(instance).page.field.related_model.objects.filter(pk=instance.page_id).first()
    if page:
        page.refresh_visibility()


def note_content(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Drafts are stored as revisions and never come by here with their text; a live page does, whole."""
    if raw or update_fields is not None or not isinstance(instance, BasePage):
        return
    if instance.live and instance.depth > 1 and isinstance(instance, instance.specific_class):
        changed = ContentVersion.objects.record(instance)
        if changed:
            content_changed.send(sender=sender, page=instance, languages=changed)


def connect():
    post_save.connect(note_content, dispatch_uid="note_content")
    post_save.connect(refresh_visibility, sender=PageViewRestriction, dispatch_uid="visibility_on_privacy")
    post_delete.connect(refresh_visibility, sender=PageViewRestriction, dispatch_uid="visibility_on_unprivacy")
    for model in [Topic, Company]:
        follow_subjects(model)
