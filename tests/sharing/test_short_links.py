"""`/s/<key>`: one permanent, language-neutral address for each page and channel, and what it never tells."""

import secrets
from datetime import timedelta
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import Site

from blog.models import BlogPage
from help.models import HowToPage
from portal.pages.keys import KEY_ALPHABET
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, HomePage
from portal.sharing.models import ShortLink
from tests import admin_forms, make

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def key_of(page):
    return ShortLink.objects.get(page=page.pk).key


def follow(client, page, language="sq", **options):
    return client.get(f"/s/{key_of(page)}", headers={"accept-language": language}, **options)


def test_leads_into_the_readers_language_or_the_one_that_the_page_has(client):
    both, albanian, english = make.post(), make.post("Vetëm shqip", ""), make.post("Anglisht", "English", body_sq=[])
    for page, language, code in [
        (both, "sq", "sq"),
        (both, "en-GB,en;q=0.9", "en"),
        (both, "de", "sq"),
        (albanian, "en", "sq"),
        (english, "sq", "en"),
    ]:
        response = follow(client, page, language)
        assert (response.status_code, response.headers["Location"]) == (302, url_in(page, code))


def test_answer_is_kept_by_no_cache_no_search_engine_and_sets_no_cookie(client):
    response = follow(client, make.post())
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Vary"] == "Accept-Language"
    assert not response.cookies


def test_query_string_is_kept(client):
    response = client.get(f"/s/{key_of(make.post())}?utm_source=a%26b&utm_medium=%C3%AB")
    assert response.headers["Location"].endswith("/?utm_source=a%26b&utm_medium=%C3%AB")


@pytest.mark.parametrize("variant", ["/s/{key}", "/s/{key}/", "/s/{key}//", "/s/{KEY}", "/s/{KEY}/"])
def test_every_way_of_typing_it_answers_in_one_hop(client, variant):
    page = make.post()
    key = key_of(page)
    response = client.get(variant.format(key=key, KEY=key.upper()))
    assert response.headers["Location"] == url_in(page, "sq")


def test_only_reading_is_allowed(client):
    address = f"/s/{key_of(make.post())}"
    assert client.head(address).headers["Location"]
    for method in [client.post, client.put, client.patch, client.delete]:
        assert method(address).status_code == 405


@pytest.mark.parametrize("address", ["/s/", "/s/zzzzzz", "/s/x", "/s/" + "a" * 500, "/s/%00", "/s/../admin", "/s/é"])
def test_what_is_no_key_is_a_helpful_404(client, address):
    assertContains(client.get(address, headers=ENGLISH), "This page is not here", status_code=404)


def test_hidden_pages_answer_exactly_like_an_unknown_key(client):
    rows = make.five_posts()
    unknown = client.get("/s/zzzzzz", headers=ENGLISH)
    assert unknown.status_code == 404
    for name in ["draft", "private", "scheduled"]:
        response = follow(client, rows[name], "en")
        assert (response.status_code, response.content) == (404, unknown.content), name
        assert dict(response.headers) == dict(unknown.headers), name
    assert follow(client, rows["live"], "en").status_code == 302


def test_page_below_one_that_was_taken_down_is_gone_too(client):
    page = make.five_posts()["under unpublished"]
    page.save_revision().publish()
    assertContains(follow(client, page, "en"), "taken down", status_code=410)


def test_private_page_that_was_public_tells_nothing_unpublished_or_deleted(client):
    page = make.post()
    page.save_revision().publish()
    key = key_of(page)
    make.private(page)
    BlogPage.objects.get(pk=page.pk).unpublish()
    assert client.get(f"/s/{key}").status_code == 404
    BlogPage.objects.get(pk=page.pk).delete()
    assert client.get(f"/s/{key}").status_code == 404
    assert ShortLink.objects.get(key=key).page is None


def test_draft_that_was_deleted_never_was(client):
    page = make.post(live=False)
    key = key_of(page)
    page.delete()
    assert client.get(f"/s/{key}").status_code == 404


@pytest.mark.parametrize("language", ["sq", "en"])
def test_once_public_and_now_unpublished_or_deleted_is_gone(client, language):
    page = make.post()
    BlogPage.objects.get(pk=page.pk).unpublish()
    response = follow(client, page, language)
    assertContains(response, f'<html lang="{language}"', status_code=410)
    assertContains(response, 'name="q"', status_code=410)
    assert "Accept-Language" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"
    key = key_of(page)
    BlogPage.objects.get(pk=page.pk).delete()
    assert client.get(f"/s/{key}").status_code == 410
    make.post("Postim i ri", "A new post")
    assert client.get(f"/s/{key}").status_code == 410


def test_public_page_deleted_with_its_parent_leaves_a_tombstone(client):
    guide = make.guide()
    key = key_of(make.channel(guide))
    guide.delete()
    assert client.get(f"/s/{key}").status_code == 410


def test_published_again_it_leads_there_again(client):
    page = make.post()
    BlogPage.objects.get(pk=page.pk).unpublish()
    BlogPage.objects.get(pk=page.pk).save_revision().publish()
    assert follow(client, page).headers["Location"] == url_in(page, "sq")


def test_key_stays_when_the_page_is_renamed_and_moved(client):
    page = make.post()
    key = key_of(page)
    page.title_sq, page.slug_sq = "Titull i ri", "adrese-e-re"
    page.save_revision().publish()
    response = client.get(f"/s/{key}")
    assert response.headers["Location"] == "/sq/blog/adrese-e-re/"


