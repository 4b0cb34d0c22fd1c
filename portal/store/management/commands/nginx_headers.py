from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import Client

# Each page has its own of these, or nginx makes them.
OWN = {"Content-Type", "Content-Length", "Content-Language", "Vary", "ETag", "Link", "Cache-Control"}


class Command(BaseCommand):
    help = "Prints the headers of public pages as nginx's directives, for pages that it reads from the store's files."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default="/", help="A public page; the first one unless it is given.")

    def handle(self, path, **options):
        host = settings.ALLOWED_HOSTS[0].lstrip(".")
        answer = Client().get(path, follow=True, secure=True, headers={"host": host})
        for name, value in answer.headers.items():
            if name not in OWN:
                quoted = value.replace('"', '\\"')
                self.stdout.write(f'add_header {name} "{quoted}" always;')
