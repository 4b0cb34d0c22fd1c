from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.pages.models import BasePage
from portal.queue.sources import SOURCES, Tile

DONE_HOLDS = timedelta(days=30)  # what is still to be done afterwards comes back
FRESH_FOR = 60  # seconds: screens that are opened in a row do not look everywhere each time
DONE_KEPT = timedelta(days=365)


class ItemQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None)

    def for_list(self):
        """Open or done, with what a row shows; what is read most stands first."""
        views = models.functions.Coalesce(F("page__recent_views__count"), 0)
        return (
            self.filter(kind__in=SOURCES)
            .select_related("page__company", "assigned_to", "done_by")
            .annotate(views=views, worth=(views + 1) * F("weight"))
        )

    def waiting_for(self, user):
        """What this person has taken, and what nobody has."""
        return self.open().filter(Q(assigned_to=user) | Q(assigned_to=None), kind__in=SOURCES)

    def counts(self):
        """`{Tile: how many are open}`"""
        by_kind = dict(self.open().values_list("kind").annotate(models.Count("pk")).order_by())
        return {tile: sum(by_kind.get(one.key, 0) for one in SOURCES.values() if one.tile == tile) for tile in Tile}

    def forget_old(self):
        """Delete what was done a year ago; returns how many items it was."""
        return self.filter(done_at__lt=timezone.now() - DONE_KEPT).delete()[0]


class ItemManager(models.Manager.from_queryset(ItemQuerySet)):
    def refresh(self):
        """Look everywhere for work: new items appear, and those that nothing speaks for any longer are closed."""
        for source in SOURCES.values():
            self.match(source.key, {one.subject: one for one in source.find()})
        cache.set("queue.fresh", True, FRESH_FOR)

    def refresh_if_old(self):
        if not cache.get("queue.fresh"):
            self.refresh()

    @transaction.atomic
    def match(self, kind, found):
        """Make the open items of a kind the same as `found`, `{subject: Found}`."""
        items = {item.subject: item for item in self.open().filter(kind=kind)}
        gone = [item.pk for subject, item in items.items() if subject not in found]
        self.filter(pk__in=gone).update(done_at=timezone.now())
        changed = [item for subject, item in items.items() if subject in found and item.learn(found[subject])]
        self.bulk_update(changed, ["page", "weight", "detail", "evidence"])
        settled = self._settled(kind)
        new = [one for one in found.values() if one.subject not in items and settled.get(one.subject) != one.evidence]
        # Another process that looks at the same moment may have stored an item already.
        self.bulk_create([self._made(kind, one) for one in new], ignore_conflicts=True)

    def _settled(self, kind):
        """`{subject: evidence}` of what a person has called done lately."""
        done = self.filter(kind=kind, done_by__isnull=False, done_at__gt=timezone.now() - DONE_HOLDS)
        return dict(done.order_by("done_at").values_list("subject", "evidence"))

    def _made(self, kind, found):
        item = self.model(kind=kind, subject=found.subject)
        item.learn(found)
        return item


class Item(models.Model):
    """One thing that somebody has to do. What it is about lies in the rooms that its source speaks for."""

    kind = models.CharField(_("kind"), max_length=20)
    subject = models.CharField(max_length=250)
    evidence = models.CharField(max_length=250, blank=True)
    page = models.ForeignKey(BasePage, models.CASCADE, null=True, related_name="+", verbose_name=_("page"))
    weight = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("assigned to")
    )
    done_at = models.DateTimeField(_("done on"), null=True, db_index=True)
    # None where it was done by itself: the channel was verified, the page is gone.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ItemManager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("pieces of work")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(done_at=None), name="one_open_item")
        ]

    def __str__(self):
        return self.source.title(self)

    @property
    def source(self):
        return SOURCES[self.kind]

    @property
    def kind_label(self):
        return self.source.label

    @property
    def words(self):
        """What is wrong, in one sentence."""
        return self.source.words(self)

    @property
    def url(self):
        """Where it is mended."""
        return self.source.url(self)

    def learn(self, found):
        """Take over what is known now; returns whether that is anything new."""
        values = {
            "page_id": found.page,
            "weight": max(found.weight, 1),
            "detail": found.detail,
            "evidence": found.evidence,
        }
        new = {name: value for name, value in values.items() if getattr(self, name) != value}
        for name, value in new.items():
            setattr(self, name, value)
        return bool(new)

    @transaction.atomic
    def finish(self, user, note):
        """A person says that it is done. Returns False where it was done already, by whomever."""
        now = timezone.now()
        if not Item.objects.open().filter(pk=self.pk).update(done_at=now, done_by=user, note=note):
            return False
        self.source.settle(self, user)
        return True


class DigestManager(models.Manager):
    def begin(self, user, day):
        """Whether this person's mail of the day has still to be sent; the one that asks first sends it."""
        return self.get_or_create(user=user, day=day)[1]


class Digest(models.Model):
    """That a person was told of the open work on a day, so that a second run sends nothing twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()

    objects = DigestManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]

    def __str__(self):
        return f"{self.user} {self.day}"


class DigestChoice(models.Model):
    """Whether a person wants the morning's mail; who has chosen nothing gets it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_choice")
    wants_digest = models.BooleanField(_("E-mail each morning with the open work, if there is any"), default=True)

    def __str__(self):
        return f"{self.user}: {self.wants_digest}"
