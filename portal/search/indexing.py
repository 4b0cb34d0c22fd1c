"""The index is written here: what a page says, cut into words with a weight."""

from math import log2, sqrt

from django.db import transaction
from django.utils.translation import override

from portal.pages.bulk import insert_rows
from portal.pages.languages import spoken_codes
from portal.pages.models import BasePage
from portal.search.endings import telling
from portal.search.folding import words_of
from portal.search.models import Posting, SearchEntry

# What a word counts by where it stands. In a title it counts more the fewer others there are.
TITLE_AT_LEAST, TITLE_SHARED = 6, 8
WEIGHTS = {"heading": 5, "step": 2.5, "body": 1.5}
REPEATED = 0.15  # more for each doubling of its number


@transaction.atomic
def index_page(page):
    """Write the entries of a live page, one for each language that it speaks; of others, remove them.

    `page` is specific; one that only lists others has no kind and so no entry. Whether it is public is not asked
    here but when somebody searches.
    """
    locked(page.pk).values_list("pk").first()
    SearchEntry.objects.filter(page=page.pk).delete()
    if page.live and page.search_kind:
        topics = page.search_topics
        for code in spoken_codes(page.speaks):
            write_entry(page, code, topics)


def locked(key):
    """Of two that write the entries of one page at once, the second waits, and then sees those of the first."""
    return BasePage.objects.select_for_update().filter(pk=key).order_by("pk")


def write_entry(page, code, topics):
    entry, words = made_entry(page, code, topics)
    entry.save(force_insert=True)
    store_postings((entry.pk, word, weight) for word, weight in words.items())


def store_postings(rows):
    """Store `(key of an entry, word, weight)`."""
    insert_rows(Posting, ["entry_id", "word", "weight"], rows)


def made_entry(page, code, topics):
    """`(SearchEntry, {word: weight})` of what a page says in one language, not stored yet."""
    with override(code):
        text = page.search_text(code)
        entry = SearchEntry(
            page_id=page.pk,
            language=code,
            name=page.search_name(code),
            kind=page.search_kind,
            kind_label=str(page.search_kind_label),
            company=page.company,
            topics=topics,
            ranks_last=page.search_ranks_last,
            **text,
        )
    return entry, weights(text, code)


def weights(text, language):
    """`{word: weight}` of a text by place, `{"title": …, "heading": …, "step": …, "body": …}`."""
    found = {}
    titles = set(words_of(text["title"]))
    shared = TITLE_AT_LEAST + TITLE_SHARED / sqrt(len(telling(titles, language)) or 1)
    for place, words in [("title", titles), *((place, words_of(text[place])) for place in WEIGHTS)]:
        best = shared if place == "title" else WEIGHTS[place]
        for word in words:
            known, number = found.get(word, (0, 0))
            found[word] = max(known, best), number + 1
    return {word: round(best * (1 + REPEATED * log2(number)), 3) for word, (best, number) in found.items()}


def rebuild():
    """Index every live page anew and return their number. Readers find pages by the old entries until then."""
    SearchEntry.objects.exclude(page__live=True).delete()
    return index_pages(BasePage.objects.all())


def index_pages(pages):
    """Index some pages as they are stored, each in a transaction of its own; returns their number."""
    keys = list(pages.filter(live=True, depth__gt=2).order_by("path").values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            page = locked(key).first()  # before its text is read, so that nothing newer is written over
            if page:
                index_page(page.specific)
    return len(keys)


def follow_guide(guide):
    """What a guide's channels have of it: its topics and its company. They are not saved when it is."""
    below = SearchEntry.objects.filter(page__path__startswith=guide.path, page__depth=guide.depth + 1)
    shared = guide.company_id, guide.search_topics
    rows = below.values_list("page_id", "company_id", "topics")
    stale = {pk for pk, company, topics in rows if (company, topics) != shared}
    for key in sorted(stale):
        channel = locked(key).get().specific
        channel.company, channel._cached_parent_obj = guide.company, guide
        index_page(channel)
