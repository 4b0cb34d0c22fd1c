from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction


def refresh_visibility(instance, **_kwargs):
    """A page became private or public again, and with it all that stands below it."""
    page = type(instance).page.field.related_model.objects.filter(pk=instance.page_id).first()
    if page:
        page.refresh_visibility()


def connect():
    post_save.connect(refresh_visibility, sender=PageViewRestriction, dispatch_uid="visibility_on_privacy")
    post_delete.connect(refresh_visibility, sender=PageViewRestriction, dispatch_uid="visibility_on_unprivacy")
