"""What guides have for the editors' queue: verifications that are due, what readers say, and miscounted titles."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from help.checks import number_words, wrong_numbers
from help.models import ChannelStatus, GuidePage
from portal.feedback.models import Report
from portal.feedback.questions import Answer
from portal.pages.days import today
from portal.pages.findings import Place
from portal.pages.languages import localized_name
from portal.queue.sources import Act, Found, Source, Tile, register

NEVER_COUNTS_AS = 30  # days past due: before what has just become due, after what is long overdue
REPORTS_ENOUGH = 3
REPORTS_WITHIN = timedelta(days=14)


def due_channels():
    """Public channels in use that are past due, weighed by the days since then, or were never verified."""
    for status in ChannelStatus.objects.to_verify():
        days = (today() - status.due_on).days if status.due_on else NEVER_COUNTS_AS
        detail = {"verified_on": status.verified_on and status.verified_on.isoformat()}
        yield Found(str(status.channel_id), str(status.verified_on or ""), status.channel_id, days, detail)


def due_words(item):
    if not item.detail["verified_on"]:
        return gettext("Nobody has verified it yet.")
    date = format_date(parse_date(item.detail["verified_on"]), "DATE_FORMAT")
    return gettext("Last verified on %(date)s; it has to be verified again.") % {"date": date}


def reported_pages():
    """Pages of which several readers have said the same in two weeks: one item, however many follow."""
    recent = Report.objects.calling().filter(day__gt=today() - REPORTS_WITHIN)
    rows = recent.values("page", "answer").annotate(count=Count("pk"), newest=Max("pk"))
    for row in rows.filter(count__gte=REPORTS_ENOUGH).order_by():
        detail = {"answer": row["answer"], "count": row["count"]}
        weight = row["count"] * NEVER_COUNTS_AS
        yield Found(f"{row['page']}:{row['answer']}", str(row["newest"]), row["page"], weight, detail)


def report_words(item):
    count = item.detail["count"]
    words = ngettext("%(count)s reader says: “%(answer)s”.", "%(count)s readers say: “%(answer)s”.", count)
    return words % {"count": count, "answer": Answer(item.detail["answer"]).label}


def reports_url(item):
    return f"{reverse('reader_reports:index')}?page={item.page_id}&state=open&answer={item.detail['answer']}"


def finish_reports(item, user):
    """What these readers have said is dealt with; another three begin anew."""
    answer = item.detail["answer"]
    Report.objects.open().filter(page=item.page_id, answer=answer).update(state=Report.State.DONE)


def miscounted_guides():
    """Public guides whose title promises another number of ways than readers find: it changes with their channels."""
    for guide in GuidePage.objects.published().with_channels():
        count = len(guide.channels.numbered)
        for code, number in wrong_numbers(guide, count)[:1]:
            detail = {"language": code, "number": number, "count": count}
            yield Found(str(guide.pk), f"{code}:{number}:{count}", guide.pk, abs(number - count), detail)


def miscounted_words(item):
    return number_words(item.detail["number"], item.detail["count"])


def miscounted_url(item):
    title = Place(localized_name("title", item.detail["language"]))
    return f"{reverse('wagtailadmin_pages:edit', args=[item.page_id])}#{title.anchor}"


def verify(item, user):
    """The channel was compared with its source today, as the buttons on its page and in the list of channels say."""
    if not user.has_perm("help.change_channelstatus"):
        raise PermissionDenied
    status = ChannelStatus.objects.to_verify().filter(channel=item.page_id).first()
    if status:
        status.mark_verified(user)
    return bool(status)


def channel_url(item):
    return reverse("wagtailadmin_pages:edit", args=[item.page_id]) + "#id_address"


def register_work():
    register(Source("numbers", _("Number in a title"), Tile.TEXTS, miscounted_guides, miscounted_words, miscounted_url))
    by_hand = Act(_("Mark verified"), _("Verified"), verify)
    register(Source("verify", _("Verification"), Tile.VERIFY, due_channels, due_words, channel_url, act=by_hand))
    register(
        Source(
            "reports",
            _("Readers’ reports"),
            Tile.REPORTS,
            reported_pages,
            report_words,
            reports_url,
            settle=finish_reports,
        )
    )
