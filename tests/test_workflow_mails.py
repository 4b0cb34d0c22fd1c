"""Wagtail's mails about approval, each in the language of who gets it."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests import admin_forms, make
from tests.wagtails import wagtails_own

pytestmark = pytest.mark.django_db


def test_workflow_mails_are_in_each_ones_language(client):
    editor = person("Editors", "sq")
    albanian, english = person("Moderators", "sq"), person("Moderators", "en")
    page = make.post("Titulli", "The title", live=False)
    send(client, editor, page, "action-submit")
    assert subjects() == {
        albanian.email: "Faqja “Titulli” pret miratimin te hapi “Moderators approval”",
        english.email: 'The page "The title" has been submitted for approval in moderation stage "Moderators approval"',
    }
    mail.outbox.clear()
    back(client, albanian, page, "Burimi mungon.")
    assert list(subjects()) == [editor.email]
    assert mail.outbox[0].subject.startswith("Faqja “Titulli” u kthye për ndryshime")
    assert "Komenti: “Burimi mungon.”" in mail.outbox[0].body
    assert english_sentences(mail.outbox[0]) == []


def person(group, code):
    user = make.user(f"{group}-{code}")
    user.groups.set(Group.objects.filter(name=group))
    UserProfile.objects.create(user=user, preferred_language=code)
    return user


def send(client, user, page, action):
    client.force_login(user)
    values = {"title_sq": page.title_sq, "title_en": page.title_en, "slug_sq": page.slug_sq, "slug_en": page.slug_en}
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(url, admin_forms.article(**values) | {action: "1"}).status_code == 302


def back(client, user, page, comment):
    """A moderator asks for changes."""
    client.force_login(user)
    task = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", task.pk])
    assert client.post(url, {"comment": comment}).status_code in {200, 302}


def subjects():
    return {message.to[0]: message.subject for message in mail.outbox}


def english_sentences(message):
    """What of Wagtail's mails is in a message as it stands in English."""
    mails = [one for one in wagtails_own() if any("notifications/" in path for path, _line in one.occurrences)]
    assert len(mails) > 40
    return [entry.msgid for entry in mails if "%(" not in entry.msgid and entry.msgid in message.body]
