"""Watched is what public pages show, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from help.models import ChannelStatus
from portal.pages.models import BasePage
from portal.watch.models import WatchedAddress, WatchedPlace
from tests import make

pytestmark = pytest.mark.django_db

LINK = '<p>Shih <a href="https://site.example/{}">faqen</a>.</p>'

SOURCE = "https://source.example/"


def watched():
    """`{url: {(title of the page, what)}}` after a walk over all pages."""
    WatchedAddress.objects.gather()
    found = {url: set() for url in WatchedAddress.objects.values_list("url", flat=True)}
    for place in WatchedPlace.objects.select_related("page", "address"):
        found[place.address.url].add((place.page.title_sq, place.what))
    return found


def test_a_channel_shows_its_address_and_source():
    guide = make.guide()
    make.channel(guide, "Formulari", address="https://site.example/form", source_url="https://site.example/help")
    make.channel(guide, "X", kind="x_message", address="@TikTokSupport", source_url="https://site.example/help")
    make.channel(guide, "Posta", kind="email", address="help@site.example", source_url="https://site.example/help")
    assert watched() == {
        "https://site.example/form": {("Formulari", "address")},
        "https://x.com/TikTokSupport": {("X", "address")},
        "https://site.example/help": {("Formulari", "source"), ("X", "source"), ("Posta", "source")},
    }


def test_a_retired_channel_is_not_offered_and_not_watched():
    channel = make.channel(make.guide(), introduction_sq="")
    ChannelStatus.objects.filter(channel=channel.pk).update(state=ChannelStatus.State.RETIRED)
    assert watched() == {}


def test_a_notice_is_watched_on_the_guides_of_its_company_while_it_holds():
    guide = make.guide()
    make.post(company=make.company())
    make.notice(source_url="https://site.example/now")
    make.notice(days_from=1, source_url="https://site.example/to-come")
    assert watched() == {"https://site.example/now": {(guide.title_sq, "notice")}}


def test_links_in_texts_in_both_languages_in_rows_and_in_blocks_at_any_depth():
    guide = make.guide(introduction_sq=LINK.format("guide"))
    make.channel(guide, steps=(), notes_en=LINK.format("notes"), address="", source_url=SOURCE)
    other = make.channel(guide, "Tjetri", steps=[LINK.format("step")], address="", source_url=SOURCE)
    body = [
        ("paragraph", LINK.format("paragraph?a=1&amp;b=2#part")),
        ("callout", {"kind": "tip", "title": "", "text": LINK.format("callout")}),
        ("code", {"language": "html", "code": LINK.format("code")}),
    ]
    post = make.post(body_sq=body, body_en=[])
    assert watched() == {
        SOURCE: {("Formulari", "source"), ("Tjetri", "source")},
        "https://site.example/guide": {(guide.title_sq, "link")},
        "https://site.example/notes": {("Formulari", "link")},
        "https://site.example/step": {(other.title_sq, "link")},
        "https://site.example/paragraph?a=1&b=2": {(post.title_sq, "link")},
        "https://site.example/callout": {(post.title_sq, "link")},
    }


@pytest.mark.parametrize(
    "href", ["mailto:a@site.example", "tel:+355", "/sq/blog/", "#part", "javascript:alert(1)", "http://["]
)
def test_only_web_addresses_are_watched(href):
    make.post(body_sq=make.body(f'<a href="{href}">faqja</a>'), body_en=[])
    assert watched() == {}


def test_pages_that_are_not_public_are_not_watched():
    for name, post in make.five_posts().items():
        post.body_sq = make.body(LINK.format(name))
        post.save()
    assert list(watched()) == ["https://site.example/live"]


def test_a_draft_changes_nothing_until_it_is_published():
    post = make.post(body_sq=make.body(LINK.format("old")), body_en=[])
    assert list(watched()) == ["https://site.example/old"]
    post.body_sq = make.body(LINK.format("new"))
    post.save_revision()
    assert list(watched()) == ["https://site.example/old"]
    post.get_latest_revision().publish()
    assert list(watched()) == ["https://site.example/new"]


def test_what_is_shown_nowhere_any_longer_vanishes_and_what_stays_keeps_what_is_known():
    one, two = (make.post(f"Postimi {n}", body_sq=make.body(LINK.format("same")), body_en=[]) for n in "ab")
    watched()
    WatchedAddress.objects.update(state="broken", checked_at=timezone.now() - timedelta(days=1))
    one.unpublish()
    assert watched() == {"https://site.example/same": {(two.title_sq, "link")}}
    assert WatchedAddress.objects.get().state == "broken"
    two.delete()
    assert watched() == {}


def test_gathering_one_page_leaves_the_others():
    one, two = (make.post(f"Postimi {n}", body_sq=make.body(LINK.format(n)), body_en=[]) for n in "ab")
    watched()
    two.unpublish()
    WatchedAddress.objects.gather(BasePage.objects.filter(pk=one.pk))
    assert WatchedAddress.objects.count() == 2


def test_addresses_of_any_length_are_told_apart():
    urls = [f"https://site.example/{'x' * 3000}{n}" for n in "ab"]
    links = "".join(f'<a href="{url}">a</a>' for url in urls)
    make.post(body_sq=make.body(links), body_en=[])
    assert sorted(watched()) == urls
