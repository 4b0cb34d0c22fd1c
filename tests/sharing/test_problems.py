"""A problem of a guide is shared like a page: card, oEmbed, short link and a code on paper."""

from copy import deepcopy
from datetime import timedelta
from io import StringIO

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from help.models import GuidePage, HowToPage, Problem
from portal.pages.languages import codes, url_in
from portal.sharing import cards
from tests import make
from tests.blog.test_articles import picture
from tests.sharing.test_cards import preview
from tests.sharing.test_oembed import ask, discovered
from tests.sharing.test_previews import modules_of

pytestmark = pytest.mark.django_db
HOST = "http://localhost"


@pytest.fixture(autouse=True)
def empty_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    return make.guide(cover=picture())


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


@pytest.fixture(scope="module")
def channels_of_file(guide_of_file):
    return [make.channel(guide_of_file, f"Kanali {name}", f"The {name}") for name in ("form", "chat")]


@pytest.fixture
def channels(channels_of_file):
    return deepcopy(channels_of_file)


@pytest.fixture(scope="module")
def problem_of_file(guide_of_file, channels_of_file):
    return make.problem(guide_of_file, channels=channels_of_file, advice_en="Begin with the chat.")


@pytest.fixture
def problem(problem_of_file):
    return deepcopy(problem_of_file)


def short(problem):
    return f"/s/{problem.guide.short_link.key}-{problem.pk}"


def card_path(client, problem, code="en"):
    return preview(client, url_in(problem, code))["og:image"].removeprefix(HOST)


def remove(guide):
    page = GuidePage.objects.get(pk=guide.pk)
    page.problems.clear()
    page.save_revision().publish()


@pytest.mark.parametrize("code", codes())
def test_preview_is_a_card_of_the_problem_and_not_its_guides_cover(client, problem, code):
    tags = preview(client, url_in(problem, code))
    assert tags["og:image:alt"].startswith(getattr(problem, f"title_{code}"))
    path = card_path(client, problem, code)
    assert path.startswith(f"/cards/{problem.guide.short_link.key}-{problem.pk}/{code}-")
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert path not in {card_path(client, channel, code) for channel in HowToPage.objects.all()}


def test_card_tells_the_problem_whose_it_is_what_to_do_and_how_many_ways(problem):
    facts = cards.card_of(Problem.objects.get(), "en").facts
    assert (facts.title, facts.above, facts.lede) == ("My account was closed", "TikTok", "Begin with the chat.")
    assert (facts.mark, facts.mark_label, facts.state) == ("2", "ways", "")


@pytest.mark.parametrize("code", codes())
def test_consumer_finds_oembed_in_the_head(client, problem, code):
    answer = discovered(client, url_in(problem, code))
    assert answer["title"] == getattr(problem, f"title_{code}")
    assert (answer["author_name"], answer["provider_name"]) == ("Kanal", "Kanal")
    assert f'href="{HOST}{url_in(problem, code)}"' in answer["html"]
    assert answer["thumbnail_url"] == HOST + card_path(client, problem, code)


def test_oembed_understands_old_renamed_and_short_addresses(client, guide, problem):
    first = url_in(problem, "en")
    page = GuidePage.objects.get(pk=guide.pk)
    page.problems.get_object_list()[0].slug_en = "closed"
    page.save_revision().publish()
    second = url_in(Problem.objects.get(), "en")
    page = GuidePage.objects.get(pk=guide.pk)
    page.slug_en = "tiktok"
    page.save_revision().publish()
    last = url_in(Problem.objects.get(), "en")
    assert len({first, second, last}) == 3
    for address in [first, second, last, last.rstrip("/"), f"{last}?utm_source=x&k=zzzzzz"]:
        answer = ask(client, HOST + address).json()
        assert f'href="{HOST}{last}"' in answer.get("html", ""), address
    assert ask(client, HOST + short(problem)).json()["title"] == problem.title_sq


def test_short_link_leads_to_the_problem_in_the_readers_language(client, problem):
    for code in codes():
        response = client.get(f"{short(problem)}?utm_source=x", headers={"accept-language": code})
        assert (response.status_code, response.headers["Location"]) == (302, f"{url_in(problem, code)}?utm_source=x")
    box = BeautifulSoup(client.get(url_in(problem, "en")).content, "html.parser").find(class_="share")
    assert box.find(class_="share__url").text == HOST + short(problem)


@pytest.mark.parametrize("number", ["1" * 9, "0", "007"])
def test_number_that_names_nothing_leads_to_the_page(client, problem, number):
    post = make.post()
    for page in [problem.guide, post]:
        response = client.get(f"/s/{page.short_link.key}-{number}", headers={"accept-language": "en"})
        assert (response.status_code, response.headers["Location"]) == (302, url_in(page, "en"))


@pytest.mark.parametrize("tail", ["-", "-x", "--1", "-1-1", "-" + "9" * 30])
def test_key_that_is_none_is_a_404(client, problem, tail):
    assert client.get(f"/s/{problem.guide.short_link.key}{tail}").status_code == 404


def test_printed_problem_carries_a_code_of_its_short_link(client, problem):
    foot = BeautifulSoup(client.get(url_in(problem, "en")).content, "html.parser").find(class_="paper-foot")
    assert "print-only" in foot["class"]
    assert [found.text for found in zxingcpp.read_barcodes(modules_of(foot.svg))] == [HOST + short(problem)]
    assert HOST + url_in(problem, "en") in foot.text


def test_problem_that_is_removed_leaves_its_guide_in_its_place(client, guide, problem):
    path, address = card_path(client, problem), url_in(problem, "en")
    assert client.get(path).status_code == 200
    remove(guide)
    assert client.get(short(problem), headers={"accept-language": "en"}).headers["Location"] == url_in(guide, "en")
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"/cards/{guide.short_link.key}/en-")
    assert ask(client, HOST + address).status_code == 410


def test_problem_whose_ways_are_all_gone_is_told_nowhere(client, guide, channels, problem):
    path, address = card_path(client, problem), url_in(problem, "en")
    assert client.get(path).status_code == 200
    for channel in HowToPage.objects.all():
        channel.unpublish()
    assert client.get(short(problem), headers={"accept-language": "en"}).headers["Location"] == url_in(guide, "en")
    assert client.get(path).status_code == 302
    assert ask(client, HOST + address).status_code == 404


def test_problem_is_as_hidden_as_its_guide(client, guide, problem):
    paths = [card_path(client, problem), short(problem)]
    assert client.get(paths[0]).status_code == 200
    make.private(guide)
    address = HOST + url_in(problem, "en")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert ask(client, address).status_code == 404
    guide.view_restrictions.all().delete()
    GuidePage.objects.get(pk=guide.pk).refresh_visibility()
    GuidePage.objects.get(pk=guide.pk).unpublish()
    assert [client.get(path).status_code for path in paths] == [410, 410]


def test_cards_are_drawn_with_the_guides_and_cleaned_when_they_are_shown_no_longer(problem, guide, time_machine):
    call_command("draw_cards", stdout=StringIO())
    card = cards.card_of(Problem.objects.get(), "en")
    name = cards.file_name(card.key, card.code, card.digest)
    assert default_storage.exists(name)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    call_command("clean_cards", stdout=StringIO())
    assert default_storage.exists(name)
    remove(guide)
    call_command("clean_cards", stdout=StringIO())
    assert not default_storage.exists(name)


def test_card_and_link_cost_a_problems_page_few_queries(client, problem, django_assert_max_num_queries):
    address = url_in(problem, "en")
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
