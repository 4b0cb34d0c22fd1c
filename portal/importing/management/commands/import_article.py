import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.importing.drafts import Import
from portal.importing.reading import LARGEST, RefusedError, decoded
from portal.importing.registry import kind_choices
from portal.importing.report import Report
from portal.importing.telling import in_words
from portal.pages.languages import codes
from portal.pages.models import BasePage, Company


class Command(BaseCommand):
    """Make a draft of a Markdown or HTML text, or bring that of an earlier run up to date (docs/importing.md)."""

    help = "Import a text in Markdown or HTML as the draft of an article, or of a guide if its headings are numbered."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a file, or - for the standard input")
        parser.add_argument("--language", choices=codes(), default="", help="of a text that names none")
        parser.add_argument("--type", choices=[kind for kind, _label in kind_choices()], default="", dest="kind")
        parser.add_argument("--into", default="", help="slug or id of the list that the draft shall stand in")
        parser.add_argument("--company", default="", help="slug of the company that it is about")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, file, language, kind, into, company, dry_run, **options):
        report = Report()
        try:
            text = decoded(self.read(file), report)
            subjects = {"parent": self.find(BasePage, into), "company": self.find(Company, company)}
            made = Import(text, kind, language, report=report, **subjects)
            made.look() if dry_run else made.store()
        except (OSError, RefusedError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(in_words(made, dry_run))

    def read(self, file):
        if file == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)

    def find(self, model, name):
        if not name:
            return None
        found = model.objects.filter(pk=int(name)) if name.isdecimal() else model.objects.filter(slug=name)
        if not found:
            raise CommandError(f"There is no {model._meta.model_name} “{name}”.")
        return found[0]
