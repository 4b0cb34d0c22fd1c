from django.core.management.base import BaseCommand

from portal.visits.models import DailyViews, RecentViews


class Command(BaseCommand):
    help = "Deletes counts of views that are older than 400 days and sums the last 28 days anew. Run it each day."

    def handle(self, *args, verbosity, **options):
        deleted = DailyViews.objects.forget_old()
        RecentViews.objects.refresh()
        if verbosity:
            self.stdout.write(f"{deleted} old counts of views deleted.")
