"""Share cards: what they show, that every letter is drawn, and how long their addresses live."""

import re
import string
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override
from fontTools.ttLib import TTFont
from PIL import Image

from blog.models import BlogPage
from help.models import GuidePage, HowToPage, Problem
from portal.pages.languages import codes, url_in
from portal.pages.models import SiteSettings
from portal.sharing import cards, files
from portal.sharing.drawing import draw_card
from portal.sharing.lettering import FONTS, LETTERS, balanced_lines, drawable, shortened
from portal.sharing.tasks import draw_cards
from tests import make
from tests.blog.test_articles import picture
from tests.structured_data import node_of

pytestmark = pytest.mark.django_db
LARGEST = 300 * 1024
SIGNS = "0123456789„“”‘’«»–—…·-,.;:!?()&%@'\"/"


@pytest.fixture(autouse=True)
def empty_media(settings, tmp_path):
    """Rolled-back pages give their short keys to nobody, but their files would stay."""
    settings.MEDIA_ROOT = str(tmp_path)


def preview(client, url):
    head = BeautifulSoup(client.get(url).content, "html.parser").head
    return {tag.get("property") or tag.get("name"): tag["content"] for tag in head.find_all("meta", content=True)}


def card_path(client, page, code="sq"):
    return preview(client, url_in(page, code))["og:image"].removeprefix("http://localhost")


def verified(channel, day):
    channel.status.verified_on = day
    channel.status.save()


def card(page, code="sq"):
    return cards.card_of(type(page).objects.get(pk=page.pk), code)


# What is drawn


@pytest.mark.parametrize("weight", [600, 800])
def test_every_letter_that_a_card_may_show_is_in_its_fonts(weight):
    glyphs = TTFont(FONTS / f"figtree-{weight}.ttf").getBestCmap()
    assert {ord(letter) for letter in LETTERS | {" "}} <= set(glyphs)
    assert {*string.ascii_letters, *"ëËçÇ", *SIGNS} <= LETTERS


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("„Çelësi“ – “Ëmbël” ’24…", "„Çelësi“ – “Ëmbël” ’24…"),
        ("Si ti Futesh dikujt ne WhatsApp 👽", "Si ti Futesh dikujt ne WhatsApp"),
        ("Si 👽 ti  futesh", "Si ti futesh"),
        ("WhatsApp 👽!", "WhatsApp!"),
        ("WhatsApp (👽) sot", "WhatsApp sot"),
        ("“👽 Çelësi”", "“Çelësi”"),
        ("👨‍👩‍👧 Familja ❤️ jonë", "Familja jonë"),
        ("c\u0327elësi e\u0308mbël", "çelësi ëmbël"),
        ("Telegram Телеграм مرحبا 2", "Telegram 2"),
        ("a\x00b\tc\u200bd", "ab cd"),
        ("👽👽", ""),
    ],
)
def test_what_the_font_has_not_is_left_out_without_a_trace(title, drawn):
    assert drawable(title) == drawn
    assert set(drawn) <= LETTERS | {" "}


@pytest.mark.parametrize(
    ("title", "shown"),
    [("👽 مرحبا", "TikTok"), ("👽 – „!“", "TikTok"), ("8 Mënyra 👽", "8 Mënyra"), ("a" * 100, "a" * 89 + "…")],
)
def test_title_without_a_drawable_letter_becomes_the_company(title, shown):
    facts = cards.without_what_cannot_be_drawn(card(make.guide(title)).facts, "Kanal")
    assert facts.title == shown


def test_title_company_and_brand_without_a_drawable_letter_are_still_a_card(client):
    site_settings = SiteSettings.for_site(make.home().get_site())
    site_settings.name = "👽"
    site_settings.save()
    page = make.post("👽", "👽")
    assert client.get(card_path(client, page)).status_code == 200


