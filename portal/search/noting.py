"""What readers search for and do not find, counted for editors; nothing is noted of who they are (docs/search.md)."""

import re

from portal.pages.audience import is_reader
from portal.pages.counting import Tally, kept
from portal.pages.days import today
from portal.pages.personal_data import REMOVED, plain, without_personal_data
from portal.search.folding import fold
from portal.search.models import LONGEST_SEARCH, DailySearches

# Wider than what is taken out of notes: a search that is left out says little, and nobody would miss it.
PERSONAL = re.compile(r"\w@|\d{6,}")


class SearchCounter(Tally):
    """Searches, by language, day, number of results and the page that answers in another language."""

    def add(self, search, language, results, elsewhere=0):
        self.count((search, language, today(), results, elsewhere))

    def write(self, counts):
        DailySearches.objects.add(counts)


counter = kept(SearchCounter())


def note_search(request, query, language, results, elsewhere=0):
    """Count a search of a reader that had so many results, in memory: no query to the database.

    `elsewhere` is the key of the page that answers it in another language.

    Returns whether it was counted. Not counted: editors, crawlers, further pages and filtered lists of the same
    answer, HEAD, what may be personal.
    """
    search = noted(query) if is_first_answer(request) and is_reader(request) else ""
    if search:
        counter.add(search, language, results, elsewhere)
    return bool(search)


def is_first_answer(request):
    """Whether a search begins here: any other parameter than `?q=` leads on in an answer that was counted."""
    return request.method == "GET" and not any(value for name, value in request.GET.items() if name != "q")


def noted(query):
    """The query as it is noted: folded; "" for one that may say something of a person, or is a whole letter."""
    if REMOVED in without_personal_data(query) or PERSONAL.search(plain(query)):
        return ""
    search = fold(query)
    return search if len(search) <= LONGEST_SEARCH else ""
