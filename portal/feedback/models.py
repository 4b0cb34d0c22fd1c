import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.feedback.questions import CALLING_FOR_AN_EDITOR, GOOD, Answer
from portal.feedback.readers import fingerprint
from portal.pages.days import today
from portal.pages.personal_data import without_personal_data

KEPT = 180  # days
ENOUGH = 10  # reports, before readers are told what became of them
# Answers from one network, which a whole café or a mobile operator may share: on a day, and about one page.
MOST_A_DAY = 60
MOST_ABOUT_A_PAGE = 5


class TooManyAnswersError(Exception):
    """One network has sent more answers today than many readers together would."""


class DailySaltManager(models.Manager):
    def todays(self):
        """Today's secret. The first to ask makes it, and all that earlier ones could still tell is forgotten."""
        salt, is_new = self.get_or_create(day=today())
        if is_new:
            self.forget_past()
        return salt.value

    def forget_past(self):
        """Without the secret and the hashes nobody can tell who has answered on an earlier day."""
        self.filter(day__lt=today()).delete()
        DailyCount.objects.filter(day__lt=today()).delete()
        Report.objects.filter(day__lt=today(), reader__isnull=False).update(reader=None)


class DailySalt(models.Model):
    """The secret that this day's hashes of addresses are made with; it is deleted on the next day."""

    day = models.DateField(unique=True)
    value = models.CharField(max_length=64, default=secrets.token_urlsafe)

    objects = DailySaltManager()

    def __str__(self):
        return str(self.day)


class DailyCountManager(models.Manager):
    def count_one(self, reader):
        """Count one more answer of a network today; TooManyAnswersError when there have been too many."""
        self.get_or_create(reader=reader, defaults={"day": today()})
        self.filter(reader=reader).update(count=F("count") + 1)
        if self.filter(reader=reader, count__gt=MOST_A_DAY).exists():
            raise TooManyAnswersError


class DailyCount(models.Model):
    """How many answers one network has sent today."""

    reader = models.CharField(max_length=64, unique=True)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    objects = DailyCountManager()

    def __str__(self):
        return f"{self.day}: {self.count}"


class ReportQuerySet(models.QuerySet):
    def recent(self):
        """Those that count: of the last `KEPT` days."""
        return self.filter(day__gt=today() - timedelta(days=KEPT))

    def open(self):
        return self.filter(state=Report.State.OPEN)

    def calling(self):
        """Open ones that say a page is wrong."""
        return self.open().filter(answer__in=CALLING_FOR_AN_EDITOR)

    def readable(self):
        """Those with a note that no editor has hidden."""
        return self.exclude(note="").filter(is_hidden=False)

    def forget_old(self):
        """Delete what is older than `KEPT` days, with its part in the sums; returns how many reports it was."""
        old = self.filter(day__lte=today() - timedelta(days=KEPT))
        pages = set(old.values_list("page", flat=True))
        deleted = old.delete()[0]
        for page in pages:
            AnswerSums.objects.renew(page)
        return deleted


class ReportManager(models.Manager.from_queryset(ReportQuerySet)):
    def take(self, request, page, answer, note=None, language=settings.LANGUAGE_CODE):
        """Store what a reader says of a page, without what is personal in the note. TooManyAnswersError stores nothing.

        Each answer is a report of its own, up to MOST_ABOUT_A_PAGE of one network on a day. A `note` that is not None
        belongs to the answer given just before, whose report it completes. Praise without a note asks nothing of an
        editor, so it is done at once.
        """
        salt = DailySalt.objects.todays()
        DailyCount.objects.count_one(fingerprint(request, salt))
        places = [fingerprint(request, salt, page.pk, place) for place in range(MOST_ABOUT_A_PAGE)]
        note_kept = without_personal_data(note or "")
        state = Report.State.DONE if answer in GOOD and not note_kept else Report.State.OPEN
        values = {"note": note_kept, "language": language, "state": state, "is_hidden": False}
        with transaction.atomic():
            if note is None or not self.complete(places, answer, values):
                self.store(places, values | {"page_id": page.pk, "answer": answer, "day": today()})
            AnswerSums.objects.renew(page.pk)

    def complete(self, places, answer, values):
        """Whether a report of the network gives this answer and takes the note, or has it already.

        Neighbours who gave the same answer are told apart by nothing, so it does not matter whose report it is.
        """
        told = self.filter(reader__in=places, answer=answer)
        same = told.filter(note=values["note"]) if values["note"] else told
        if same.exists():
            return True
        return any(told.filter(pk=pk, note="").update(**values) for pk in told.values_list("pk", flat=True))

    def store(self, places, values):
        """A new report at the first free place; of two at once, one finds its place taken and goes on to the next."""
        if not any(self.get_or_create(reader=place, defaults=values)[1] for place in places):
            raise TooManyAnswersError


class Report(models.Model):
    """What one reader said of a page or channel, and what an editor did about it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")

    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="reports", verbose_name=_("page"))
    answer = models.CharField(_("answer"), max_length=20, choices=Answer)
    note = models.TextField(_("note"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    day = models.DateField(_("day"), db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    is_hidden = models.BooleanField(
        _("hide the note"), default=False, help_text=_("For abuse: no list and no export shows the note any longer.")
    )
    # Of the network that sent it and its place among those about this page, for this day alone; then None.
    reader = models.CharField(max_length=64, unique=True, null=True, editable=False)

    objects = ReportManager()

    # A report is no use of its page: deleting the page needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report of a reader")
        verbose_name_plural = _("reports of readers")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["page", "day"], name="feedback_page_day")]

    def __str__(self):
        return f"{self.page.get_admin_display_title()}: {self.get_answer_display()}"

    @property
    def shown_note(self):
        return "" if self.is_hidden else self.note


class AnswerSumsManager(models.Manager):
    @transaction.atomic
    def renew(self, page):
        """Count the recent reports of a page's id anew; who counts at the same moment waits for the other."""
        self.get_or_create(page_id=page)
        sums = self.select_for_update().get(page_id=page)
        good = Count("pk", filter=Q(answer__in=GOOD))
        counted = Report.objects.recent().filter(page_id=page).aggregate(good=good, total=Count("pk"))
        sums.good, sums.total = counted["good"], counted["total"]
        sums.save()


class AnswerSums(models.Model):
    """How many readers answered about a page lately, and how many of them well; fetched with the page."""

    page = models.OneToOneField("pages.BasePage", models.CASCADE, related_name="answer_sums")
    good = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects = AnswerSumsManager()

    wagtail_reference_index_ignore = True

    def __str__(self):
        return f"{self.page_id}: {self.good}/{self.total}"

    @cached_property
    def is_telling(self):
        """Whether there are enough to say something, and too many to tell who said it."""
        return self.total >= ENOUGH

    @property
    def percent(self):
        return round(100 * self.good / self.total)
