from django.tasks import task

from portal.pages.languages import Languages
from portal.pages.models import BasePage
from portal.sharing.cards import card_of


@task()
def draw_cards(page_pk):
    """Draw what previews of a page will ask for: its cards, and those of the page above, which may count it."""
    page = BasePage.objects.filter(pk=page_pk).first()
    if page:
        for one in BasePage.objects.published().filter(path__in=[page.path, page.path[: -page.steplen]]):
            draw_cards_of(one.specific)


def draw_cards_of(page):
    """Draw the cards of a public page in each language that it speaks; those that are there stay. Returns how many."""
    if page.share_cover:
        return 0
    cards = {card_of(page, code) for code in Languages(page).spoken} - {None}
    for card in cards:
        card.make()
    return len(cards)
