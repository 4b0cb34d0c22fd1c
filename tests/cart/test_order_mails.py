"""What the shop and the customer are written, and what becomes of it when the mail server does not want to."""

import email
import logging
import os
import smtplib
import socket
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from email import policy

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from portal import run
from portal.cart.mails import send_due
from portal.cart.models import Order, OrderMail, ShopSettings
from portal.cart.models.order import TRIED_AGAIN_AFTER
from portal.cart.tasks import send_order_mails
from portal.pages.models import SiteSettings, User
from portal.settings import BASE_DIR
from tests.cart import rows

pytestmark = pytest.mark.django_db
SHOP = "shop@example.com"
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def address():
    return write_to(SHOP)


def write_to(address, model=ShopSettings, name="email"):
    settings = model.for_site(Site.objects.get())
    setattr(settings, name, address)
    settings.save()


def parsed(message):
    """As the customer's own program reads it."""
    return email.message_from_bytes(message.message().as_bytes(), policy=policy.default)


def sent_to(address):
    return next(parsed(message) for message in mail.outbox if message.to == [address])


def text(message):
    return message.get_body().get_content().replace("\xa0", " ")


def mailer(port, **options):
    return {"default": {"BACKEND": BACKEND, "OPTIONS": {"host": "127.0.0.1", "port": port, **options}}}


@pytest.fixture
def closed_port(settings):
    """A port at which nobody listens, whatever other tests do."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        settings.MAILERS = mailer(taken.getsockname()[1])
        yield


# What they say


def test_both_are_written_to_at_once_and_each_can_answer_the_other():
    order = rows.order()
    send_order_mails.enqueue(order.pk)
    to_shop, to_customer = sent_to(SHOP), sent_to("arta@example.com")
    assert (to_shop["Reply-To"], to_customer["Reply-To"]) == ("arta@example.com", SHOP)
    assert to_shop["To"] == SHOP
    assert order.number in to_shop["Subject"]
    assert order.number in to_customer["Subject"]
    assert to_shop["Message-ID"] != to_customer["Message-ID"]
    assert all(one.sent_at for one in order.mails.all())


def test_shop_is_told_everything_and_the_customer_what_was_ordered():
    order = rows.order([(2, "Filxhan", 150_000, "ALL"), (1, "Libër", 1299, "EUR")])
    send_order_mails.enqueue(order.pk)
    to_shop, to_customer = text(sent_to(SHOP)), text(sent_to("arta@example.com"))
    for part in ["2 × Filxhan: 3 000", "1 × Libër: 12,99 €", "Rruga e Durrësit 5, Tiranë"]:
        assert part in to_shop
        assert part in to_customer
    for part in ["+355691234567", "arta@example.com", "Pas orës 17", reverse("orders:inspect", args=[order.pk])]:
        assert part in to_shop
    assert f"http://localhost{order.get_absolute_url()}" in to_customer
    assert "/admin/" not in to_customer
    assert order.key not in to_shop


def test_customer_reads_the_language_of_the_order_and_the_shop_its_own():
    order = rows.order([(1, "Mug", 1299, "EUR")], language="en")
    send_order_mails.enqueue(order.pk)
    to_customer, to_shop = text(sent_to("arta@example.com")), text(sent_to(SHOP))
    assert "Hello Arta Hoxha," in to_customer
    assert "1 × Mug: €12.99" in to_customer
    assert "/en/" in to_customer
    assert "12,99 €" in to_shop


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Arta\r\nBcc: victim@example.com"},
        {"name": "Arta\u2028Bcc: victim@example.com", "place": "x\nSubject: y"},
        {"note": "\r\n.\r\nMAIL FROM:<x@example.com>\r\n"},
    ],
)
def test_no_name_becomes_a_header(values):
    order = rows.order(**values)
    send_order_mails.enqueue(order.pk)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        found = parsed(message)
        assert found["Bcc"] is None
        assert order.number in found["Subject"]
        assert message.recipients() in [[SHOP], ["arta@example.com"]]


def test_umlauts_and_a_domain_of_another_script_arrive():
    order = rows.order(email="arta@shqipëri.example", name="Ëngjëll Çela")
    send_order_mails.enqueue(order.pk)
    message = parsed(next(one for one in mail.outbox if one.to != [SHOP]))
    assert "xn--" in message["To"]
    assert "Ëngjëll Çela" in text(message)


def test_site_s_contact_takes_the_place_of_the_shop_s_address():
    write_to("")
    write_to("site@example.com", SiteSettings, "contact_email")
    send_order_mails.enqueue(rows.order().pk)
    assert sent_to("site@example.com")


# Nobody to write to


def test_customer_with_a_phone_alone_is_not_written_to():
    order = rows.order(email="")
    send_order_mails.enqueue(order.pk)
    assert [message.to for message in mail.outbox] == [[SHOP]]
    assert "Reply-To" not in mail.outbox[0].message()
    assert not OrderMail.objects.due().exists()


def test_mail_to_a_shop_without_address_waits_for_one():
    write_to("")
    order = rows.order()
    send_order_mails.enqueue(order.pk)
    assert [message.to for message in mail.outbox] == [["arta@example.com"]]
    write_to(SHOP)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        call_command("send_order_mails", verbosity=0)
    assert sent_to(SHOP)


# A server that does not want to


def test_refusing_server_leaves_the_order_and_is_tried_at_growing_distances(closed_port):
    """Each try is due so many minutes after the one before, and the last one leaves it to a person."""
    order, now = rows.order(), timezone.now()
    order.mails.filter(reader="customer").delete()
    with time_machine.travel(now, tick=False) as clock:
        send_order_mails.enqueue(order.pk)
        distances = []
        while waiting := OrderMail.objects.filter(sent_at=None).exclude(pk__in=OrderMail.objects.failed()).first():
            distances.append((waiting.due_at - timezone.now()) / timedelta(minutes=1))
            clock.move_to(waiting.due_at - timedelta(seconds=1))
            call_command("send_order_mails", verbosity=0)
            assert OrderMail.objects.get().tries == waiting.tries
            clock.move_to(waiting.due_at)
            call_command("send_order_mails", verbosity=0)
        clock.shift(timedelta(days=30))
        call_command("send_order_mails", verbosity=0)
    assert distances == TRIED_AGAIN_AFTER
    failed = OrderMail.objects.get()
    assert failed.has_failed
    assert failed.tries == len(TRIED_AGAIN_AFTER) + 1
    assert Order.objects.with_failed_mails().get() == order


def test_log_names_nobody(closed_port, caplog):
    caplog.set_level(logging.WARNING)
    order = rows.order(name="Arta Hoxha", email="arta@example.com")
    send_order_mails.enqueue(order.pk)
    assert "ConnectionRefusedError" in caplog.text
    assert "arta" not in caplog.text.lower()


def test_one_timeout_is_all_that_a_reader_waits_for(settings):
    """The server takes the connection and says nothing: what hangs for one mail would hang for the next."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        settings.MAILERS = mailer(server.getsockname()[1], timeout=0.3)
        order = rows.order()
        send_order_mails.enqueue(order.pk)
    assert sorted(order.mails.values_list("tries", flat=True)) == [0, 1]
    assert OrderMail.objects.due().count() == 1


