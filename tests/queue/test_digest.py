"""The morning's e-mail: to whom, in which language, and once."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.users.models import UserProfile

from portal.pages.days import today
from portal.pages.models import User
from portal.queue.models import DigestChoice, Item
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    return make.channel(make.guide("Mënyra prove", "Ways of a test"))


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


def worker(name, language="sq", group="Editors"):
    user = User.objects.create_user(name, email=f"{name}@kanal.example", password="a-long-password")
    user.groups.add(Group.objects.get(name=group))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    return user


def sent():
    call_command("send_digests", verbosity=0)
    found, mail.outbox[:] = list(mail.outbox), []
    return {message.to[0]: message for message in found}


def test_each_is_written_to_in_the_language_of_their_admin(channel):
    worker("ana", "sq"), worker("ben", "en", "Moderators")
    messages = sent()
    assert set(messages) == {"ana@kanal.example", "ben@kanal.example"}
    assert "Nobody has verified it yet." in messages["ben@kanal.example"].body
    assert "Nobody has verified it yet." not in messages["ana@kanal.example"].body
    assert channel.title_en in messages["ben@kanal.example"].body
    assert channel.title_sq in messages["ana@kanal.example"].body
    for message in messages.values():
        assert f"http://localhost:8000{reverse('wagtailadmin_pages:edit', args=[channel.pk])}" in message.body


def test_no_work_no_mail(channel):
    worker("ana")
    channel.status.mark_verified(None)
    assert sent() == {}


def test_once_a_day(channel):
    worker("ana")
    assert len(sent()) == 1
    assert sent() == {}
    with time_machine.travel(today() + timedelta(days=1)):
        assert len(sent()) == 1


def test_what_another_has_taken_is_not_written_to_me(channel):
    worker("ana"), worker("ben")
    Item.objects.refresh()
    Item.objects.update(assigned_to=User.objects.get(username="ben"))
    assert set(sent()) == {"ben@kanal.example"}


def test_strangers_inactive_people_and_those_without_address_get_none(channel):
    User.objects.create_user("reader", email="reader@kanal.example")
    worker("gone")
    User.objects.filter(username="gone").update(is_active=False)
    worker("mute")
    User.objects.filter(username="mute").update(email="")
    assert sent() == {}


def account_form(client):
    """What the account's form would send as it stands."""
    panels = client.get(reverse("wagtailadmin_account")).context["panels_by_tab"].values()
    forms = [panel.get_form() for some in panels for panel in some]
    return {form[name].html_name: form[name].value() or "" for form in forms for name in form.fields}


def test_a_person_ends_it_in_the_account(client, channel):
    client.force_login(worker("ana"))
    form = account_form(client) | {"name_email-first_name": "Ana", "name_email-last_name": "Ndreu"}
    assert form.pop("digest-wants_digest") is True
    assert client.post(reverse("wagtailadmin_account"), form).status_code == 302
    assert DigestChoice.objects.get().wants_digest is False
    assert sent() == {}


class RefusesAna(EmailBackend):
    """A mail server that knows everybody but Ana."""

    def send_messages(self, messages):
        if any("ana@" in message.to[0] for message in messages):
            raise ConnectionRefusedError
        return super().send_messages(messages)


def test_one_that_cannot_be_sent_stops_no_other_and_is_tried_again(channel, settings):
    worker("ana"), worker("ben")
    working = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusesAna"}}
    with pytest.raises(CommandError):
        call_command("send_digests", verbosity=0)
    assert [message.to[0] for message in mail.outbox] == ["ben@kanal.example"]
    mail.outbox.clear()
    settings.MAILERS = working
    assert set(sent()) == {"ana@kanal.example"}