def test_every_stored_page_has_one_link_and_the_root_none():
    guide = make.guide()
    make.channel(guide)
    make.post()
    linked = set(ShortLink.objects.values_list("page", flat=True))
    assert linked == set(BasePage.objects.filter(depth__gt=1).values_list("pk", flat=True))
    assert HomePage.objects.get().pk in linked
    assert all(
        set(key) <= set(KEY_ALPHABET) and len(key) == 6 for key in ShortLink.objects.values_list("key", flat=True)
    )


def test_page_made_in_the_admin_has_a_link_and_keeps_it(admin_client):
    index = make.index()
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", index.pk])
    admin_client.post(url, admin_forms.article(title_sq="Nga admini", **{"action-publish": "1"}))
    page = BlogPage.objects.get(title_sq="Nga admini")
    key = key_of(page)
    page.save_revision().publish()
    assert key_of(page) == key


@pytest.mark.parametrize("alias", ["", "on"])
def test_copy_and_alias_have_links_of_their_own(admin_client, alias):
    guide = make.guide()
    channel = make.channel(guide)
    form = {
        "new_title": "Kopja",
        "new_slug": "kopja",
        "new_parent_page": guide.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
        "alias": alias,
    }
    admin_client.post(reverse("wagtailadmin_pages:copy", args=[guide.pk]), form)
    assert HowToPage.objects.count() == 2
    keys = set(ShortLink.objects.filter(page__in=BasePage.objects.filter(depth__gt=3)).values_list("key", flat=True))
    assert len(keys) == 4
    assert {key_of(guide), key_of(channel)} < keys


def test_key_that_is_taken_is_not_given_again(monkeypatch):
    taken = key_of(make.post())
    letters = iter([*taken, *"abcabc"])
    monkeypatch.setattr(secrets, "choice", lambda alphabet: next(letters))
    link = ShortLink.objects.create(page=None, key="mmmmmm")
    assert link.page is None
    page = make.home()
    ShortLink.objects.filter(page=page).delete()
    assert ShortLink.objects.give(page).key == "abcabc"


def test_key_of_a_deleted_page_is_not_given_again(monkeypatch):
    page = make.post()
    taken = key_of(page)
    page.delete()
    letters = iter([*taken, *"abcabc"])
    monkeypatch.setattr(secrets, "choice", lambda alphabet: next(letters))
    home = make.home()
    ShortLink.objects.filter(page=home).delete()
    assert ShortLink.objects.give(home).key == "abcabc"


def test_existing_pages_are_given_links_by_the_migration():
    make.post()
    kept = key_of(make.home())
    ShortLink.objects.exclude(key=kept).delete()
    migration = import_module("portal.sharing.migrations.0002_links_of_existing_pages")
    for _twice in range(2):
        migration.give_links(apps, None)
        assert ShortLink.objects.count() == BasePage.objects.filter(depth__gt=1).count()
    assert key_of(make.home()) == kept


def test_link_leads_to_the_pages_own_site(client):
    ours = make.post()
    root = BasePage.objects.get(depth=1)
    other = root.add_child(instance=HomePage(title_sq="Tjetra", title_en="Other", slug="tjetra"))
    Site.objects.create(hostname="tjetra.example", port=443, root_page=other)
    page = other.add_child(instance=HomePage(title_sq="Faqja", title_en="The page", slug="faqja"))
    assert follow(client, page).headers["Location"].startswith("https://tjetra.example/sq/")
    assert follow(client, ours).headers["Location"].startswith("http://localhost/sq/")
    assert page.short_link.url == f"https://tjetra.example/s/{key_of(page)}"


def box_of(client, page, code):
    return BeautifulSoup(client.get(url_in(page, code)).content, "html.parser").find(class_="share")


@pytest.mark.parametrize("code", codes())
def test_share_box_shows_the_link_as_text_and_copies_it(client, code):
    guide = make.guide()
    for page in [make.post(), guide, make.channel(guide)]:
        box = box_of(client, page, code)
        address = f"http://localhost/s/{key_of(page)}"
        assert box.find(class_="share__url").text == address
        button = box.find("button", attrs={"data-copy": address})
        assert button.has_attr("hidden")
        assert button.text.strip()


def test_each_channel_of_a_guide_carries_its_own_link(client):
    guide = make.guide()
    channels = [make.channel(guide, f"Kanali {n}", f"Channel {n}") for n in range(3)]
    soup = BeautifulSoup(client.get(url_in(guide, "en")).content, "html.parser")
    for channel in channels:
        card = soup.find(id=HowToPage.objects.get(pk=channel.pk).anchor)
        address = f"http://localhost/s/{key_of(channel)}"
        assert card.find("a", href=address)
        assert card.find("button", attrs={"data-copy": address})


def test_canonical_stays_the_real_address(client):
    content = client.get(url_in(make.post(), "en"))
    head = BeautifulSoup(content.content, "html.parser").head
    assert "/s/" not in "".join(str(tag) for tag in head.find_all(["link", "meta"]))


def test_preview_of_a_page_that_was_never_stored_offers_none(rf, client):
    page = BlogPage(title_sq="E re", body_sq=make.body("Tekst."))
    index = make.index()
    page.path, page.depth = index.path + "0001", index.depth + 1
    with override("sq"):
        response = page.make_preview_request(preview_mode="sq")
    assertContains(response, "E re")
    assertNotContains(response, "share__url")


def test_scheduled_page_answers_when_it_comes_due(client, time_machine):
    from django.core.management import call_command

    page = make.post(live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert follow(client, page).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1), tick=False)
    call_command("publish_scheduled")
    assert follow(client, page).status_code == 302
