from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.sharing.cards import remove_old


class Command(BaseCommand):
    """For a nightly cron. An address whose file is removed leads to the page's present card from then on."""

    help = "Remove share cards that no public page shows any longer and that are old enough."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=30, help="how old they have to be (30)")

    def handle(self, days, **options):
        removed = remove_old(timezone.now() - timedelta(days=days))
        self.stdout.write(f"{removed} old cards were removed.")
