from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from portal.pages.languages import language_name
from portal.translating import views
from portal.translating.copying import REPLACE, FieldCopy
from portal.translating.importing import ACTION
from portal.translating.targets import other_languages


def prepare_copy(request, page_class):
    """What the form is about to read is replaced; the answer is given once it has been saved."""
    if request.method == "POST":
        form_class = page_class.get_edit_handler().get_form_class()
        request.field_copy = FieldCopy.asked_for(form_class, request.POST)
        if request.field_copy:
            request.POST = request.field_copy.posted()


@hooks.register("before_edit_page")
def prepare_copy_on_edit(request, page):
    prepare_copy(request, page.specific_class)


@hooks.register("before_create_page")
def prepare_copy_on_create(request, parent_page, page_class):
    prepare_copy(request, page_class)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def return_to_copied_field(request, page):
    copy = getattr(request, "field_copy", None)
    if copy is None:
        return None
    values = {"field": copy.label, "language": language_name(settings.LANGUAGE_CODE)}
    query = {"next": get_valid_next_url_from_request(request)}
    if copy.outcome == "copied":
        messages.success(request, _("“%(field)s”: the %(language)s text was copied. Now translate it.") % values)
    elif copy.outcome == "nothing":
        messages.warning(request, _("“%(field)s”: there is no %(language)s text to copy.") % values)
    else:
        query[REPLACE] = copy.name_after_saving
        message = _("“%(field)s” has a text already, so nothing was copied. The button below the field replaces it.")
        messages.warning(request, message % values)
    query = urlencode({key: value for key, value in query.items() if value})
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return redirect(f"{url}{query and '?'}{query}#copy-{copy.name_after_saving}")


@hooks.register("insert_editor_js")
def ask_before_replacing():
    return format_html('<script src="{}" defer></script>', static("js/copy-from-default.js"))


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
