"""What was public and is no longer says so with 410; what never was public stays unknown."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from blog.models import BlogIndexPage, BlogPage
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, GoneAddress
from tests import make
from tests.pages.test_editing import member_of
from tests.pages.test_redirects import rename

pytestmark = pytest.mark.django_db

WORDS = {"sq": "Kërko", "en": "has been taken down"}


def assert_gone(client, url):
    """A helpful page in the language of the address, which search engines forget."""
    response = client.get(url)
    code = url[1:3]
    assert response.status_code == 410, url
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html["lang"] == code
    assert WORDS[code] in soup.main.text
    assert soup.main.find("input", attrs={"name": "q"})
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not soup.find("link", rel="canonical")
    assert not response.cookies


def assert_unknown(client, url):
    response = client.get(url)
    assert response.status_code == 404, url
    assertNotContains(response, WORDS["en"], status_code=404)


def test_unpublished_page_is_gone_in_each_language_and_comes_back(client):
    guide = make.guide()
    page = make.post("Titulli", "The title")
    page.unpublish()
    for code in codes():
        assert_gone(client, url_in(page, code))
    assertContains(client.get("/en/blog/the-title/"), guide.title_en, status_code=410)
    page.save_revision().publish()
    assert client.get("/en/blog/the-title/").status_code == 200


def test_page_under_an_unpublished_one_is_gone(client):
    guide = make.guide()
    channel = make.channel(guide)
    never = make.channel(guide, "Draft", "A draft", live=False)
    url, unknown = url_in(channel, "en"), url_in(never, "en")
    guide.unpublish()
    assert_gone(client, url)
    assert_unknown(client, unknown)


def test_live_page_under_a_parent_that_never_was_live_is_unknown(client):
    index = make.home().add_child(instance=BlogIndexPage(title_sq="Draft", title_en="Draft", live=False))
    page = make.post("Titulli", "The title", parent=index)
    assert_unknown(client, url_in(page, "en"))
    page.delete()
    assert_unknown(client, "/en/draft/the-title/")


def test_drafts_private_and_scheduled_pages_are_unknown(client):
    rows = make.five_posts()
    urls = {name: url_in(page, "en") for name, page in rows.items()}
    for name in ["draft", "private", "scheduled"]:
        assert_unknown(client, urls[name])
    assert_gone(client, urls["under unpublished"])
    for page in rows.values():
        BlogPage.objects.get(pk=page.pk).delete()
    for name in ["draft", "private", "scheduled"]:
        assert_unknown(client, urls[name])
    for name in ["live", "under unpublished"]:
        assert_gone(client, urls[name])


def test_what_stands_below_a_private_page_is_unknown_even_when_it_is_unpublished(client):
    guide = make.guide()
    channel = make.channel(guide)
    make.private(guide)
    url = url_in(channel, "en")
    assert_unknown(client, url)
    type(channel).objects.get().unpublish()
    assert_unknown(client, url)
    type(guide).objects.get().delete()
    assert_unknown(client, url)


def test_expired_page_is_gone_and_scheduled_one_not_yet_known(client, time_machine):
    page = make.post("Titulli", "The title", live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.expire_at = timezone.now() + timedelta(hours=3)
    page.save_revision().publish()
    assert_unknown(client, "/en/blog/the-title/")
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    call_command("publish_scheduled")
    assert client.get("/en/blog/the-title/").status_code == 200
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    call_command("publish_scheduled")
    assert_gone(client, "/en/blog/the-title/")


@pytest.mark.parametrize("language", ["sq", "en"])
def test_deleting_in_wagtails_screen_buries_the_page_its_children_and_their_old_addresses(
    admin_client, admin_user, language
):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = language
    profile.save()
    guide = make.guide()
    channel = make.channel(guide)
    urls = [url_in(page, code) for page in [guide, channel] for code in codes()]
    guide = rename(guide, slug_sq="tjeter", slug_en="other")
    channel.refresh_from_db()
    urls += [url_in(page, code) for page in [guide, channel] for code in codes()]
    Redirect.objects.create(old_path="/en/legacy", redirect_page=channel)
    assert admin_client.post(reverse("wagtailadmin_pages:delete", args=[guide.pk])).status_code == 302
    assert not Redirect.objects.exists()
    reader = Client()
    for url in [*urls, "/en/legacy/"]:
        assert_gone(reader, url)
    assert GoneAddress.objects.count() == len(urls) + 1


def test_pages_deleted_together_are_all_gone(client):
    posts = [make.post(f"Postimi {number}", f"Post {number}") for number in range(3)]
    urls = [url_in(page, code) for page in posts for code in codes()]
    BasePage.objects.filter(pk__in=[page.pk for page in posts]).delete()
    for url in urls:
        assert_gone(client, url)


def test_new_page_at_a_deleted_address_is_served_and_its_draft_is_not_known(client):
    make.post("Titulli", "The title").delete()
    draft = make.post("Titulli", "The title", live=False)
    assert_gone(client, "/en/blog/the-title/")
    draft.save_revision().publish()
    assert client.get("/en/blog/the-title/").status_code == 200
    assert not GoneAddress.objects.exists()


def test_redirect_to_a_deleted_address_is_gone_and_one_at_it_wins(client):
    make.post("Titulli", "The title").delete()
    Redirect.objects.create(old_path="/en/legacy", redirect_link="/en/blog/the-title/")
    assert_gone(client, "/en/legacy/")
    Redirect.objects.create(old_path="/en/blog/the-title", redirect_link="/en/blog/")
    assert client.get("/en/blog/the-title/").headers["Location"] == "/en/blog/"
    assert client.get("/en/legacy/").headers["Location"] == "/en/blog/"


def test_gone_page_is_gone_to_post_and_head(client):
    page = make.post("Titulli", "The title")
    page.unpublish()
    assert client.head("/en/blog/the-title/").status_code == 410
    assert client.post("/en/blog/the-title/").status_code == 404


def test_deleted_file_address_is_short(client):
    make.post("Titulli", "The title").delete()
    response = client.get("/en/blog/the-title/index.md")
    assert (response.status_code, response.headers["Content-Type"]) == (410, "text/plain")


def test_moderators_see_deleted_addresses_and_may_delete_them(client):
    make.post("Titulli", "The title").delete()
    gone = GoneAddress.objects.get(path="/en/blog/the-title")
    editor = member_of("Editors", client)
    assert editor.get(reverse("gone_addresses:index")).status_code == 302
    moderator = member_of("Moderators", Client())
    assertContains(moderator.get(reverse("gone_addresses:index")), "/en/blog/the-title")
    assert moderator.post(reverse("gone_addresses:edit", args=[gone.pk]), {"path": "/en/x"}).status_code == 302
    assert moderator.post(reverse("gone_addresses:add"), {"path": "/en/x"}).status_code == 302
    assert not GoneAddress.objects.filter(path="/en/x").exists()
    assert moderator.post(reverse("gone_addresses:delete", args=[gone.pk])).status_code == 302
    assert_unknown(Client(), "/en/blog/the-title/")
    assert Group.objects.get(name="Moderators").permissions.filter(codename="delete_redirect").exists()


def test_deleting_a_site_takes_its_deleted_addresses_along():
    make.post().delete()
    assert GoneAddress.objects.exists()
    Site.objects.all().delete()
    assert not GoneAddress.objects.exists()
