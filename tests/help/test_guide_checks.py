"""What guides and channels have to be before readers see them, and numbers that come to be wrong later."""

from copy import deepcopy

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import rich_text

from help.checks import number_in_title
from help.models import GuidePage, HowToPage
from portal.pages.models import PortalImage
from portal.queue.models import Item
from portal.queue.sources import SOURCES, Tile
from tests import admin_forms, make
from tests.pages.test_publishing_checks import PUBLISH, admin, lines, refusal, url_of  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "code", "number"),
    [
        ("8 Mënyra Si të Kontaktoni TikTok-un", "sq", 8),
        ("8 menyra", "sq", 8),
        ("1 rrugë", "sq", 1),
        ("12 Ways to Contact Apple", "en", 12),
        ("3 channels", "en", 3),
        ("Si të kontaktoni TikTok-un: 8 mënyra", "sq", 8),
        ("Si të kontaktoni TikTok-un (8 mënyra)", "sq", 8),
        ("Këto 8 mënyra", "sq", 8),
        ("8 forma kontakti", "sq", 8),
        ("Tetë mënyra për të kontaktuar TikTok-un", "sq", 8),
        ("8 official ways to contact TikTok", "en", 8),
        ("The 8 best ways", "en", 8),
        ("How to contact TikTok: 8 ways", "en", 8),
        ("Eight ways, tried", "en", 8),
        ("9 simple and fast ways", "en", 9),
        ("9 contact channels", "en", 9),
        ("TikTok: 9 tested ways", "en", 9),
        ("9 different, tested ways", "en", 9),
        ("Two factor authentication methods", "en", None),
        ("24 hour support channels", "en", None),
        ("3 mistakes, 5 ways", "en", 5),
        ("9 reasons official channels fail", "en", None),
        ("2 hapa, 5 mënyra", "sq", 5),
        ("Lista e 9 mënyrave", "sq", 9),
        ("9 metoda", "sq", 9),
        ("7 days of new ways", "en", None),
        ("9+ ways", "en", None),
        ("3 vjet me mënyra të reja", "sq", None),
        ("Galaxy S9 and 16 other phones, two ways", "en", 2),
        ("iPhone 16: ways to return it", "en", None),
        ("Windows 11 help channels", "en", None),
        ("One to many ways", "en", None),
        ("16 Pro: mënyra për ta kthyer", "sq", None),
        ("iPhone 16", "sq", None),
        ("2026 ways", "en", None),
        ("Mënyra për 8 vetë", "sq", None),
        ("8 wayside inns", "en", None),
        ("8 ways", "sq", None),
        ("", "sq", None),
        (None, "en", None),
    ],
)
def test_number_of_a_title(title, code, number):
    assert number_in_title(title, code) == number


def guide_with(count, title_sq="2 Mënyra", title_en="2 Ways", **values):
    guide = make.guide(title_sq, title_en, **values)
    for number in range(count):
        make.channel(guide, f"Kanali {number}", f"Channel {number}")
    return guide


def form(guide, **values):
    titles = {"title_sq": guide.title_sq, "title_en": guide.title_en}
    return admin_forms.guide(slug_sq=guide.slug_sq, slug_en=guide.slug_en, **titles | values)


# The number in the title


@pytest.mark.parametrize("code", ["sq", "en"])
def test_wrong_number_is_refused_in_the_language_that_has_it(admin, code):  # noqa: F811
    guide = guide_with(2)
    wrong = {"sq": {"title_sq": "3 Mënyra"}, "en": {"title_en": "3 Ways"}}[code]
    found = refusal(admin, guide, form(guide, **wrong))
    assert list(found) == [f"id_title_{code}"]
    assert "3" in found[f"id_title_{code}"]
    assert "2" in found[f"id_title_{code}"]
    assert refusal(admin, guide, form(guide)) == {}


def test_retired_private_and_unpublished_channels_do_not_count(admin_client):
    guide = guide_with(4)
    retired, private, unpublished, _used = HowToPage.objects.child_of(guide)
    retired.status.retire(None, {"reason_sq": "U mbyll."})
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    unpublished.save_revision().publish()
    HowToPage.objects.get(pk=unpublished.pk).unpublish()
    assert list(refusal(admin_client, guide, form(guide, title_sq="4 Mënyra", title_en=""))) == ["id_title_sq"]
    assert refusal(admin_client, guide, form(guide, title_sq="1 Mënyrë", title_en="")) == {}


def test_drafts_count_when_they_are_published_with_the_guide(admin_client):
    guide = make.guide("2 Mënyra", "", live=False)
    for number in range(2):
        make.channel(guide, f"Kanali {number}", "", live=False).save_revision()
    alone = form(guide)
    del alone["publishes_channels"]
    assert list(refusal(admin_client, guide, alone)) == ["id_title_sq"]
    assert refusal(admin_client, guide, form(guide)) == {}
    assert HowToPage.objects.live().count() == 2


def test_draft_that_keeps_to_itself_does_not_count(admin_client):
    guide = make.guide("1 Mënyrë", "", live=False)
    make.channel(guide, "Kanali", "", live=False, locked=True).save_revision()
    assert list(refusal(admin_client, guide, form(guide))) == ["id_title_sq"]


def test_new_guide_has_no_channels_yet(admin_client):
    url = reverse("wagtailadmin_pages:add", args=["help", "guidepage", make.help_index().pk])
    assert list(lines(admin_client.post(url, admin_forms.guide(title_sq="8 Mënyra") | PUBLISH))) == ["id_title_sq"]
    assert admin_client.post(url, admin_forms.guide(title_sq="8 Mënyra")).status_code == 302


