from django.core.management.base import BaseCommand

from portal.pages.models import BasePage
from portal.sharing.tasks import draw_cards_of


class Command(BaseCommand):
    """For a site whose cards all became new at once, as with another name or design."""

    help = "Draw the share cards of all public pages that are not stored yet. Safe to run again."

    def handle(self, **options):
        pages = BasePage.objects.published().filter(depth__gt=1).specific()
        drawn = sum(draw_cards_of(page) for page in pages.iterator(chunk_size=100))
        self.stdout.write(f"{drawn} cards are there.")
