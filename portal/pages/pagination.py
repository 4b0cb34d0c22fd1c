from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from portal.pages.counts import how_many
from portal.pages.shown import note_answered

CARDS_PER_PAGE = 6
NEARBY = 2  # pages on each side, for links


class LongPage(Page):
    @property
    def nearby(self):
        """The numbers of this page and of those around it."""
        return range(max(1, self.number - NEARBY), min(self.paginator.num_pages, self.number + NEARBY) + 1)


class LongPaginator(Paginator):
    """Pages of a list of any length, the last as fast as the first.

    Rows before the page are passed over by their keys alone. A long list's number may be a minute old, so its last
    page may be missing for that long.
    """

    @cached_property
    def count(self):
        return how_many(self.object_list) if isinstance(self.object_list, QuerySet) else super().count

    def page(self, number):
        number = self.validate_number(number)
        start, end = (number - 1) * self.per_page, min(number * self.per_page, self.count)
        return LongPage(rows_between(self.object_list, start, end), number, self)


def rows_between(items, start, end):
    """These rows of a list; of a QuerySet, as one that can be refined further."""
    if not isinstance(items, QuerySet) or not start:
        return items[start:end]
    return items.filter(pk__in=items.select_related(None).values("pk")[start:end])


def one_page(request, items, per_page=CARDS_PER_PAGE):
    """The page of a list that `?page=` asks for; the first one when it asks for what is not there."""
    paginator = LongPaginator(items, per_page)
    asked = request.GET.get("page", "1")
    try:
        found = paginator.page(asked)
    except InvalidPage:
        return paginator.page(1)
    if str(found.number) == asked:  # "01" is answered, too
        note_answered("page")
    return found
