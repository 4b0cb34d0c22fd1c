from django.core.management.base import BaseCommand
from wagtail.models import Site

from portal.cart.models import Order, ShopSettings


class Command(BaseCommand):
    help = "Removes what is personal from orders older than the shop's settings say. Run it each day."

    def handle(self, *args, verbosity, **options):
        site = Site.objects.filter(is_default_site=True).first()
        days = ShopSettings.for_site(site).keeps_people if site else ShopSettings().keeps_people
        forgotten = Order.objects.forget_people(days)
        if verbosity:
            self.stdout.write(f"Personal data removed from {forgotten} orders.")
