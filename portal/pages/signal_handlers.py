from contextlib import contextmanager
from functools import partial

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from wagtail.models import PageViewRestriction, Revision
from wagtail.signals import page_published

from portal.pages import staleness
from portal.pages.bulk import learn_spread
from portal.pages.models import (
    BasePage,
    Company,
    ContentVersion,
    MeaningChange,
    PortalImage,
    PortalRendition,
    Topic,
)
from portal.pages.new_languages import fill_new_languages
from portal.pages.pictures import forget
from portal.pages.redirects import follow_subjects
from portal.pages.signals import content_changed, revision_saved
from portal.pages.tasks import prepare_pictures, renew_picture


def refresh_visibility(instance, **_kwargs):
    """A page became private or public again, and with it all that stands below it."""
    page = type(instance).page.field.related_model.objects.filter(pk=instance.page_id).first()
    if page:
        page.refresh_visibility()


def is_whole_page(instance, raw, update_fields):
    """Drafts are stored as revisions and never come by here with their text; a live page does, whole."""
    if raw or update_fields is not None or not isinstance(instance, BasePage):
        return False
    return instance.depth > 1 and isinstance(instance, instance.specific_class)


def note_content(sender, instance, raw=False, update_fields=None, **_kwargs):
    if is_whole_page(instance, raw, update_fields) and instance.live:
        changed = ContentVersion.objects.record(instance)
        if changed:
            content_changed.send(sender=sender, page=instance, languages=changed)


def bring_up_to_date(**_kwargs):
    """After the last migration: what a new language needs, and dates for pages that were live before this was kept."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # in the middle of it the tables are not yet those of the models
    fill_new_languages()
    learn_spread()
    unnoted = BasePage.objects.filter(live=True, depth__gt=1, content_versions=None)
    for page in unnoted.specific().iterator():
        ContentVersion.objects.record(page)


def note_texts_before(sender, instance, raw=False, update_fields=None, **_kwargs):
    if instance.pk and is_whole_page(instance, raw, update_fields):
        staleness.settle_stored(instance)


def settle_texts(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Whichever screen or command publishes a page, it is saved with the revision that readers have now.

    That revision's ticks are used up, so that no later save counts them again.
    """
    if not is_whole_page(instance, raw, update_fields) or not instance.live:
        return
    if instance.alias_of_id:
        staleness.repeat_marks(instance, instance.alias_of_id)
        return
    ticks = MeaningChange.objects.filter(revision=instance.live_revision_id, revision__object_id=str(instance.pk))
    ticked = list(ticks.values_list("unit", flat=True)) if instance.live_revision_id else []
    staleness.settle(instance, ticked)
    if ticked:
        MeaningChange.objects.filter(revision=instance.live_revision_id).delete()


def note_ticks(sender, page, revision, **_kwargs):
    """A draft has the ticks of its form; one that no form has made keeps those of the draft before it."""
    ticked = getattr(page, "ticked_units", None)
    if ticked is None:
        ticked = ticks_before(revision)
    else:
        revision.meaning_changes.exclude(unit__in=ticked).delete()
    changes = [MeaningChange(revision=revision, unit=unit) for unit in ticked]
    MeaningChange.objects.bulk_create(changes, ignore_conflicts=True)


def ticks_before(revision):
    try:
        previous = revision.get_previous()
    except Revision.DoesNotExist:
        return []
    return list(previous.meaning_changes.values_list("unit", flat=True))


def prepare_when_published(sender, instance, **_kwargs):
    enqueue_committed(prepare_pictures, instance._meta.label, instance.pk)


def prepare_when_saved(sender, instance, raw=False, update_fields=None, **_kwargs):
    """What is no page has no publication: a product, company, author or the site's settings."""
    if hasattr(sender, "shown_pictures") and not raw and not isinstance(instance, BasePage):
        enqueue_committed(prepare_pictures, instance._meta.label, instance.pk)


def renew_when_changed(sender, instance, created, update_fields=None, **_kwargs):
    if not created and update_fields is None:
        enqueue_committed(renew_picture, instance.pk)


def enqueue_committed(task, *args):
    transaction.on_commit(partial(task.enqueue, *args), robust=True)


def forget_rendition(instance, **_kwargs):
    forget(instance.image)


@contextmanager
def pictures_prepared_later():
    """Publish many pages without waiting for their pictures: `prepare_pictures` makes them, and says so."""
    disconnect_pictures()
    try:
        yield
    finally:
        connect_pictures()


def connect_pictures():
    page_published.connect(prepare_when_published, dispatch_uid="prepare_when_published")
    post_save.connect(prepare_when_saved, dispatch_uid="prepare_when_saved")


def disconnect_pictures():
    page_published.disconnect(dispatch_uid="prepare_when_published")
    post_save.disconnect(dispatch_uid="prepare_when_saved")


def connect():
    connect_pictures()
    post_save.connect(renew_when_changed, sender=PortalImage, dispatch_uid="renew_when_changed")
    post_delete.connect(forget_rendition, sender=PortalRendition, dispatch_uid="forget_rendition")
    pre_save.connect(note_texts_before, dispatch_uid="note_texts_before")
    post_save.connect(settle_texts, dispatch_uid="settle_texts")
    revision_saved.connect(note_ticks, dispatch_uid="note_ticks")
    post_migrate.connect(bring_up_to_date, sender=apps.get_app_config("pages"), dispatch_uid="bring_up_to_date")
    post_save.connect(note_content, dispatch_uid="note_content")
    post_save.connect(refresh_visibility, sender=PageViewRestriction, dispatch_uid="visibility_on_privacy")
    post_delete.connect(refresh_visibility, sender=PageViewRestriction, dispatch_uid="visibility_on_unprivacy")
    for model in [Topic, Company]:
        follow_subjects(model)
