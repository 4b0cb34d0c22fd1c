"""What the bar on a public page offers to who may mend the channels that stand there."""

from django.middleware.csrf import get_token
from django.utils.translation import gettext
from wagtail.admin.userbar import BaseItem

from help.models import GuidePage, HowToPage

# Where Wagtail's editor scrolls to and opens the tab of; the ids of its panels depend on the admin's language.
ADDRESS, STEPS = "id_address", "id_steps-FORMS"


class VerifyItem(BaseItem):
    """Marks the channel of a page verified."""

    template_name = "help/admin/userbar_verify.html"

    def __init__(self, channel):
        self.channel = channel

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        return context | {"csrf_token": get_token(context["request"])}


class EditChannelItem(BaseItem):
    """Opens a channel where its facts are edited; without a `label` it is named after the channel."""

    template_name = "help/admin/userbar_edit.html"

    def __init__(self, channel, panel, label=""):
        self.channel, self.panel, self.label = channel, panel, label


class AddChannelItem(BaseItem):
    """Begins a new channel of a guide."""

    template_name = "help/admin/userbar_add.html"

    def __init__(self, guide):
        self.guide = guide


def userbar_items(user, page):
    """Items for a guide (one for each channel) or for a channel; none for who may do nothing there."""
    if not page or not page.pk or not user.has_perm("help.change_channelstatus"):
        return []
    if isinstance(page, GuidePage):
        add = [AddChannelItem(page)] if page.permissions_for_user(user).can_add_subpage() else []
        return add + [EditChannelItem(channel, ADDRESS) for channel in page.channels.all if may_edit(user, channel)]
    if isinstance(page, HowToPage) and may_edit(user, page):
        return channel_items(page)
    return []


def channel_items(channel):
    verify = [] if channel.is_retired else [VerifyItem(channel)]
    panels = [(ADDRESS, gettext("Edit the address")), (STEPS, gettext("Edit the steps"))]
    return verify + [EditChannelItem(channel, panel, label) for panel, label in panels]


def may_edit(user, channel):
    return channel.permissions_for_user(user).can_edit()
