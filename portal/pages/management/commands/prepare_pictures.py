from django.apps import apps
from django.core.management.base import BaseCommand

from portal.pages.models import BasePage
from portal.pages.tasks import prepare_for


class Command(BaseCommand):
    """For what was stored before this was done, or while the task could not run. Safe to run again."""

    help = "Make the renditions of every picture that readers see, where they are not there yet."

    def handle(self, **options):
        count = prepare_for(public_instances())
        if options["verbosity"]:
            self.stdout.write(f"Pictures: {count} renditions made.")


def public_instances():
    """All pages that readers see, and what is no page and shows pictures."""
    yield from BasePage.objects.published().filter(depth__gt=1).specific().iterator()
    for model in apps.get_models():
        if hasattr(model, "shown_pictures") and not issubclass(model, BasePage):
            yield from model.objects.iterator()