# Draft channels of a guide


def test_guide_does_not_take_a_channel_along_that_would_be_refused_alone(admin_client):
    guide = make.guide("Mënyra", "", live=False)
    make.channel(
        guide, "Pa shkallë", "", live=False, introduction_sq='<p><a href="tel:x">Thirrni</a></p>'
    ).save_revision()
    found = refusal(admin_client, guide, form(guide))
    assert list(found) == ["id_publishes_channels"]
    assert "Pa shkallë" in found["id_publishes_channels"]
    assert not GuidePage.objects.live().exists()


# Channels


def channel_form(channel, **values):
    return admin_forms.channel(slug_sq=channel.slug_sq, slug_en=channel.slug_en, **values)


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    channel = make.channel(make.guide("Mënyra", "Ways"), live=False)
    channel.save_revision()
    return channel


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"source_url": ""}, "id_source_url"),
        ({"kind": "phone", "address": "044123"}, "id_address"),
        ({"kind": "email", "address": "mailto:askush"}, "id_address"),
        ({"slots": [{"days": "daily", "opens": "08:00", "closes": "17:00", "ORDER": 1}]}, "id_timezone"),
        ({"introduction_en": rich_text('<p><a href="mailto:x">Write to us</a></p>')}, "id_introduction_en"),
    ],
)
def test_channel_is_refused_beside_the_field_that_is_wrong(admin, channel, values, anchor):  # noqa: F811
    assert list(refusal(admin, channel, channel_form(channel, **values))) == [anchor]
    assert not HowToPage.objects.live().exists()


def steps(*rows):
    return [admin_forms.step(f"Hapi {place}", order=place) | row for place, row in enumerate(rows, start=1)]


def test_row_is_named_with_its_place(admin, channel):  # noqa: F811
    bare = PortalImage.objects.create(title="Ekrani", file=get_test_image_file())
    mail = {"instruction_sq": rich_text('<p><a href="mailto:x">Na shkruani</a></p>')}
    rows = steps({}, {"picture": bare.pk}, mail)
    found = refusal(admin, channel, channel_form(channel, steps=rows))
    assert list(found) == ["id_steps-1-picture_alt_sq", "id_steps-2-instruction_sq"]
    described = steps({}, {"picture": bare.pk, "picture_alt_en": "The screen"})
    assert refusal(admin, channel, channel_form(channel, steps=described)) == {}


def test_deleted_rows_are_not_looked_at_and_moved_ones_keep_their_error(admin_client, channel):
    bare = PortalImage.objects.create(title="Ekrani", file=get_test_image_file())
    rows = steps({"picture": bare.pk, "DELETE": "on"}, {"ORDER": 9, "picture": bare.pk}, {"ORDER": 1})
    assert list(refusal(admin_client, channel, channel_form(channel, steps=rows))) == ["id_steps-1-picture_alt_sq"]
    gone = steps({"picture": bare.pk, "DELETE": "on"}, {})
    assert refusal(admin_client, channel, channel_form(channel, steps=gone)) == {}


def test_draft_of_a_channel_may_lack_anything(admin_client, channel):
    data = channel_form(
        channel, source_url="", slots=[{"days": "daily", "opens": "08:00", "closes": "17:00", "ORDER": 1}]
    )
    assert admin_client.post(url_of(channel), data).status_code == 302
    assert set(lines(admin_client.get(url_of(channel)))) == {"id_source_url", "id_timezone"}


def test_address_that_came_by_another_way_than_the_form_is_found():
    channel = make.channel(make.guide("Mënyra", "Ways"))
    HowToPage.objects.update(kind="phone", address="044123")
    channel.refresh_from_db()
    assert [one.place.field for one in channel.publishing_findings() if one.is_error] == ["address"]


# The number becomes wrong later


def numbers():
    Item.objects.refresh()
    return list(Item.objects.open().filter(kind="numbers"))


def test_retired_channel_makes_work_that_is_done_when_the_title_is_mended(admin_client):
    guide = guide_with(2)
    assert numbers() == []
    HowToPage.objects.child_of(guide).first().status.retire(None, {"reason_sq": "U mbyll."})
    [item] = numbers()
    assert item.detail == {"language": "sq", "number": 2, "count": 1}
    assert item.url == f"{url_of(guide)}#id_title_sq"
    assert ("2" in item.words, "1" in item.words, SOURCES["numbers"].tile) == (True, True, Tile.TEXTS)
    assert refusal(admin_client, guide, form(guide, title_sq="1 Mënyrë", title_en="2 Ways")) != {}
    assert refusal(admin_client, guide, form(guide, title_sq="1 Mënyrë", title_en="1 Way")) == {}
    assert numbers() == []
    assert Item.objects.get(kind="numbers").done_by is None


def test_another_channel_in_public_makes_work_and_unpublishing_it_ends_it():
    guide = guide_with(2, title_sq="Mënyra")
    extra = make.channel(guide, "I treti", "The third")
    assert [item.detail["language"] for item in numbers()] == ["en"]
    extra.unpublish()
    assert numbers() == []


def test_guides_that_readers_do_not_see_are_no_work():
    guide_with(1).unpublish()
    make.private(guide_with(1, slug_sq="tjeter"))
    assert numbers() == []
