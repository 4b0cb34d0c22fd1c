from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.feedback.models import Report
from portal.pages.models import BasePage


@require_POST
def done(request, page):
    """All open reports of a page are done with."""
    if not request.user.has_perm("feedback.change_report"):
        raise PermissionDenied
    page = get_object_or_404(BasePage, pk=page)
    count = Report.objects.open().filter(page=page).update(state=Report.State.DONE)
    text = ngettext("%(count)d report of “%(page)s” is done.", "%(count)d reports of “%(page)s” are done.", count) % {
        "count": count,
        "page": page.get_admin_display_title(),
    }
    messages.success(request, text)
    return redirect("feedback_admin:answers")
