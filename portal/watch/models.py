import hashlib
from datetime import timedelta
from itertools import batched
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.pages.days import today
from portal.pages.models import BasePage
from portal.watch.findings import DEAD, LONGEST_NAME, PASSING, PRESSING, Problem, host_of
from portal.watch.showing import shown_on

DEAD_AFTER = 2  # different days
DOUBTFUL_AFTER = 3  # different days
WORD_HOLDS = timedelta(days=90)
CLAIM_HOLDS = timedelta(minutes=5)
ROWS_AT_ONCE = 500


def key_of(url):
    """What an address of any length is unique by."""
    return hashlib.sha256(url.encode()).hexdigest()


def host_in(url):
    """The host as the network sees it, or "" where there is none."""
    try:
        return host_of(httpx.URL(url))[:255]
    except httpx.InvalidURL:
        return ""


class WatchedAddressQuerySet(models.QuerySet):
    def due(self, before):
        """Those that nobody has looked at since `before`; the one that waits longest comes first."""
        unseen = self.filter(Q(checked_at=None) | Q(checked_at__lt=before))
        return unseen.order_by(F("checked_at").asc(nulls_first=True), "pk")

    def claim(self, pk, before):
        """Whether this run may look at it: no other run has it in hand, or has looked at it since `before`."""
        now = timezone.now()
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return bool(self.due(before).order_by().filter(free, pk=pk).update(claimed_until=now + CLAIM_HOLDS))

    def release(self, keys):
        self.filter(pk__in=keys).update(claimed_until=None)

    def needing_a_person(self):
        """Dead ones, certificates that are not valid or have changed hands, and what robots cannot tell.

        A person's word ("I looked by hand") holds for 90 days, or until something else is found.
        """
        dead_or_shut = Q(state__in=[WatchedAddress.State.BROKEN, WatchedAddress.State.BLOCKED])
        doubtful = Q(state=WatchedAddress.State.UNSURE, failing_days__gte=DOUBTFUL_AFTER)
        word = Q(looked_problem=F("problem"), looked_at__gte=timezone.now() - WORD_HOLDS)
        troubled = (dead_or_shut | doubtful | Q(problem__in=PRESSING)) & ~word
        changed = Q(certificate_changed_at__isnull=False)
        unseen = Q(looked_at=None) | Q(looked_at__lt=F("certificate_changed_at"))
        return self.filter(troubled | (changed & unseen))

    def shown_on(self, pages):
        return self.filter(models.Exists(WatchedPlace.objects.filter(address=models.OuterRef("pk"), page__in=pages)))

    claim.alters_data = release.alters_data = True


