from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import ListingButton
from wagtail.log_actions import LogFormatter
from wagtail.permissions import policy_registry

from portal.pages import staleness
from portal.pages.languages import language_name
from portal.pages.models import BasePage
from portal.pages.texts import unit_label
from portal.translating import urls
from portal.translating.radar import count_label, edit_url, stale_counts


@hooks.register("register_admin_urls")
def translating_urls():
    return [path("translating/", include(urls))]


class ReportMenuItem(MenuItem):
    def is_shown(self, request):
        policy = policy_registry.get_by_type(BasePage)
        return policy.user_has_any_permission(request.user, ["add", "change", "publish"])


@hooks.register("register_reports_menu_item")
def report_menu_item():
    url = reverse("translating:report")
    return ReportMenuItem(gettext_lazy("Translations"), url, name="translations", icon_name="globe", order=650)


@hooks.register("construct_page_listing_buttons")
def mark_stale_pages(buttons, page, user, context=None):
    """Below a page's title in every list of pages; the list's first row asks for all of them at once."""
    request = context["request"]
    if not hasattr(request, "stale_counts"):
        request.stale_counts = stale_counts()
    can_edit = page.pk in request.stale_counts and page.permissions_for_user(user).can_edit()
    for language, count in request.stale_counts.get(page.pk, {}).items():
        url = edit_url(page, language) if can_edit else None
        label = count_label(language, count)
        buttons.append(ListingButton(label, url=url, icon_name="warning", classname="kanal-stale-mark", priority=100))


@hooks.register("before_edit_page")
def reopen_ticks(request, page):
    """An older draft is shown with its own ticks, not with those of the latest one."""
    page.shown_revision_id = request.resolver_match.kwargs.get("revision_id")


@hooks.register("after_copy_page")
def bring_marks_along(request, page, new_page):
    """The same texts are as stale in the copy; an alias has its original's marks from its first save."""
    if new_page.alias_of_id:
        return
    staleness.bring_along(new_page, page)
    originals, copied = page.get_descendants().order_by("path"), new_page.get_descendants().order_by("path")
    if originals.count() == copied.count():
        for original, copy in zip(originals, copied, strict=True):
            staleness.bring_along(copy, original)


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("translating.still_fine")
    class StillFineFormatter(LogFormatter):
        label = gettext_lazy("Confirm a translation")

        def format_message(self, log_entry):
            model = log_entry.content_type.model_class()
            values = {
                "text": unit_label(model, log_entry.data.get("unit", "")) if model else log_entry.data.get("unit", ""),
                "language": language_name(log_entry.data.get("language", "")),
            }
            return _("The translation of “%(text)s” (%(language)s) is still right") % values


@hooks.register("insert_editor_js")
def still_fine_script():
    return format_html('<script src="{}" defer></script>', static("js/still-fine.js"))
