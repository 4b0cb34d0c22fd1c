"""Wagtail's redirects screen with our checks, our import in place of its own, and the list of deleted addresses."""

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.contrib.redirects.tmp_storages import TempFolderStorage
from wagtail.contrib.redirects.views import CreateView, EditView, permission_checker
from wagtail.models import Site
from wagtail.permissions import register_permission_policy

from portal.pages.models import GoneAddress
from portal.pages.policies import WithoutActions
from portal.pages.redirect_forms import CheckedRedirectForm, ImportForm
from portal.pages.redirect_import import check, import_redirects
from portal.pages.redirect_rules import RefusedError

SALT = "portal.pages.redirect_import"
PREFIX = "kanal-redirects-"
SECONDS_TO_CONFIRM = 3600


class KeptFile(TempFolderStorage):
    """A file in the system's folder for such, whose name says that it is ours."""

    def save(self, data):
        with NamedTemporaryFile(prefix=PREFIX, delete=False) as file:
            self.name = file.name
            file.write(data)


class CheckedCreateView(CreateView):
    form_class = CheckedRedirectForm


class CheckedEditView(EditView):
    form_class = CheckedRedirectForm


@permission_checker.require_any("add")
@require_http_methods(["GET", "POST"])
def choose_file(request):
    """Upload a file, see what it would do; nothing is changed yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        site = form.cleaned_data.get("site") or Site.objects.select_related("root_page").get(is_default_site=True)
        data = form.cleaned_data["file"].read()
        try:
            report = check(data, site)
        except RefusedError as refused:
            form.add_error("file", str(refused))
        else:
            token = keep(data, site, request.user) if report.new else ""
            return render(request, "pages/admin/import_report.html", {"report": report, "token": token})
    return render(request, "pages/admin/import_redirects.html", {"form": form})


@permission_checker.require_any("add")
@require_POST
def confirm(request):
    """Import the file that was looked at; it is judged again, because the site may have changed meanwhile."""
    try:
        kept = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=SECONDS_TO_CONFIRM)
        storage = KeptFile(kept["name"])
        data = storage.read("rb")
    except (signing.BadSignature, OSError):
        messages.error(request, _("The file is no longer here. Upload it again."))
        return redirect("wagtailredirects:start_import")
    if kept["user"] != request.user.pk:
        messages.error(request, _("The file is no longer here. Upload it again."))
        return redirect("wagtailredirects:start_import")
    site = get_object_or_404(Site.objects.select_related("root_page"), pk=kept["site"])
    report = import_redirects(data, site)
    storage.remove()
    made = len(report.new)
    words = ngettext("%(count)s redirect was imported.", "%(count)s redirects were imported.", made)
    messages.success(request, words % {"count": made})
    if refused := len(report.refused):
        words = ngettext("%(count)s line refused", "%(count)s lines refused", refused)
        messages.warning(request, words % {"count": refused})
    return redirect("wagtailredirects:index")


def keep(data, site, user):
    """Put the file aside until it is confirmed; the token that finds it again is signed and this user's alone."""
    remove_forgotten_files()
    storage = KeptFile()
    storage.save(data)
    return signing.dumps({"name": os.path.basename(storage.name), "site": site.pk, "user": user.pk}, salt=SALT)


def remove_forgotten_files():
    """Delete what was uploaded and can no longer be confirmed."""
    for file in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # Another request was faster, or the file is another user's.
            if file.stat().st_mtime < time.time() - SECONDS_TO_CONFIRM:
                file.unlink()


class GoneAddressViewSet(ModelViewSet):
    """The addresses that answer 410. Deleting one lets it answer 404, as if nothing had been there."""

    model = GoneAddress
    name = "gone_addresses"
    url_prefix = "gone-addresses"
    icon = "redirect"
    menu_label = gettext_lazy("Deleted addresses")
    menu_order = 810
    add_to_settings_menu = True
    list_display = ["path", "site", "gone_at"]
    list_filter = ["site"]
    search_fields = ["path"]
    search_backend_name = None
    form_fields = ["path"]
    inspect_view_enabled = False
    copy_view_enabled = False


# Addresses are noted when something is deleted; nobody adds or changes one.
register_permission_policy(GoneAddress, WithoutActions(GoneAddress, "add", "change"))
