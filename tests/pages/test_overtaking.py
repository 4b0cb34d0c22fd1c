"""Two editors save the same page: both versions are kept, and the second editor is told of the first."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from blog.models import BlogPage
from portal.pages.models import User
from tests import admin_forms, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    post = make.post()
    post.save_revision().publish()
    return post


def editor(name, language="en", group="Moderators"):
    user = User.objects.create_user(username=name, email=f"{name}@example.com", first_name=name.title())
    user.groups.add(Group.objects.get(name=group))
    UserProfile.objects.create(user=user, preferred_language=language)
    client = Client()
    client.force_login(user)
    return client


def address(post):
    return reverse("wagtailadmin_pages:edit", args=[post.pk])


def opened(client, post):
    """What the form says of the revision that it shows."""
    soup = BeautifulSoup(client.get(address(post)).content, "html.parser")
    names = ["loaded_revision_id", "loaded_revision_created_at"]
    return {name: soup.find("input", attrs={"name": name})["value"] for name in names}


def save(client, post, form, **values):
    """Save as a browser does; returns the texts of the messages that the editor sees next."""
    answer = client.post(address(post), admin_forms.article(**values) | form, follow=True)
    assert answer.redirect_chain
    messages = BeautifulSoup(answer.content, "html.parser").select(".messages li")
    return [" ".join(message.text.split()) for message in messages]


def about_another(messages):
    return [message for message in messages if "saved another version" in message]


def titles(post):
    return [revision.content["title_sq"] for revision in post.revisions.order_by("created_at")]


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_second_editor_is_told_and_both_versions_are_kept(post, action):
    first, second = editor("arta"), editor("beni")
    forms = [opened(client, post) for client in (first, second)]
    assert not about_another(save(first, post, forms[0] | action, title_sq="Nga Arta"))
    (warning,) = about_another(save(second, post, forms[1] | action, title_sq="Nga Beni"))
    assert warning.startswith("Arta saved another version at ")
    assert "kept in the history" in warning
    assert titles(post)[-2:] == ["Nga Arta", "Nga Beni"]
    if action:
        assert BlogPage.objects.get(pk=post.pk).title_sq == "Nga Beni"


def test_the_way_to_compare_both_is_offered(post):
    first, second = editor("arta"), editor("beni")
    forms = [opened(client, post) for client in (first, second)]
    save(first, post, forms[0], title_sq="Nga Arta")
    answer = second.post(address(post), admin_forms.article(title_sq="Nga Beni") | forms[1], follow=True)
    other = post.revisions.order_by("-created_at")[1]
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[post.pk, other.pk, "latest"])
    assert BeautifulSoup(answer.content, "html.parser").select_one(f'.messages a[href="{compare}"]')
    page = second.get(compare).content.decode()
    assert "Arta" in page
    assert "Beni" in page


def test_who_saves_alone_twice_or_over_an_own_autosave_is_told_nothing(post):
    client = editor("arta")
    form = opened(client, post)
    autosave = client.post(
        address(post), admin_forms.article(title_sq="Vetë") | form, headers={"Accept": "application/json"}
    )
    assert autosave.json()["success"]
    for title in ["Një", "Dy"]:
        assert len(save(client, post, form, title_sq=title)) == 1


def test_autosave_over_another_editors_version_is_refused_and_stores_nothing(post):
    first, second = editor("arta"), editor("beni")
    forms = [opened(client, post) for client in (first, second)]
    save(first, post, forms[0], title_sq="Nga Arta")
    answer = second.post(
        address(post), admin_forms.article(title_sq="Nga Beni") | forms[1], headers={"Accept": "application/json"}
    )
    assert answer.json()["error_code"] == "invalid_revision"
    assert titles(post)[-1] == "Nga Arta"


@pytest.mark.parametrize("sent", ["", "yesterday", "2026-13-45T99:00:00", "2026-01-01T00:00:00", "\x00", "9" * 10_000])
def test_odd_moment_in_the_form_is_no_fault(post, sent):
    client = editor("arta")
    assert save(client, post, {"loaded_revision_created_at": sent}, title_sq="Nga Arta")
    assert titles(post)[-1] == "Nga Arta"


def test_version_of_somebody_who_is_gone_is_told_too(post):
    client, gone = editor("arta"), User.objects.create_user(username="x", email="x@example.com")
    form = opened(client, post)
    BlogPage.objects.get(pk=post.pk).save_revision(user=gone)
    gone.delete()
    assert any(message.startswith("Somebody saved") for message in save(client, post, form, title_sq="Nga Arta"))
