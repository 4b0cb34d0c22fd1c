import json
import random
import zlib
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.pages.counting import add_up
from portal.pages.days import first_day
from portal.pages.languages import language_choices
from portal.pages.models import BasePage, Company
from portal.search.folding import fold

# One more whenever entries or postings are made differently: `migrate` then writes the index anew.
INDEX_FORMAT = 3
VERSIONS = 2**40  # so that the sum of a million of them fits into 64 bits
MOST_SYNONYMS = 30
SEARCHES_KEPT = 180  # days
MOST_SEARCHES = 1_000  # different ones a day: a flood of made-up words takes no more rows than that
LONGEST_SEARCH = 80  # letters


def new_version():
    return random.randrange(VERSIONS)


class SearchEntryQuerySet(models.QuerySet):
    def public_in(self, language):
        """Entries of public pages; whether a page is public is asked when somebody searches, never kept here."""
        return self.filter(language=language, page__live=True, page__is_visible=True)


class SearchEntry(models.Model):
    """What one page says in one language: its text by weight, for passages, and what results are filtered by.

    `version` is another number each time it is written, so that the sum of all tells whether anything changed.
    """

    page = models.ForeignKey(BasePage, models.CASCADE, related_name="search_entries")
    language = models.CharField(max_length=10)
    version = models.BigIntegerField(default=new_version)
    name = models.CharField(max_length=255)
    title = models.TextField()
    heading = models.TextField(blank=True)
    step = models.TextField(blank=True)
    body = models.TextField(blank=True)
    kind = models.CharField(max_length=40)
    kind_label = models.CharField(max_length=100)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, related_name="+")
    topics = models.JSONField(default=list)
    ranks_last = models.BooleanField(default=False)

    objects = SearchEntryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="search_entry_per_language")]
        # So that whether anything changed is told without reading the texts.
        indexes = [models.Index(fields=["version"], name="search_versions")]

    def __str__(self):
        return f"{self.title} ({self.language})"

    @property
    def names(self):
        return f"{self.title}\n{self.heading}"


class Posting(models.Model):
    """One folded word of an entry, and how much it says about it (`portal.search.indexing.weights`)."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="postings", db_index=False)
    word = models.CharField(max_length=60)
    weight = models.FloatField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["word", "entry", "weight"], name="search_postings"),
            models.Index(fields=["word", "-weight", "-entry"], name="search_best_postings"),
            models.Index(fields=["entry"], name="search_postings_of_entry"),
        ]

    def __str__(self):
        return f"{self.word} ({self.weight})"


class LexiconCopyManager(models.Manager):
    @transaction.atomic
    def keep(self, content):
        self.all().delete()
        self.create(content=zlib.compress(json.dumps(content).encode()))

    def kept(self):
        """What was kept last, or None; also where it cannot be read, as it can always be made anew."""
        copy = self.order_by("pk").last()
        try:
            return copy and json.loads(zlib.decompress(copy.content))
        except (zlib.error, ValueError):
            return None


class LexiconCopy(models.Model):
    """The lexicon of a large site as a process has read it, so that the next one need not read every posting."""

    content = models.BinaryField()

    objects = LexiconCopyManager()

    def __str__(self):
        return f"{len(self.content)} B"


class IndexFormatManager(models.Manager):
    def is_outdated(self):
        return not self.filter(number=INDEX_FORMAT).exists()

    def note(self):
        self.all().delete()
        self.create(number=INDEX_FORMAT)


class IndexFormat(models.Model):
    """In which format the index was written: one row, compared with INDEX_FORMAT after each migration."""

    number = models.PositiveIntegerField()

    objects = IndexFormatManager()

    def __str__(self):
        return str(self.number)


def split_words(text):
    """`"bllokuar, mbyllur"` → `["bllokuar", "mbyllur"]`, as they are written, each only once whatever its marks."""
    return list({fold(part): part.strip() for part in text.split(",") if fold(part)}.values())


class Synonym(models.Model):
    """A line of words that mean the same to a reader: who searches for one of them finds the others."""

    words = models.CharField(
        _("words"),
        max_length=500,
        help_text=_("Words or short phrases with the same meaning, with commas between them. Endings are known."),
    )
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=language_choices, help_text=_("Empty for all languages.")
    )

    panels = [FieldPanel("words"), FieldPanel("language")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self):
        return self.words

    def clean(self):
        words = split_words(self.words)
        if len(words) < 2:
            raise ValidationError({"words": _("Write at least two different words, with a comma between them.")})
        if len(words) > MOST_SYNONYMS:
            raise ValidationError({"words": _("These are too many words for one line.")})
        self.words = ", ".join(" ".join(part.split()) for part in self.words.split(",") if fold(part))


class DailySearchesQuerySet(models.QuerySet):
    def sums(self):
        """A row for each query and language: `{"query", "language", "times", "last", "found", "instead"}`.

        `found` and `instead` are of the last day that anybody searched for it, whatever days are summed.
        """
        same = DailySearches.objects.filter(query=models.OuterRef("query"), language=models.OuterRef("language"))
        found, instead = (models.Subquery(same.order_by("-day").values(name)[:1]) for name in ["results", "elsewhere"])
        sums = {"times": models.Sum("count"), "last": models.Max("day")}
        return self.values("query", "language").annotate(**sums, found=found, instead=instead)

    def forget_old(self):
        """Delete what is older than `SEARCHES_KEPT` days; returns how many rows it was."""
        return self.filter(day__lt=first_day(SEARCHES_KEPT)).delete()[0]


class DailySearchesManager(models.Manager.from_queryset(DailySearchesQuerySet)):
    @transaction.atomic
    def add(self, counts):
        """Add `{(query, language, day, results, elsewhere): count}` to what is stored, as far as the day has room."""
        sums, answers = Counter(), {}
        for (*search, results, elsewhere), count in counts.items():
            sums[tuple(search)] += count
            answers[tuple(search)] = results, elsewhere
        rows = [(*search, *answers[search], count) for search, count in self._with_room(sums)]
        latest = ["results", "elsewhere"]
        add_up(self.model, ["query", "language", "day", *latest, "count"], rows, latest=latest)

    def _with_room(self, sums):
        """What a day has already counts on; of what is new, the most frequent until there are MOST_SEARCHES."""
        days = {day for _query, _language, day in sums}
        known = set(self.filter(day__in=days).values_list("query", "language", "day"))
        rows = Counter(day for _query, _language, day in known)
        for search, count in sums.most_common():
            rows[search[-1]] += search not in known
            if search in known or rows[search[-1]] <= MOST_SEARCHES:
                yield search, count


class DailySearches(models.Model):
    """How often something was searched for in one language on one day, and nothing of who did.

    `query` is folded; `results` are those that the last of these searches had, and `elsewhere` is the key of the page
    that answered it best in another language when there were none; 0 for no page.
    """

    query = models.CharField(max_length=LONGEST_SEARCH)
    language = models.CharField(max_length=10)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0)
    elsewhere = models.PositiveBigIntegerField(default=0)

    objects = DailySearchesManager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [models.UniqueConstraint(fields=["query", "language", "day"], name="search_per_day")]

    def __str__(self):
        return f"{self.query} ({self.language}) {self.day}: {self.count}"
