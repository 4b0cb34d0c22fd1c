from django.core.paginator import InvalidPage, Paginator

from portal.pages.shown import note_answered

CARDS_PER_PAGE = 6


def one_page(request, items, per_page=CARDS_PER_PAGE):
    """The page of a list that `?page=` asks for; the first one when it asks for what is not there."""
    paginator = Paginator(items, per_page)
    asked = request.GET.get("page", "1")
    try:
        found = paginator.page(asked)
    except InvalidPage:
        return paginator.page(1)
    if str(found.number) == asked:  # "01" is answered, too
        note_answered("page")
    return found
