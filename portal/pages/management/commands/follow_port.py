from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from wagtail.models import Site


class Command(BaseCommand):
    """Give Wagtail's default Site the host and port of BASE_URL, which follows PORT unless it is set itself.

    Canonical and other absolute URLs are built from that record.
    """

    help = "Make the default site's host and port those of BASE_URL (http://localhost:PORT unless set)."

    def handle(self, **options):
        address = urlsplit(settings.BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        site = Site.objects.get(is_default_site=True)
        if (site.hostname, site.port) != (address.hostname, port):
            site.hostname, site.port = address.hostname, port
            site.save()
