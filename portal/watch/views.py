from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from portal.watch.models import WatchedAddress
from portal.watch.report import addresses_for, may_see
from portal.watch.running import NetworkDownError, Run
from portal.watch.visiting import Visitor

PATIENCE = 20  # seconds that an editor waits at most
NOT_TWICE_WITHIN = timedelta(minutes=1)


@require_POST
def check_again(request, pk):
    """Look at one address while the editor waits; never twice within a minute."""
    address = address_for(request, pk)
    before = timezone.now() - NOT_TWICE_WITHIN
    try:
        looked = list(Run(WatchedAddress.objects.filter(pk=address.pk), Visitor(patience=PATIENCE), before))
    except NetworkDownError:
        messages.error(request, _("Nobody can be reached from here at the moment, so nothing was noted."))
        return back(request)
    if looked:
        log(instance=looked[0], action="watch.check_again", user=request.user)
        messages.success(request, f"{address.url}: {looked[0].get_state_display()}")
    else:
        messages.warning(request, _("It was looked at a moment ago. Wait a minute."))
    return back(request)


@require_POST
def fine(request, pk):
    """A person has looked by hand. `problem` is the one that their screen showed: about another they said nothing."""
    address = address_for(request, pk)
    if request.POST.get("problem") != address.problem:
        messages.error(request, _("Something else has been found since. Look at it again."))
        return back(request)
    address.vouch(request.user)
    log(instance=address, action="watch.fine", user=request.user, data={"problem": address.problem})
    messages.success(request, _("%(address)s is fine, you say.") % {"address": address.url})
    return back(request)


def address_for(request, pk):
    """404 for an address on pages that this person may not edit, as for one that there is not."""
    if not may_see(request.user):
        raise PermissionDenied
    return get_object_or_404(addresses_for(request.user), pk=pk)


def back(request):
    """To the report, filtered as it was."""
    return redirect(f"{reverse('watch:report')}?{request.GET.urlencode()}")
