from django.core.management.base import BaseCommand

from portal.cart.mails import send_due
from portal.cart.models import OrderMail


class Command(BaseCommand):
    help = "Sends the e-mails about orders that could not be sent at once. Run it each minute."

    def handle(self, *args, verbosity, **options):
        sent = send_due(OrderMail.objects.all())
        if verbosity and sent:
            self.stdout.write(f"E-mails about orders sent: {sent}.")