class WatchedAddressManager(models.Manager.from_queryset(WatchedAddressQuerySet)):
    @transaction.atomic
    def gather(self, pages=None):
        """Write down what these pages (a queryset; all by default) show now; an address shown nowhere is forgotten."""
        # Of two that gather at once the second waits, and then sees what the first has written.
        BasePage.objects.select_for_update().order_by("path").first()
        pages = BasePage.objects.all() if pages is None else pages
        shown = shown_on(pages)
        ids = self._ids_of({url for _page, url, _what in shown})
        WatchedPlace.objects.replace(pages, {(ids[url], page, what) for page, url, what in shown})
        self.filter(places=None).delete()

    def _ids_of(self, urls):
        """`{url: id}`, with rows for those that are new."""
        rows = [self.model(url=url, key=key_of(url), host=host_in(url)) for url in sorted(urls)]
        self.bulk_create(rows, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
        found = (self.filter(key__in=[row.key for row in some]) for some in batched(rows, ROWS_AT_ONCE))
        return {url: pk for some in found for url, pk in some.values_list("url", "pk")}

    gather.alters_data = True


class WatchedAddress(models.Model):
    """A web address that public pages show, and how it was when it was last looked at."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("Not looked at yet")
        WORKS = "works", _("Works")
        MOVED = "moved", _("Has a new address")
        BROKEN = "broken", _("Is dead")
        BLOCKED = "blocked", _("Blocks robots")
        UNSURE = "unsure", _("Not certain")

    url = models.TextField()
    key = models.CharField(max_length=64, unique=True, editable=False)
    host = models.CharField(max_length=255, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.UNKNOWN, db_index=True)
    problem = models.CharField(max_length=15, choices=Problem, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    first_checked_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, db_index=True)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    # Of the present spell of failures of one sort: dead, shut to robots, or in trouble.
    failing_since = models.DateTimeField(null=True, blank=True)
    failing_days = models.PositiveIntegerField(default=0)
    failing_on = models.DateField(null=True, blank=True, editable=False)

    target = models.TextField(blank=True)
    target_changed_at = models.DateTimeField(null=True, blank=True)
    is_downgraded = models.BooleanField(default=False)
    certificate_issuer = models.CharField(max_length=LONGEST_NAME, blank=True)
    certificate_expires = models.DateTimeField(null=True, blank=True)
    certificate_before = models.CharField(max_length=LONGEST_NAME, blank=True)
    certificate_changed_at = models.DateTimeField(null=True, blank=True)

    # When a person said that it is fine, who, and what the robot's problem was then.
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    looked_problem = models.CharField(max_length=15, choices=Problem, blank=True)

    objects = WatchedAddressManager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("watched address")
        verbose_name_plural = _("watched addresses")

    def __str__(self):
        return self.url

    @property
    def is_vouched(self):
        """Whether a person has said that it is fine in spite of the problem that the robot sees now."""
        is_same = self.looked_at and self.looked_problem == self.problem
        return bool(self.problem and is_same and self.looked_at >= timezone.now() - WORD_HOLDS)

    @property
    def certificate_is_news(self):
        changed = self.certificate_changed_at
        return bool(changed and (self.looked_at is None or self.looked_at < changed))

    def vouch(self, user):
        """A person has looked and says that it is fine."""
        self.looked_at, self.looked_by, self.looked_problem = timezone.now(), user, self.problem
        self.save(update_fields=["looked_at", "looked_by", "looked_problem"])

    def note(self, finding):
        """Store what a look has found; an address that is known to be dead is not brought back by a passing fault."""
        now = timezone.now()
        self.first_checked_at = self.first_checked_at or now
        self.checked_at, self.claimed_until = now, None
        if not (self.problem in DEAD and finding.problem in PASSING):
            self._note_way(finding, now)
            self._note_failure(finding.problem, now)
            self.problem, self.status, self.detail = finding.problem, finding.status, finding.detail[:200]
            self.state = self._state_after(finding)
        self._forget_word()
        self.save()

    def _note_failure(self, problem, now):
        if not problem:
            self.failing_since, self.failing_days, self.failing_on = None, 0, None
        elif sort_of(problem) != sort_of(self.problem):
            self.failing_since, self.failing_days, self.failing_on = now, 1, today()
        elif self.failing_on != today():
            self.failing_days, self.failing_on = self.failing_days + 1, today()

    def _note_way(self, finding, now):
        if finding.status is not None:
            if self.status is not None and path_of(self.target) != path_of(finding.target):
                self.target_changed_at = now
            self.target, self.is_downgraded = finding.target, finding.is_downgraded
        new = finding.certificate
        if new:
            if self.certificate_issuer not in ("", new.issuer):
                self.certificate_before, self.certificate_changed_at = self.certificate_issuer, now
            self.certificate_issuer, self.certificate_expires = new.issuer, new.expires

    def _state_after(self, finding):
        if finding.problem in DEAD:
            return self.State.BROKEN if self.failing_days >= DEAD_AFTER else self.State.UNSURE
        if finding.problem:
            return self.State.BLOCKED if finding.problem == Problem.BLOCKS else self.State.UNSURE
        return self.State.MOVED if finding.is_permanent else self.State.WORKS

    def _forget_word(self):
        """The next failure is another one. Walls against robots come and go, though, and say nothing new."""
        if not self.problem and self.looked_problem != Problem.BLOCKS:
            self.looked_problem = ""


def sort_of(problem):
    """Problems of one sort are one spell of failures."""
    if problem in DEAD:
        return "dead"
    return problem if problem in ("", Problem.BLOCKS) else "trouble"


def path_of(url):
    """An address without its query, in which many sites number their visitors."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


class WatchedPlaceManager(models.Manager):
    def replace(self, pages, wanted):
        """Let `wanted`, a set of `(address id, page id, what)`, be all the places on these pages."""
        rows = self.filter(page__in=pages).values_list("pk", "address", "page", "what")
        stored = {place: pk for pk, *place in rows for place in [tuple(place)]}
        for some in batched([pk for place, pk in stored.items() if place not in wanted], ROWS_AT_ONCE):
            self.filter(pk__in=some).delete()
        names = ("address_id", "page_id", "what")
        new = [self.model(**dict(zip(names, place, strict=True))) for place in sorted(wanted - stored.keys())]
        self.bulk_create(new, batch_size=ROWS_AT_ONCE)


class WatchedPlace(models.Model):
    """Where an address is shown."""

    class What(models.TextChoices):
        ADDRESS = "address", _("address of a channel")
        SOURCE = "source", _("official source")
        NOTICE = "notice", _("source of a notice")
        LINK = "link", _("link in the text")

    address = models.ForeignKey(WatchedAddress, models.CASCADE, related_name="places")
    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)

    objects = WatchedPlaceManager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "page", "what"], name="watch_place")]

    def __str__(self):
        return f"{self.page_id}: {self.get_what_display()}"
