from django.core.management.base import BaseCommand, CommandError

from portal.queue.digest import send_digests


class Command(BaseCommand):
    """For a scheduler, once each morning; a second run on the same day writes only to those who got nothing."""

    help = "Send everybody who has open work in the queue an e-mail."

    def handle(self, **options):
        sent, failed = send_digests()
        self.stdout.write(f"{len(sent)} e-mails sent.")
        if failed:
            raise CommandError(f"{len(failed)} e-mails could not be sent; the log says why.")
