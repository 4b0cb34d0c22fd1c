from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext
from wagtail.models import Site

from portal.pages.redirect_import import MOST_BYTES, check, import_redirects
from portal.pages.redirect_rules import RefusedError


class Command(BaseCommand):
    """Make redirects from a CSV file of old and new addresses (docs/links.md), instead of Wagtail's own command.

    Prints each refused line with its reason to standard error. Good lines are imported all the same.
    """

    help = "Import redirects from a CSV file: old address, new address, and perhaps whether it is permanent."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--site", help="host name of the site, unless it is the default one")

    def handle(self, file, dry_run, site, **options):
        chosen = Site.objects.filter(hostname=site) if site else Site.objects.filter(is_default_site=True)
        if not chosen.exists():
            raise CommandError(f"There is no site {site or 'marked as default'}.")
        try:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
            report = (check if dry_run else import_redirects)(data, chosen.select_related("root_page").first())
        except (OSError, RefusedError) as error:
            raise CommandError(str(error)) from None
        for line in report.refused:
            self.stderr.write(f"{line.number}: {line.old} → {line.new}: {line.reason}")
        made, known, refused = len(report.new), len(report.known), len(report.refused)
        if dry_run:
            words = ngettext("%(count)s redirect would be made", "%(count)s redirects would be made", made)
        else:
            words = ngettext("%(count)s redirect was imported.", "%(count)s redirects were imported.", made)
        self.stdout.write(words % {"count": made})
        words = ngettext("%(count)s was there already", "%(count)s were there already", known)
        self.stdout.write(words % {"count": known})
        self.stdout.write(ngettext("%(count)s line refused", "%(count)s lines refused", refused) % {"count": refused})
