from django.db.models.signals import post_save

from portal.pages.models import BasePage
from portal.search.models import index_page


def index_saved_page(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Drafts are saved as revisions and never come by here with their text; a live page does, whole."""
    if raw or update_fields is not None or not isinstance(instance, BasePage):
        return
    if instance.live and instance.depth > 2 and isinstance(instance, instance.specific_class):
        index_page(instance)


def connect():
    post_save.connect(index_saved_page, dispatch_uid="index_saved_page")
