from collections import Counter
from itertools import batched

from django.db import models, transaction

from portal.pages.counting import ROWS_PER_STATEMENT, add_up
from portal.pages.days import first_day
from portal.pages.models import BasePage

RECENT = 28  # days; whole weeks, so that every weekday counts the same
KEPT = 400  # days: a year and the month to compare it with

# For lists of pages, in the same query: those that were read most in the last RECENT days first.
MOST_READ_FIRST = models.F("recent_views__count").desc(nulls_last=True)


class DailyViewsManager(models.Manager):
    def add(self, counts):
        """Add `{(page, language, day): count}` to what is stored; pages that are not public are left out."""
        public = set()
        for some in batched({page for page, _language, _day in counts}, ROWS_PER_STATEMENT):
            public |= set(BasePage.objects.published().filter(pk__in=some).values_list("pk", flat=True))
        rows = [(*key, count) for key, count in counts.items() if key[0] in public]
        add_up(self.model, ["page", "language", "day", "count"], rows)

    def forget_old(self):
        """Delete what is older than `KEPT` days; returns how many rows it was."""
        return self.filter(day__lt=first_day(KEPT)).delete()[0]


class DailyViews(models.Model):
    """How often a page was read in one language on one day: a number, and nothing of who read it."""

    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="daily_views")
    language = models.CharField(max_length=10)
    day = models.DateField(db_index=True)
    count = models.PositiveBigIntegerField(default=0)

    objects = DailyViewsManager()

    # A count is no use of its page: deleting the page needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "language", "day"], name="one_row_a_day")]

    def __str__(self):
        return f"{self.page_id} {self.language} {self.day}: {self.count}"


class RecentViewsManager(models.Manager):
    @transaction.atomic
    def refresh(self):
        """Sum the last `RECENT` days of every page anew; the views of a guide's channels are the guide's too."""
        counted = DailyViews.objects.filter(day__gte=first_day(RECENT)).values_list("page", "page__path")
        counts, above = Counter(), Counter()
        for page, path, total in counted.annotate(total=models.Sum("count")):
            counts[page] += total
            above[path[: -BasePage.steplen]] += total
        for page, path in BasePage.objects.of_guides().values_list("pk", "path"):
            counts[page] += above[path]
        self.all().delete()
        rows = [RecentViews(page_id=page, count=count) for page, count in counts.items() if count]
        # Another process that sums at the same moment may have stored a row already, with the same number.
        self.bulk_create(rows, batch_size=ROWS_PER_STATEMENT, ignore_conflicts=True)


class RecentViews(models.Model):
    """How often a page was read in the last `RECENT` days, kept beside it so that lists can be ordered by it."""

    page = models.OneToOneField("pages.BasePage", models.CASCADE, related_name="recent_views")
    count = models.PositiveBigIntegerField()

    objects = RecentViewsManager()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["-count"], name="most_read_first")]

    def __str__(self):
        return f"{self.page_id}: {self.count}"