def test_title_is_cut_after_a_word_and_broken_into_balanced_lines():
    title = "Shkruajini ekipit të mbështetjes përmes formularit të feedback-ut që gjendet në cilësimet e llogarisë suaj"
    short = shortened(title, 90)
    assert len(short) <= 90
    assert title.startswith(short[:-1] + " ")
    assert balanced_lines("një dy tri katër pesë", len, 20) == ["një dy tri", "katër pesë"]
    assert "".join(balanced_lines("x" * 50, len, 20)) == "x" * 50


@pytest.mark.parametrize("title", ["8 Mënyra Si të Kontaktoni TikTok-un", "W" * 90, "ë " * 45, "x"])
def test_card_is_a_png_of_the_right_size_and_weight(title):
    words = {
        "above": "Udhëzues",
        "title": title,
        "mark": "128",
        "mark_label": "mënyra " * 9,
        "state": "Verifikuar " * 9,
    }
    for width in (1200, 600):
        data = draw_card(words, "Kanal" * 40, 11, "changed", width)
        assert Image.open(BytesIO(data)).size == (width, width * 630 // 1200)
        assert len(data) <= LARGEST


def test_text_stays_in_its_column_and_off_the_panel():
    words = {"above": "a" * 90, "title": "W" * 90, "lede": "", "mark": "", "mark_label": "", "state": "s" * 90}
    data = draw_card(words, "k" * 90, 0, "verified")
    margin = Image.open(BytesIO(data)).convert("RGB").crop((810, 0, 858, 630))
    assert margin.getcolors() == [(48 * 630, (0xFB, 0xF9, 0xF5))]


# What a card says


@time_machine.travel("2026-11-28T10:00Z", tick=False)
def test_guide_says_how_many_channels_it_has_and_how_many_are_verified():
    guide = make.guide()
    first, second = make.channel(guide), make.channel(guide, "Telefoni", "The phone", kind="phone", address="")
    verified(first, date(2026, 11, 9))
    facts = card(guide, "en").facts
    assert (facts.title, facts.above) == ("8 Ways to Contact TikTok", "Guide · TikTok")
    assert (facts.mark, facts.mark_label) == ("2", "ways")
    assert (facts.state, facts.state_label) == ("unverified", "1 of 2 verified · 9 November 2026")
    verified(second, date(2026, 11, 10))
    facts = card(guide, "en").facts
    assert (facts.state, facts.state_label) == ("verified", "2 of 2 verified · 10 November 2026")


@time_machine.travel("2026-11-28T10:00Z", tick=False)
def test_problem_says_how_many_of_its_ways_are_verified():
    guide = make.guide()
    form, other = make.channel(guide), make.channel(guide, "Telefoni", "The phone", kind="phone", address="")
    problem = make.problem(guide, advice_en="Begin here.", channels=[form])
    verified(other, date(2026, 11, 10))
    assert (card(problem, "en").facts.state, card(problem, "en").facts.lede) == ("", "Begin here.")
    verified(form, date(2026, 11, 9))
    facts = card(Problem.objects.get(), "en").facts
    assert (facts.state, facts.state_label) == ("verified", "1 of 1 verified · 9 November 2026")


def test_channel_says_its_place_and_when_it_was_verified():
    guide = make.guide()
    make.channel(guide)
    channel = make.channel(guide, "Telefoni", "The phone")
    channel.status.verified_on = date(2024, 9, 9)
    channel.status.save()
    facts = card(channel, "en").facts
    assert facts.above.startswith("TikTok · ")
    assert (facts.mark, facts.mark_label) == ("2", "of 2 ways")
    assert facts.state_label == "Verified on 9 September 2024"
    channel.status.state = channel.status.State.RETIRED
    channel.status.save()
    facts = card(channel, "en").facts
    assert (facts.mark, facts.state) == ("", "retired")


def test_address_changes_with_what_the_card_shows_and_only_then(client):
    guide = make.guide()
    channel = make.channel(guide)
    seen = [card_path(client, channel)]

    def has_changed(page=channel, code="sq"):
        path = card_path(client, page, code)
        is_new = path not in seen
        seen.append(path)
        return is_new

    assert not has_changed()
    assert has_changed(code="en")
    channel.status.verified_on = date(2024, 9, 9)
    channel.status.save()
    assert has_changed()
    guide.company.name = "TikTok Inc."
    guide.company.save()
    assert has_changed()
    assert has_changed(guide)
    make.channel(guide, "Tjetër", "Another")
    assert has_changed()
    assert has_changed(guide)
    channel.title_sq = "Titull i ri"
    channel.save()
    assert has_changed()
    channel.introduction_sq = "<p>Tekst i ri.</p>"
    channel.save()
    assert not has_changed()


# Where it is shown


def test_every_kind_of_page_is_previewed_by_its_card_in_each_language(client):
    guide = make.guide()
    pages = [make.home(), make.help_index(), guide, make.channel(guide), make.post()]
    paths = {card_path(client, page, code) for page in pages for code in codes()}
    assert len(paths) == len(pages) * len(codes())
    for path in paths:
        response = client.get(path)
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Vary" not in response.headers
        assert not response.cookies


def test_page_in_one_language_has_that_languages_card_everywhere(client):
    page = make.post("Vetëm shqip", "")
    assert card_path(client, page, "en") == card_path(client, page, "sq")


def test_editors_own_picture_wins_and_the_guides_is_not_the_channels(client):
    guide = make.guide(cover=picture())
    channel = make.channel(guide)
    own = make.channel(guide, "Me foto", "With a picture", cover=picture())
    tags = preview(client, url_in(guide, "en"))
    assert tags["og:image"].startswith("http://localhost/media/")
    assert tags["og:image:type"] == "image/jpeg"
    assert preview(client, url_in(channel, "en"))["og:image"].startswith("http://localhost/cards/")
    assert preview(client, url_in(own, "en"))["og:image"].startswith("http://localhost/media/")


def test_ornament_is_a_cover_but_no_preview(client):
    cover = picture()
    cover.is_ornament = True
    cover.save()
    page = make.guide(cover=cover)
    address = url_in(page, "en")
    assert preview(client, address)["og:image"].startswith("http://localhost/cards/")
    make.prepare_pictures()
    assert len(node_of(client, address, "Article")["image"]) == 3
    assert "/media/" in client.get("/en/feed/").content.decode()
    draw_cards.call(page.pk)
    assert default_storage.listdir(f"cards/{page.short_link.key}")[1]


def test_card_costs_a_page_no_query(client, django_assert_num_queries):
    guide = make.guide()
    channel = make.channel(guide)
    for page in [guide, channel, make.post()]:
        client.get(url_in(page, "sq"))
        route = type(page).route_for_request(_request(page), page.url_path.removeprefix("/home/"))
        specific = route.page
        specific.get_context(_request(page))
        list(specific.public_topics)
        with django_assert_num_queries(0):
            assert cards.card_of(specific, "sq", "Kanal")


def _request(page):
    from django.test import RequestFactory

    return RequestFactory().get(page.get_url(), SERVER_NAME="localhost")


# Files


def test_card_is_drawn_once(client):
    path = card_path(client, make.post())
    first = client.get(path).content
    name = path.lstrip("/")
    default_storage.delete(name)
    default_storage.save(name, ContentFile(first + b"" + files.PNG_END))
    assert client.get(path).content == first + files.PNG_END


def test_unfinished_file_is_drawn_again(client):
    path = card_path(client, make.post())
    first = client.get(path).content
    default_storage.delete(path.lstrip("/"))
    default_storage.save(path.lstrip("/"), ContentFile(first[:1000]))
    assert client.get(path).content == first
    with default_storage.open(path.lstrip("/")) as file:
        assert file.read() == first


class RivalStorage(FileSystemStorage):
    """Another process stores the same file just after this one has found that there is none."""

    def exists(self, name):
        found = super().exists(name)
        if not found and name.startswith("cards/") and not getattr(self, "is_written", False):
            self.is_written = True
            super().save(name, ContentFile(b"the rival's" + files.PNG_END))
        return found


def test_of_two_processes_that_draw_at_once_one_file_stays_and_both_answer(client, settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.RivalStorage"}}
    path = card_path(client, make.post())
    assert client.get(path).content.startswith(b"\x89PNG")
    assert client.get(path).content == b"the rival's" + files.PNG_END
    folder = path.strip("/").rpartition("/")[0]
    assert default_storage.listdir(folder)[1] == [path.rpartition("/")[2]]


def test_older_card_stays_and_leads_to_the_present_one_when_its_file_is_gone(client):
    page = make.post()
    old = card_path(client, page)
    before = client.get(old).content
    page.title_sq = "Titull i ri"
    page.save()
    new = card_path(client, page)
    assert client.get(old).content == before
    default_storage.delete(old.lstrip("/"))
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (302, new)
    assert response.headers["Cache-Control"] == "no-store"


def test_hidden_pages_have_no_card_even_for_those_who_know_its_address(client):
    rows = make.five_posts()
    for name in ["draft", "private", "scheduled"]:
        page = rows[name]
        with override("sq"):
            page.live = page.is_visible = True
            path = cards.card_of(page, "sq").path()
        assert client.get(path).status_code == 404, name
    assert client.get(card_path(client, rows["live"])).status_code == 200


def test_page_that_turns_private_takes_its_stored_card_along_and_one_taken_down_is_gone(client):
    first, second = make.post(), make.post("Tjetër", "Another")
    paths = [card_path(client, page) for page in (first, second)]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    make.private(first)
    BlogPage.objects.get(pk=second.pk).unpublish()
    assert [client.get(path).status_code for path in paths] == [404, 410]


@pytest.mark.parametrize("change", [("sq-", "de-"), ("sq-", "sq-../"), (".png", ".jpg"), (".png", "-700.png")])
def test_address_that_is_none_is_a_plain_404(client, change):
    path = card_path(client, make.post())
    assert client.get(path.replace(*change)).status_code == 404
    assert client.get(re.sub(r"cards/\w+/", "cards/zzzzzz/", path)).status_code == 404
    assert client.post(path).status_code == 405


# Publishing and cleaning


def test_cards_are_drawn_when_a_page_is_published(django_capture_on_commit_callbacks):
    page = make.post()
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    for code in codes():
        found = card(page, code)
        assert files.kept(cards.file_name(found.key, code, found.digest))


def test_task_draws_the_guides_new_card_too_and_nothing_for_what_is_gone_or_hidden():
    guide = make.guide()
    draw_cards.call(make.channel(guide).pk)
    assert default_storage.listdir(f"cards/{guide.short_link.key}")[1]
    draft = make.post(live=False)
    draw_cards.call(draft.pk)
    draw_cards.call(10**9)
    assert not default_storage.exists(f"cards/{draft.short_link.key}")


def test_command_draws_all_and_another_removes_what_is_old_and_shown_no_longer(client, time_machine):
    page = make.post()
    call_command("draw_cards", stdout=StringIO())
    present = [cards.file_name(one.key, one.code, one.digest) for one in (card(page, code) for code in codes())]
    assert all(map(default_storage.exists, present))
    page.title_en = "A new title"
    page.save()
    call_command("draw_cards", stdout=StringIO())
    call_command("clean_cards", stdout=StringIO())
    assert all(map(default_storage.exists, present))
    time_machine.move_to(timezone.now() + timedelta(days=31))
    call_command("clean_cards", stdout=StringIO())
    assert [default_storage.exists(name) for name in present] == [True, False]


def test_cleaning_where_nothing_was_drawn_is_fine():
    out = StringIO()
    call_command("clean_cards", stdout=out)
    assert out.getvalue().startswith("0 ")


def test_pages_without_a_company_or_topic_and_guides_without_channels_have_a_card():
    assert card(make.guide(company=None)).facts.above
    assert card(make.guide("Bosh", "Empty")).facts.mark == ""
    assert GuidePage.objects.count() == 2
    assert not HowToPage.objects.exists()
