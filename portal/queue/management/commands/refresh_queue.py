from django.core.management.base import BaseCommand

from portal.queue.models import Item


class Command(BaseCommand):
    help = "Look everywhere for work that editors have to do, and forget what was done a year ago."

    def handle(self, **options):
        Item.objects.refresh()
        Item.objects.forget_old()
        self.stdout.write(f"{Item.objects.open().count()} pieces of work are open.")
