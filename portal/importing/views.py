"""The screen "Import an article": first what was understood, and then, confirmed, the draft."""

from django.core.exceptions import RequestDataTooBig
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from portal.importing.drafts import Import
from portal.importing.forms import ImportForm
from portal.importing.models import ImportedArticle
from portal.importing.reading import LARGEST, RefusedError
from portal.importing.registry import all_parents
from portal.pages.views import forbidden

MOST_IN_MESSAGE = 12


@csrf_exempt  # so that this view, and not the middleware, is the first to read what was sent; checked below
@require_http_methods(["GET", "HEAD", "POST"])
def import_article(request):
    """A paste that is larger than Django takes is refused in words, and not with an empty page."""
    if not all_parents(request.user):
        return forbidden(request)
    try:
        request.POST.get("")
    except RequestDataTooBig:
        message = _("The text is too large: %(megabytes)s MB at most. Nothing was stored.")
        context = {"form": ImportForm(user=request.user), "refusal": message % {"megabytes": LARGEST / 1_000_000}}
        return render(request, "importing/import.html", screen() | context, status=413)
    return checked_import(request)


@csrf_protect
def checked_import(request):
    """POST looks at the text; with `make` it makes the draft too."""
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user, initial=request.GET.dict())
    context = {"form": form}
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        try:
            if "make" in request.POST:
                return finished(request, import_of(form, request.user).store())
            context |= {"made": import_of(form, request.user).look(), "confirm": form.confirmation()}
        except RefusedError as refusal:
            context["refusal"] = str(refusal)
    template = "importing/preview.html" if "made" in context else "importing/import.html"
    return render(request, template, screen() | context)


def import_of(form, user):
    given = {name: form.cleaned_data[name] for name in ("kind", "language", "parent", "company")}
    return Import(form.cleaned_data["source"], user=user, report=form.report, **given)


def finished(request, made):
    values = {"page": made.page.get_admin_display_title()}
    done = _("The draft “%(page)s” was brought up to date.") if made.was_there else _("The draft “%(page)s” was made.")
    hidden = _("Readers see nothing of it until you publish.")
    messages.success(request, f"{done % values} {hidden}")
    if made.report.notes:
        button = messages.button(reverse("import_report", args=[made.page.pk]), _("Report of the import"))
        messages.warning(request, in_message(made.report), buttons=[button])
    return redirect("wagtailadmin_pages:edit", made.page.pk)


def in_message(report):
    """The first things that the import was not sure about; the report has them all."""
    count = len(report.notes)
    words = ngettext("The import has %(count)s thing to tell.", "The import has %(count)s things to tell.", count)
    lines = format_html_join("", "<li>{}</li>", ([note.text] for note in report.all_unsure[:MOST_IN_MESSAGE]))
    return format_html("{}<ul>{}</ul>", words % {"count": count}, lines)


@require_safe
def report(request, page_id):
    """What the import of a page had to tell, for as long as the page is there."""
    article = get_object_or_404(ImportedArticle.objects.select_related("page"), page=page_id)
    if not article.page.specific.permissions_for_user(request.user).can_edit():
        return forbidden(request)
    title = article.page.get_admin_display_title()
    context = {"article": article, "report": article.report, "page": article.page, "page_subtitle": title}
    return render(request, "importing/report.html", screen(_("Report of the import")) | context)


def screen(title=""):
    title = title or _("Import an article")
    return {"page_title": title, "header_title": title, "header_icon": "upload"}
