from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Subquery
from django.db.models.functions import Coalesce, Length, NullIf, Substr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from help.models.freshness import Freshness
from portal.feedback.models import Report
from portal.pages.days import today
from portal.pages.keys import new_key
from portal.pages.languages import codes, current, default_language, localized_name, value_in
from portal.pages.models import BasePage


def open_reports():
    """How many readers say that the page of a row is wrong, for a subquery."""
    reports = Report.objects.calling().filter(page=models.OuterRef("channel"))
    return reports.order_by().values("page").annotate(count=models.Count("pk")).values("count")


def guide_titles():
    """The title of the page above a row's channel, in the admin's language if it has one there, for a subquery."""
    path = models.OuterRef("channel__path")
    above = BasePage.objects.filter(path=Substr(path, 1, Length(path) - BasePage.steplen))
    titles = [localized_name("title", code) for code in (current(), settings.LANGUAGE_CODE)]
    shown = Coalesce(NullIf(titles[0], models.Value("")), titles[1], output_field=models.CharField())
    return above.annotate(shown=shown).values("shown")


class ChannelStatusQuerySet(models.QuerySet):
    def to_verify(self):
        """Of public channels in use: those that are past due, and those that nobody has ever verified."""
        past_due = models.Q(due_on__lt=today()) | models.Q(verified_on__isnull=True)
        return self.in_use().filter(past_due)

    def for_list(self):
        """With what a row of the list shows, so that none needs a query of its own."""
        channels = self.select_related("channel__company", "verified_by")
        return channels.annotate(reports=Coalesce(Subquery(open_reports()), 0), guide=Subquery(guide_titles()))

    def never_verified(self):
        return self.in_use().filter(verified_on__isnull=True)

    def fresh(self):
        return self.in_use().filter(due_on__gte=today())

    def in_use(self):
        channels = models.Q(channel__live=True, channel__is_visible=True)
        return self.filter(channels).exclude(state=ChannelStatus.State.RETIRED)


class ChannelStatusManager(models.Manager.from_queryset(ChannelStatusQuerySet)):
    def give(self, channel):
        """The channel's row, made now if it has none. An alias begins with the state of the channel it repeats."""
        found = self.filter(channel=channel.pk).first()
        if found:
            return found
        original = self.filter(channel=channel.alias_of_id).first() if channel.alias_of_id else None
        names = ["state", *(localized_name("reason", code) for code in codes())] if original else []
        return self.get_or_create(channel=channel, defaults={name: getattr(original, name) for name in names})[0]


class ChannelStatus(models.Model):
    """What is known of a channel outside its text: its permanent key, whether it works, who verified it and when.

    It is a row of its own because publishing an older draft of the page must not bring old values back
    (docs/decisions/0001).
    """

    class State(models.TextChoices):
        WORKS = "works", _("Works")
        CHANGED = "changed", _("Has changed")
        RETIRED = "retired", _("Retired")

    channel = models.OneToOneField(
        "help.HowToPage", models.CASCADE, related_name="status", editable=False, verbose_name=_("channel")
    )
    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WORKS)
    reason = models.TextField(_("reason"), blank=True, help_text=_("What happened, in one sentence for the reader."))
    replacement = models.ForeignKey(
        "help.HowToPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replacement"),
        help_text=_("The channel that readers should use instead."),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    # Kept beside what it follows from, so that lists are ordered by it and readers' pages need not ask for intervals.
    due_on = models.DateField(_("to be verified by"), null=True, editable=False, db_index=True)

    objects = ChannelStatusManager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["channel__path"]
        permissions = [("retire_channel", _("Can change the state of a channel"))]

    # As the list of channels shows it; what queries would be needed for, `for_list` has fetched.

    @property
    def title(self):
        return str(self)

    @property
    def kind_label(self):
        return str(self.channel.kind_info.label)

    @property
    def company(self):
        return self.channel.company.name if self.channel.company else ""

    @property
    def address(self):
        return self.channel.address_copy

    @property
    def source_url(self):
        return self.channel.source_url

    @property
    def state_words(self):
        """`"Works"`, or that readers do not see it."""
        return self.get_state_display() if self.channel.live else gettext("Draft")

    def __str__(self):
        return self.channel.get_admin_display_title()

    def save(self, **kwargs):
        self.due_on = self.next_check()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "due_on"}
        with default_language():
            super().save(**kwargs)

    def next_check(self):
        """The day by which somebody has to verify it again; None before the first time."""
        if not self.verified_on:
            return None
        return self.verified_on + timedelta(days=Freshness.load().days_for(self.channel.kind))

    def settle(self):
        """Bring the due date up to date with the channel's kind."""
        if self.verified_on and self.next_check() != self.due_on:
            self.save(update_fields=["due_on"])

    def retire(self, user, reasons):
        """Take the channel out of use; `reasons` are `{"reason_sq": "…"}`. Its page stays, and says why."""
        self.state = self.State.RETIRED
        for name, reason in reasons.items():
            setattr(self, name, reason)
        self.save()
        self.note("help.retire", user)

    def mark_verified(self, user):
        """`user` has just compared the channel with its official source. It is no new content, so nobody is told."""
        self.verified_on, self.verified_by = today(), user
        self.save(update_fields=["verified_on", "verified_by"])
        self.note("help.verify", user)

    def note(self, action, user):
        """Keep in the history of the channel's page who did this to it."""
        log(instance=self.channel, action=action, user=user)

    def shown_in(self, code):
        """What readers of one language are told of the state; when it was verified is no part of it."""
        reasons = [value_in(self, "reason", language) for language in [code, *codes()]]
        return self.state, self.replacement_id, next(filter(None, reasons), "")

    @property
    def is_retired(self):
        return self.state == self.State.RETIRED

    @property
    def is_overdue(self):
        """Whether it was verified, but so long ago that it has to be verified again."""
        return self.due_on is not None and self.due_on < today()
