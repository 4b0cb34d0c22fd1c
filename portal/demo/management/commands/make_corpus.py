import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.corpus.growing import SCORE, grow, scores_made

BAR = 40  # letters


class Command(BaseCommand):
    """Fill the site with made-up pages until there are as many as asked for: `manage.py make_corpus 100000`.

    Ten in twenty are articles, two are guides and eight their channels; some are drafts, scheduled or private. They
    are the same each time, and what was interrupted goes on where it ended. The number is rounded up to twenties.
    """

    help = "Fill the site with made-up pages in all languages, to see how it behaves at that size."

    def add_arguments(self, parser):
        parser.add_argument("pages", type=int, help="how many made-up pages there shall be")
        parser.add_argument(
            "--into-production", action="store_true", help="do it although DEBUG is off; nothing takes it back"
        )

    def handle(self, *, pages, into_production, verbosity, **options):
        if not settings.DEBUG and not into_production:
            raise CommandError("This would fill a site in production (DEBUG is off). --into-production does it anyway.")
        if pages < 1:
            raise CommandError("The number of pages must be at least 1.")
        self.lacking = max(0, pages - scores_made() * SCORE)
        made = grow(pages, self.show_bar if sys.stdout.isatty() and verbosity else lambda made: None)
        if verbosity:
            self.stdout.write(f"Corpus: {made} pages made." if made else "Corpus: there are as many already.")

    def show_bar(self, made):
        part = min(1, made / (self.lacking or 1))
        self.stdout.write(f"\r[{'#' * int(part * BAR):{BAR}}] {made} pages", ending="\n" if part == 1 else "")
        self.stdout.flush()
