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
    """Draw the cards of a public page, and of what readers find right below it, in each language that it speaks.

    Those that are there stay. Returns how many it has.
    """
    shown = [one for one in [page, *page.own_subjects] if not getattr(one, "share_cover", None)]
    cards = {card_of(one, code) for one in shown for code in Languages(one).spoken} - {None}
    for card in cards:
        card.make()
    return len(cards)
