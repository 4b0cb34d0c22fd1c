from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.pages.policies import WithoutActions
from portal.queue.models import Item
from portal.queue.screens import DigestPanel, ItemViewSet, QueuePanel

register_permission_policy(Item, WithoutActions(Item, "add", "delete"))
hooks.register("register_account_settings_panel", DigestPanel)


@hooks.register("register_admin_viewset")
def register_queue():
    return ItemViewSet()


@hooks.register("construct_homepage_panels")
def queue_at_home(request, panels):
    panels.append(QueuePanel())
