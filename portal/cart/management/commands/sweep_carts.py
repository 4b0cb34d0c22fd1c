from django.core.management.base import BaseCommand

from portal.cart.models import Cart


class Command(BaseCommand):
    help = "Deletes the carts that nobody has touched for 60 days. Run it each day."

    def handle(self, *args, verbosity, **options):
        swept = Cart.objects.sweep()
        if verbosity:
            self.stdout.write(f"{swept} abandoned carts deleted.")
