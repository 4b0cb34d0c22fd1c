import random

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.pages.languages import language_choices
from portal.pages.models import BasePage, Company
from portal.search.folding import fold

# One more whenever entries or postings are made differently: `migrate` then writes the index anew.
INDEX_FORMAT = 1
VERSIONS = 2**40  # so that the sum of a million of them fits into 64 bits
MOST_SYNONYMS = 30


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

    def __str__(self):
        return f"{self.title} ({self.language})"

    @property
    def text(self):
        return "\n".join([self.title, self.heading, self.step, self.body])


class Posting(models.Model):
    """One folded word of an entry, and how much it says about it (`portal.search.indexing.weights`)."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="postings", db_index=False)
    word = models.CharField(max_length=60)
    weight = models.FloatField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["word", "entry", "weight"], name="search_postings"),
            models.Index(fields=["entry"], name="search_postings_of_entry"),
        ]

    def __str__(self):
        return f"{self.word} ({self.weight})"


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
    """`"bllokuar, mbyllur"` → `["bllokuar", "mbyllur"]`, folded and each only once."""
    return list(dict.fromkeys(word for word in (fold(part) for part in text.split(",")) if word))


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
