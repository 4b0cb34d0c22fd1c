"""The buttons below a page's form: what an editor does next stands beside saving, not in a menu."""

from django.utils.html import format_html
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, SaveDraftMenuItem, SubmitForModerationMenuItem


class SaveAndNext(ActionMenuItem):
    """Two buttons in the place of the first one."""

    def __init__(self, save, following):
        super().__init__(order=save.order)
        self.save, self.following = save, following

    def render_html(self, parent_context):
        return format_html("{}{}", self.save.render_html(parent_context), self.following.render_html(parent_context))


def take_out_of_the_menu(items):
    """Put "Publish" beside "Save draft", or "Submit" for who may not publish. `items` are Wagtail's, changed here."""
    if not items or not isinstance(items[0], SaveDraftMenuItem):
        return
    following = first(items, PublishMenuItem) or first(items, SubmitForModerationMenuItem)
    if following:
        items.remove(following)
        items[0] = SaveAndNext(items[0], following)


def first(items, kind):
    return next((item for item in items if isinstance(item, kind)), None)
