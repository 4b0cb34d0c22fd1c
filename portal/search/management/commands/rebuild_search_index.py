from django.core.management.base import BaseCommand

from portal.search.indexing import rebuild


class Command(BaseCommand):
    help = "Write the search index anew from all live pages. Safe at any time; readers find pages meanwhile."

    def handle(self, **options):
        self.stdout.write(f"Search index: {rebuild()} pages.")