def test_a_mail_that_is_refused_stands_in_nobody_s_way(settings):
    """What the server refuses waits longer each time; the next run goes on with the others."""
    with closing(FakeServer(refuses="bad@example.com")) as server:
        settings.MAILERS = mailer(server.port)
        bad, good = rows.order(email="bad@example.com"), rows.order()
        for minute in range(3):
            with time_machine.travel(timezone.now() + timedelta(seconds=minute)):
                call_command("send_order_mails", verbosity=0)
    assert good.mails.filter(sent_at=None).count() == 0
    assert bad.mails.get(sent_at=None).reader == "customer"
    assert sorted(server.taken) == ["arta@example.com", SHOP, SHOP]


def test_production_waits_ten_seconds_at_most():
    code = "from portal import settings; print(settings.MAILERS['default']['OPTIONS']['timeout'])"
    env = os.environ | {"EMAIL_URL": "smtp://localhost:25"}
    answer = subprocess.run([sys.executable, "-c", code], env=env, cwd=BASE_DIR, capture_output=True, text=True)
    assert answer.stdout.strip() == "10", answer.stderr


class FakeServer:
    """A mail server with just enough of RFC 5321 for one connection after the other."""

    def __init__(self, refuses=""):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.refuses, self.taken = refuses, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                self.talk(stream)

    def talk(self, stream):
        stream.write(b"220 ready\r\n")
        while line := stream.readline():
            command = line.decode().strip()
            if command.upper().startswith("RCPT"):
                to = command.partition("<")[2].partition(">")[0]
                stream.write(b"550 no\r\n" if to == self.refuses else b"250 ok\r\n")
                self.to = to
            elif command.upper() == "DATA":
                stream.write(b"354 go on\r\n")
                while stream.readline().strip() != b".":
                    pass
                self.taken.append(self.to)
                stream.write(b"250 ok\r\n")
            else:
                stream.write(b"221 bye\r\n" if command.upper() == "QUIT" else b"250 ok\r\n")

    def close(self):
        self.socket.close()


# Once, and again when a person wants it


def test_process_that_dies_while_it_sends_leaves_it_to_the_next_run():
    mails = rows.order().mails.filter(reader="shop")
    assert mails.get().claim()
    assert send_due(OrderMail.objects.filter(reader="shop")) == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert send_due(OrderMail.objects.filter(reader="shop")) == 1


def test_person_has_it_sent_again():
    order = rows.order()
    order.mails.update(tries=len(TRIED_AGAIN_AFTER) + 1)
    client = Client()
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "a-long-password"))
    url = reverse("orders:mail", args=[order.mails.get(reader="customer").pk])
    client.post(url)
    client.post(url)  # a double click
    assert [message.to for message in mail.outbox] == [["arta@example.com"]]
    assert [one.reader for one in OrderMail.objects.failed()] == ["shop"]


def test_shop_is_told_when_it_cannot_be_sent_now_either(closed_port):
    order = rows.order()
    order.mails.update(tries=len(TRIED_AGAIN_AFTER) + 1)
    client = Client()
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "a-long-password"))
    mine = order.mails.get(reader="customer")
    response = client.post(reverse("orders:mail", args=[mine.pk]), follow=True)
    assert b'class="warning"' in response.content
    mine.refresh_from_db()
    assert (mine.sent_at, mine.tries) == (None, 1)


def test_run_sends_each_minute():
    assert {"publish_scheduled", "send_order_mails"} <= set(run.EACH_MINUTE)
    assert "send_order_mails" in (BASE_DIR / "README.md").read_text()


def test_errors_of_the_mail_library_are_the_ones_that_are_caught():
    assert issubclass(smtplib.SMTPException, OSError)
