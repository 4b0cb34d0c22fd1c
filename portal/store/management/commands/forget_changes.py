from django.core.management.base import BaseCommand

from portal.store.models import Change


class Command(BaseCommand):
    help = "Deletes what was noted of changes more than a day ago. Every page store has followed it by then."

    def handle(self, **options):
        count = Change.objects.all().forget_old()
        if options["verbosity"]:
            self.stdout.write(f"Changes forgotten: {count}")
