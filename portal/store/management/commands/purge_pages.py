from django.core.management.base import BaseCommand

from portal.store.models import Change
from portal.store.shelf import EVERYTHING


class Command(BaseCommand):
    help = "Has every page store of every machine, and the caches before them, forget all pages within a second."

    def handle(self, **options):
        Change.objects.create(tag=EVERYTHING)
        if options["verbosity"]:
            self.stdout.write("All kept pages are stale now; each is made again when it is asked for.")
