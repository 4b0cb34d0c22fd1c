from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request

from portal.pages.languages import language_name
from portal.translating.copying import REPLACE, FieldCopy


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
