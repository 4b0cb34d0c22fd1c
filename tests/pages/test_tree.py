"""Copy, alias, move and rename through Wagtail's own screens, in each admin language, both addresses asked after."""

from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains

from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sq", "en"])
def editor(request, admin_client, admin_user):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = request.param
    profile.save()
    return admin_client


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    guide = make.guide()
    make.channel(guide, "Formulari i parë", "The first form")
    make.channel(guide, "Formulari i dytë", "The second form")
    return guide


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


def assert_public(client, page):
    """Each language's address answers with the page's title in that language."""
    page = page.specific_class.objects.get(pk=page.pk)
    addresses = {url_in(page, code) for code in codes()}
    assert len(addresses) == len(codes())
    for code in codes():
        with override(code):
            title = page.title
        assertContains(client.get(url_in(page, code)), title)


def post_copy(editor, page, parent, **extra):
    form = {
        "new_title": "Kopja",
        "new_slug": "kopja",
        "new_parent_page": parent.pk,
        "copy_subpages": "on",
        "publish_copies": "on",
        "alias": "",
    } | extra
    response = editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)
    assert response.status_code == 302, response.context["form"].errors
    return BasePage.objects.order_by("-pk").exclude(depth=5).first().specific


def test_copy_with_children(editor, client, guide):
    copy = post_copy(editor, guide, guide.get_parent())
    assert copy.pk != guide.pk
    assert copy.get_children().count() == 2
    for page in [copy, *copy.get_children(), guide, *guide.get_children()]:
        assert_public(client, page.specific)
    paths = list(BasePage.objects.values_list("url_path_en", flat=True))
    assert len(paths) == len(set(paths))


def test_copied_channels_have_keys_of_their_own(editor, guide):
    copy = post_copy(editor, guide, guide.get_parent())
    keys = {child.specific.status.key for page in [guide, copy] for child in page.get_children()}
    assert len(keys) == 4


def test_alias_follows_with_addresses_of_its_own(editor, client, guide):
    alias = post_copy(editor, guide, guide.get_parent(), alias="on")
    assert alias.alias_of_id == guide.pk
    assert_public(client, alias)
    assert_public(client, alias.get_children().first().specific)
    guide.title_en = "Nine ways"
    guide.save_revision().publish()
    alias.refresh_from_db()
    assert alias.title_en == "Nine ways"
    assert_public(client, alias)
    assert_public(client, guide)


def test_move_takes_the_children_along_in_both_languages(editor, client, guide):
    other = make.home().add_child(instance=type(guide.get_parent().specific)(title_sq="Arkiva", title_en="Archive"))
    url = reverse("wagtailadmin_pages:move_confirm", args=[guide.pk, other.pk])
    assert editor.post(url).status_code == 302
    guide.refresh_from_db()
    channel = guide.get_children().first().specific
    assert channel.url_path_sq.startswith("/home/arkiva/menyra-si-te-kontaktoni-tiktok-un/")
    assert channel.url_path_en.startswith("/home/archive/ways-to-contact-tiktok/")
    for page in [guide, channel]:
        assert_public(client, page)


@pytest.mark.parametrize("code", ["sq", "en"])
def test_renaming_one_slug_moves_the_descendants_in_that_language_only(client, guide, code):
    before = {c: url_in(guide, c) for c in codes()}
    setattr(guide, f"slug_{code}", "tjeter")
    guide.save_revision().publish()
    channel = guide.get_children().first().specific
    guide = type(guide).objects.get(pk=guide.pk)
    assert_public(client, guide)
    assert_public(client, channel)
    other = "en" if code == "sq" else "sq"
    assert url_in(guide, other) == before[other]
    assert url_in(guide, code) != before[code]
    response = client.get(before[code])
    assert (response.status_code, response.headers["Location"]) == (301, url_in(guide, code))


def test_plain_save_numbers_a_taken_slug_in_each_language():
    first, second = make.post("Njësoj", "The same"), make.post("Njesoj", "The same")
    assert (first.slug_sq, first.slug_en) == ("njesoj", "the-same")
    assert (second.slug_sq, second.slug_en) == ("njesoj-2", "the-same-2")


def test_a_title_without_ascii_letters_still_has_an_address(client):
    page = make.post("👽👽", "مرحبا")
    assert page.slug_sq == "blogpage"
    assertContains(client.get(page.get_absolute_url()), "👽👽")


def test_saving_in_the_english_admin_leaves_albanian_columns_albanian():
    with override("en"):
        page = make.post("Titulli", "The title")
        page.title_en = "Another title"
        page.save_revision().publish()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT title, draft_title, title_sq, title_en FROM pages_basepage WHERE id = %s", [page.pk])
        assert cursor.fetchone() == ("Titulli", "Titulli", "Titulli", "Another title")


def test_first_translation_names_its_address_and_later_ones_do_not():
    page = make.post("Vetëm shqip", "")
    assert page.slug_en == "vetem-shqip"
    page.title_en = "Now in English"
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.slug_en == "now-in-english"
    page.title_en = "Renamed in English"
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.slug_en == "now-in-english"


@pytest.mark.parametrize("word", ["tema", "topics", "kerko", "admin", "s"])
def test_words_of_the_site_are_not_given_to_pages(word):
    page = make.home().add_child(instance=type(make.index())(title_sq=word, title_en=word))
    assert word not in (page.slug_sq, page.slug_en)
