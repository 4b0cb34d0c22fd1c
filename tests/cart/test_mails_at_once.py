"""Several processes that send the same e-mails at the same moment."""

import threading

import pytest
from django.core import mail
from django.db import connection
from wagtail.models import Site

from portal.cart.mails import send_due
from portal.cart.models import OrderMail, ShopSettings
from tests.cart import rows

SHOP = "shop@example.com"
PROCESSES = 4


@pytest.mark.usefixtures("committed")
def test_each_mail_is_sent_once():
    settings = ShopSettings.for_site(Site.objects.get())
    settings.email = SHOP
    settings.save()
    rows.order()
    ready, sent = threading.Barrier(PROCESSES), []

    def work():
        try:
            ready.wait(timeout=20)
            sent.append(send_due(OrderMail.objects.all()))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 2
    assert len(sent) == PROCESSES
    assert sorted(message.to[0] for message in mail.outbox) == ["arta@example.com", SHOP]
