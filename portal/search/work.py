"""Searches that find nothing, for the editors' queue."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.pages.days import first_day
from portal.pages.languages import language_name
from portal.queue.sources import Found, Source, Tile, register
from portal.search.models import DailySearches

RECENT = 28  # days
TIMES_ENOUGH = 3  # fewer may be one person's slip of the finger
MOST = 50  # of the most frequent: a list that nobody can get to the end of helps nobody


def missing_pages():
    """What was searched for several times in four weeks, and found nothing at last."""
    sums = DailySearches.objects.filter(day__gte=first_day(RECENT)).sums()
    for row in sums.filter(found=0, times__gte=TIMES_ENOUGH).order_by("-times", "query")[:MOST]:
        detail = {"query": row["query"], "language": row["language"], "times": row["times"]}
        # One that goes on after it was called done comes back a month later, not with each further search.
        yield Found(f"{row['language']}:{row['query']}", "", weight=row["times"], detail=detail)


def words(item):
    times = item.detail["times"]
    sentence = ngettext(
        "%(times)s search in four weeks (%(language)s) found nothing.",
        "%(times)s searches in four weeks (%(language)s) found nothing.",
        times,
    )
    return sentence % {"times": times, "language": language_name(item.detail["language"])}


def url(item):
    """The report narrowed down to this search: there a guide is written, or the query made a synonym."""
    narrowed = {"q": item.detail["query"], "language": item.detail["language"], "period": RECENT}
    return f"{reverse('searches:report')}?{urlencode(narrowed)}"


def title(item):
    return gettext("“%(query)s”") % {"query": item.detail["query"]}


def register_work():
    register(Source("searches", _("Search without result"), Tile.TEXTS, missing_pages, words, url, title=title))
