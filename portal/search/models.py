from django.db import models

from portal.pages.languages import codes, value_in
from portal.pages.models import BasePage
from portal.search.folding import fold, search_stems


class SearchEntryQuerySet(models.QuerySet):
    def matching(self, query, language):
        """Entries of public pages in one language that hold every word of `query`, title matches first."""
        words = search_stems(query)
        entries = self.filter(language=language, page__live=True, page__is_visible=True)
        for word in words:
            entries = entries.filter(text__contains=word)
        in_title = models.Q()
        for word in words:
            in_title &= models.Q(title__contains=word)
        rank = models.Case(models.When(in_title, then=0), default=1, output_field=models.IntegerField())
        return entries.order_by(rank, "-page__is_listed", "-page__date", "page__path")


class SearchEntry(models.Model):
    """The words of one page in one language, folded: small letters without marks."""

    page = models.ForeignKey(BasePage, models.CASCADE, related_name="search_entries")
    language = models.CharField(max_length=10)
    title = models.TextField()
    text = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="search_entry_per_language")]

    def __str__(self):
        return f"{self.title} ({self.language})"


def index_page(page):
    """Make a page's entries, one for each language that it speaks. Whether it is public is asked when searching."""
    spoken = [code for code in codes() if page.speaks(code)]
    for code in spoken:
        title = " ".join(value_in(page, name, code) or "" for name in page.search_title_fields)
        text = f"{title} {page.search_words(code)} {value_in(page, 'excerpt', code)} {page.plain_text(code)}"
        values = {"title": fold(title), "text": fold(text)}
        SearchEntry.objects.update_or_create(page_id=page.pk, language=code, defaults=values)
    SearchEntry.objects.filter(page=page.pk).exclude(language__in=spoken).delete()
