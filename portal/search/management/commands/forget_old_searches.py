from django.core.management.base import BaseCommand

from portal.search.models import DailySearches


class Command(BaseCommand):
    help = "Deletes what readers searched for after 180 days. Run it each day."

    def handle(self, *args, verbosity, **options):
        deleted = DailySearches.objects.forget_old()
        if verbosity:
            self.stdout.write(f"{deleted} old counts of searches deleted.")
