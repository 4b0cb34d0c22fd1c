"""The morning's e-mail: what is open for one person, in the language of their admin."""

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override
from wagtail.admin.utils import get_admin_base_url

from portal.pages.days import today
from portal.queue.models import Digest, Item
from portal.queue.people import language_of, workers
from portal.queue.sources import Tile

LISTED = 10

logger = logging.getLogger(__name__)


def send_digests():
    """Write to everybody who has open work, once a day. Returns `(sent, failed)`: e-mail addresses.

    One address that cannot be written to stops nobody else's mail, and is tried again at the next run.
    """
    Item.objects.refresh()
    sent, failed = [], []
    for user in workers().exclude(email="").exclude(digest_choice__wants_digest=False):
        items = list(Item.objects.waiting_for(user).for_list().order_by("-worth", "pk"))
        if items and Digest.objects.begin(user, today()):
            (sent if send(user, items) else failed).append(user.email)
    return sent, failed


def send(user, items):
    with override(language_of(user)):
        subject, body = written(user, items)
    try:
        send_mail(subject, body, None, [user.email])
    except OSError as error:  # smtplib's errors among them
        Digest.objects.filter(user=user, day=today()).delete()
        logger.error("No digest for %s: %s", user.pk, error)
        return False
    return True


def written(user, items):
    """Subject and text, in the active language."""
    subject = ngettext("%(count)s open piece of work", "%(count)s open pieces of work", len(items))
    counts = [(tile.label, sum(item.source.tile == tile for item in items)) for tile in Tile]
    context = {
        "user": user,
        "counts": [(label, count) for label, count in counts if count],
        "items": items[:LISTED],
        "base": get_admin_base_url(),
        "queue": reverse("queue:index"),
        "account": reverse("wagtailadmin_account"),
    }
    return f"Kanal: {subject % {'count': len(items)}}", render_to_string("queue/digest.txt", context)
