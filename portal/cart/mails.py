"""What the shop and the customer are written about an order, each in their language."""

import logging
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from portal.cart.models import OrderMail, ShopSettings
from portal.pages.languages import absolute_url
from portal.pages.models import SiteSettings

logger = logging.getLogger(__name__)


def send_due(mails):
    """Send what is due of these mails. Returns how many were sent; what fails is tried again later.

    A server that cannot be reached ends it, so that one that hangs holds up for one mail, not for each; an address that
    it refuses is only that mail's failure.
    """
    sent = 0
    for mail in mails.due().select_related("order").order_by("due_at", "pk"):
        if mail.claim():
            try:
                sent += send(mail)
            except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:  # ValueError: no such header
                note_failure(mail, error)
            except OSError as error:  # smtplib's other errors among them
                note_failure(mail, error)
                break
    return sent


def send(mail):
    """Whether it was sent. A mail to the shop waits while the shop has no address."""
    message = written(mail)
    if message:
        message.send()
    if message or mail.reader == OrderMail.Reader.CUSTOMER:
        mail.note_sent()
    return bool(message)


def note_failure(mail, error):
    """Without a word of the order, which names a person."""
    level = logging.ERROR if mail.is_last_try else logging.WARNING
    logger.log(level, "E-mail %s about an order was not sent: %s", mail.pk, type(error).__name__)


def written(mail):
    """The message, or None where nobody is to be written to: a customer who gave a phone number alone."""
    order, site = mail.order, default_site()
    shop = address_of_shop(site)
    is_for_shop = mail.reader == OrderMail.Reader.SHOP
    to, reply_to = (shop, order.email) if is_for_shop else (order.email, shop)
    if not to:
        return None
    with override(settings.LANGUAGE_CODE if is_for_shop else order.language):
        context = {"order": order, "name": SiteSettings.for_site(site).name, **addresses(order, site)}
        subject = _("Order %(number)s") % {"number": order.number}
        body = render_to_string(f"cart/mails/{mail.reader}.txt", context)
    return EmailMessage(
        f"{context['name']}: {subject}",
        body,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        # A mail that was sent twice, because nobody noted the first, is shown once.
        headers={"Message-ID": f"<order-{order.pk}-{order.placed_at:%s}-{mail.reader}@{site.hostname}>"},
    )


def default_site():
    return Site.objects.filter(is_default_site=True).first()


def address_of_shop(site):
    """Where the shop is written to, or ""."""
    return ShopSettings.for_site(site).email or SiteSettings.for_site(site).contact_email


def addresses(order, site):
    with override(order.language):
        placed = absolute_url(site.root_url, order.get_absolute_url())
    inspect = reverse("orders:inspect", args=[order.pk])
    return {"url": placed, "admin_url": absolute_url(settings.WAGTAILADMIN_BASE_URL, inspect)}
