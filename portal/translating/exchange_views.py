from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.pages.languages import language_name
from portal.pages.models import BasePage
from portal.pages.views import forbidden, not_found
from portal.translating.exchange import Exchange
from portal.translating.exchange_forms import ConfirmForm, UploadForm
from portal.translating.importing import Import
from portal.translating.reading import RefusedError, decoded
from portal.translating.targets import other_languages


def editable_page(view):
    """Give the view the page, as long as the user may edit it and it has texts of its own."""

    def check(request, page_id, **kwargs):
        page = get_object_or_404(BasePage, pk=page_id).specific
        if not page.permissions_for_user(request.user).can_edit():
            return forbidden(request)
        if page.alias_of_id:
            messages.error(request, _("This page repeats another one: translate that one."))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
        return view(request, page, **kwargs)

    return check


@require_safe
@editable_page
def download(request, page, code):
    """A PO file of the page's texts; `?below=1` adds the pages right below it."""
    if code not in dict(other_languages()):
        return not_found(request)
    exchange = Exchange(page, code, below=bool(request.GET.get("below")), user=request.user)
    response = HttpResponse(exchange.to_po(), content_type="text/x-gettext-translation; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{exchange.file_name}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@editable_page
def upload(request, page):
    """Take a translator's file: first a report of what it would change, then, confirmed, a draft."""
    context = {"form": UploadForm()}
    if request.method == "POST":
        try:
            response = store(request, page, context) if "text" in request.POST else look(request, page, context)
        except RefusedError as refusal:
            context["refusal"] = refusal
        else:
            if response:
                return response
    return render(request, "translating/upload.html", context | screen(page))


def look(request, page, context):
    form = context["form"] = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        text = decoded(form.cleaned_data["file"].read())
        show_report(context, text, Import(page, text, request.user).check())


def store(request, page, context):
    form = ConfirmForm(request.POST)
    text = decoded(form.data["text"].encode())
    file = Import(page, text, request.user)
    report = file.check()
    agreed = form.is_valid() and (form.cleaned_data["replace"] or not report.replaces_text)
    outdated = form.is_valid() and form.cleaned_data["state"] != report.state
    if not agreed or outdated:
        show_report(context, text, report)
        context |= {"unconfirmed": not agreed, "outdated": outdated}
        return None
    report = file.store(form.cleaned_data["state"])
    code = report.exchange.code
    done = ngettext("%(count)d text stored as a draft", "%(count)d texts stored as a draft", len(report.changes))
    values = {"done": done % {"count": len(report.changes)}, "language": language_name(code)}
    message = _("%(done)s (%(language)s). Readers see nothing of it until you publish.")
    messages.success(request, message % values)
    return redirect("wagtailadmin_pages:edit", page.pk)


def show_report(context, text, report):
    context["report"] = report
    context["language"] = language_name(report.exchange.code)
    context["confirm"] = ConfirmForm(initial={"text": text, "state": report.state})


def screen(page):
    title = page.get_admin_display_title()
    return {
        "page": page,
        "page_title": _("Translate with a file"),
        "page_subtitle": title,
        "header_title": f"{_('Translate with a file')} – {title}",
        "header_icon": "globe",
        "languages": [(code, language_name(code)) for code, _name in other_languages()],
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
