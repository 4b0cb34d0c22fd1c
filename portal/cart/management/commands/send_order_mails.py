from django.core.management.base import BaseCommand

from portal.cart.mails import send_due
from portal.cart.models import OrderMail


class Command(BaseCommand):
    help = "Sends the e-mails about orders that could not be sent at once. Run it each minute."

    def handle(self, *args, verbosity, **options):
        sent, failed = send_due(OrderMail.objects.all()), OrderMail.objects.failed().count()
        if verbosity and sent:
            self.stdout.write(f"{sent} e-mails about orders sent.")
        if failed:
            self.stderr.write(f"{failed} e-mails about orders could not be sent; the list of orders shows which.")
