from django.core.management.base import BaseCommand

from portal.feedback.models import DailySalt, Report


class Command(BaseCommand):
    help = "Deletes reports after 180 days, and after a day what tells who has reported. Run it each day."

    def handle(self, *args, verbosity, **options):
        DailySalt.objects.forget_past()
        deleted = Report.objects.forget_old()
        if verbosity:
            self.stdout.write(f"{deleted} old reports of readers deleted.")
