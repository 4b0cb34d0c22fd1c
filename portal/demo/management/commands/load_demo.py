from django.core.management.base import BaseCommand

from portal.demo.loading import load_demo


class Command(BaseCommand):
    help = "Fill the site with guides and articles. Safe to run again: nothing that exists is changed."

    def handle(self, **options):
        loaded = load_demo()
        self.stdout.write(f"Demo: {len(loaded)} pieces loaded." if loaded else "Demo: already loaded.")
