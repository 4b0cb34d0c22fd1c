from django.core.management.base import BaseCommand

from help.models import Notice


class Command(BaseCommand):
    """For a scheduler, every minute beside `publish_scheduled`: docs/notices.md says why."""

    help = "Tell the pages of each notice that has begun or ended since the last time that they have changed."

    def handle(self, **options):
        for notice in Notice.objects.turn():
            self.stdout.write(f"{notice.company}: {notice} ({notice.state_label})")
