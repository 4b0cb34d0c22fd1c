from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from portal.pages.languages import language_name
from portal.translating import exchange_views as views
from portal.translating.importing import ACTION
from portal.translating.targets import other_languages


@hooks.register("register_admin_urls")
def exchange_urls():
    return [
        path("translating/<int:page_id>/upload/", views.upload, name="translating_upload"),
        path("translating/<int:page_id>/<slug:code>.po", views.download, name="translating_download"),
    ]


@hooks.register("register_page_header_buttons")
def exchange_buttons(page, user, view_name, next_url=None):
    if page.is_root() or page.alias_of_id or not page.permissions_for_user(user).can_edit():
        return
    for code, _name in other_languages():
        url, language = reverse("translating_download", args=[page.pk, code]), {"language": language_name(code)}
        yield Button(_("Download for translation (%(language)s)") % language, url, icon_name="download", priority=80)
        if page.specific_class.is_guide:
            label = _("Download with all its channels (%(language)s)") % language
            yield Button(label, f"{url}?below=1", icon_name="download", priority=81)
    url = reverse("translating_upload", args=[page.pk])
    yield Button(_("Upload a translation"), url, icon_name="upload", priority=82)


@hooks.register("register_log_actions")
def log_import(actions):
    @actions.register_action(ACTION)
    class ImportFormatter(LogFormatter):
        label = gettext_lazy("Translation from a file")

        def format_message(self, log_entry):
            data = log_entry.data or {}
            values = {"texts": data.get("texts"), "of": data.get("of")}
            message = _("%(texts)s of %(of)s texts taken from a translator’s file (%(language)s)")
            return message % (values | {"language": language_name(data.get("language", ""))})
