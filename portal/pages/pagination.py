from django.core.paginator import InvalidPage, Paginator

from portal.pages.shown import note_passing

CARDS_PER_PAGE = 6


def one_page(request, items, per_page=CARDS_PER_PAGE):
    """The page of a list that `?page=` asks for; the first one when it asks for what is not there."""
    paginator = Paginator(items, per_page)
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage:
        note_passing()
        return paginator.page(1)
