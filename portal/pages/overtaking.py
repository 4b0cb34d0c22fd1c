"""Two editors have one page open. Wagtail's editor warns the second one; here that one learns what became of both."""

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_naive, localtime
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name


def overtaken(request, page):
    """The newest revision that somebody else has stored since the form that is posted was opened, or None.

    The form names the revision that it shows; one's own autosaves come after that too.
    """
    try:
        opened = parse_datetime(request.POST.get("loaded_revision_created_at", ""))
    except ValueError:
        opened = None
    if opened is None or is_naive(opened):
        return None
    since = page.revisions.filter(created_at__gt=opened).exclude(user=request.user)
    return since.select_related("user").order_by("-created_at", "-pk").first()


def words_about(revision):
    """For the editor whose version has just become the newest."""
    who = user_display_name(revision.user) if revision.user else _("Somebody")
    message = _(
        "%(who)s saved another version at %(time)s, while you had the page open. Yours is the newest one now; "
        "the other one is kept in the history."
    )
    return message % {"who": who, "time": date_format(localtime(revision.created_at), "TIME_FORMAT")}
