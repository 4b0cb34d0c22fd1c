from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.watch.models import WatchedAddress, key_of
from portal.watch.running import NetworkDownError, Run


class Command(BaseCommand):
    help = "Looks at the web addresses that public pages show. Run it each day; stopped, it goes on the next time."

    def add_arguments(self, parser):
        parser.add_argument("--at-most", type=int, metavar="N", help="look at no more than N addresses")
        parser.add_argument("--older-than", type=float, default=20, metavar="HOURS", help="not at what is fresher (20)")
        parser.add_argument("--url", help="look at this address alone, and now")

    def handle(self, *args, at_most=None, older_than=20, url=None, verbosity=1, **options):
        WatchedAddress.objects.gather()
        before = timezone.now() - timedelta(hours=0 if url else older_than)
        due = WatchedAddress.objects.due(before)
        if url:
            due = due.filter(key=key_of(url))
            if not due.exists():
                raise CommandError("No public page shows this address.")
        run = Run(due[:at_most], before=before)
        try:
            with run.until_told():
                for address in run:
                    if verbosity > 1 or url:
                        self.stdout.write(f"{run.done}/{run.total} {address.url} {self.words(address)}")
        except NetworkDownError as error:
            raise CommandError(str(error)) from None
        if verbosity:
            needing = WatchedAddress.objects.needing_a_person().count()
            self.stdout.write(f"{run.done} of {run.total} addresses looked at; {needing} of all need a person.")

    def words(self, address):
        return " ".join(str(part) for part in [address.state, address.problem, address.status] if part)
