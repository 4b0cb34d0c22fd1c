from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from portal.pages import staleness
from portal.pages.models import StaleTranslation
from portal.translating.radar import edit_url, note_of

CHANGED_AGAIN = 409


@require_http_methods(["GET", "HEAD", "POST"])
def still_fine(request, pk):
    """Confirm a stale translation. GET asks, POST does it; to the editor's script the answer is a bare 204 or 409.

    404 when there is no such mark (any more), or when it is an alias's: its original is the one to confirm.
    """
    mark = get_object_or_404(StaleTranslation.objects.select_related("page"), pk=pk, page__alias_of=None)
    if not mark.page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    note = note_of(mark)
    back = edit_url(mark.page, mark.language, [mark.unit])
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if request.method != "POST":
        title = _("Is “%(text)s” still fine?") % {"text": note.label}
        subtitle = f"{mark.page.specific_deferred.get_admin_display_title()} ({note.language})"
        context = {"note": note, "edit_url": back, "page_title": title, "page_subtitle": subtitle}
        context |= {"header_title": title, "breadcrumbs_items": []}
        return TemplateResponse(request, "translating/still_fine.html", context)
    if request.POST.get("seen") != note.seen:
        message = _("The text has changed again since you saw it. Look at the difference first.")
        if by_script:
            return HttpResponse(message, status=CHANGED_AGAIN, content_type="text/plain; charset=utf-8")
        messages.error(request, message)
        return redirect(note.url)
    staleness.confirm(mark)
    data = {"language": mark.language, "unit": mark.unit}
    log(instance=mark.page.specific, action="translating.still_fine", user=request.user, data=data)
    if by_script:
        return HttpResponse(status=204)
    messages.success(request, _("The translation of “%(text)s” is marked as still right.") % {"text": note.label})
    return redirect(back)
