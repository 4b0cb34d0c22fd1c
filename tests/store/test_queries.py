"""How many questions a page asks the database where it is not kept: few, and no more of them for more rows."""

import re
from collections import Counter

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from help.models import GuidePage
from portal.pages.models import SiteSettings, Topic
from portal.pages.remembered import Following, follow_version
from tests import make
from tests.store.asking import Asking
from tests.store.test_purging import addresses

pytestmark = pytest.mark.django_db

COLD = 6  # more than warm
MOST = 2  # of one kind of statement: feeds fetch posts and guides apart
NUMBERS = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
LISTS = re.compile(r"\((?:\?, )*\?\)")


@pytest.fixture
def version(monkeypatch):
    """As with the page store: what all pages show is remembered until a change. `version.append(…)` is a change."""
    versions = [0]
    monkeypatch.setattr(Following, "version", staticmethod(lambda: versions[-1]))
    return versions


@pytest.fixture
def queries(version):
    """`queries(address)`: `(cold, warm)`, the statements of a first and of a later answer."""
    ask = Asking(WSGIHandler())
    SiteSettings.for_site(Site.objects.get())  # which the first page of a new site makes

    def count(address):
        version.append(len(version))
        found = []
        for _ in range(2):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert ask(address).status == 200, address
            found.append([query["sql"] for query in captured])
        return found

    return count


def assert_few(queries, address, most):
    cold, warm = queries(address)
    assert len(warm) <= most, "\n".join(warm)
    assert len(cold) <= most + COLD


def test_follow_version_is_what_the_server_uses(monkeypatch):
    monkeypatch.setattr(Following, "version", Following.version)
    follow_version(lambda: "a")
    assert Following.version() == "a"


def test_article(queries):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    for number in range(8):
        post = make.post(f"Postimi {number}", f"Post {number}", company=make.company())
        post.topics = [topic]
        post.save()
    assert_few(queries, post.url, 6)


@pytest.mark.parametrize("number", [2, 8])
def test_guide_and_channel(queries, number):
    guide = make.guide()
    channels = [make.channel(guide, f"Kanali {n}", f"Channel {n}", steps=["Një.", "Dy."]) for n in range(number)]
    make.post()
    assert_few(queries, guide.url, 8)
    assert_few(queries, channels[-1].url, 8)


@pytest.mark.parametrize("number", [3, 20])
def test_lists(queries, number):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    for n in range(number):
        post = make.post(f"Postimi {n}", f"Post {n}", company=make.company())
        post.topics = [topic]
        post.save()
    guide = make.guide()
    make.channel(guide)
    for address in [
        make.index().url,
        make.help_index().url,
        "/sq/tema/",
        topic.get_absolute_url(),
        "/sq/kompani/tiktok/",
        "/sq/",
    ]:
        assert_few(queries, address, 10)
    assert_few(queries, "/sq/kerko/?q=postimi", 10)


def shapes(statements):
    """Statements without their values, so that the same question about another row is the same."""
    return Counter(LISTS.sub("(?)", NUMBERS.sub("?", statement)) for statement in statements)


def test_no_page_of_the_demo_asks_the_same_again_and_again(demo, queries):
    assert GuidePage.objects.exists()
    again = {}
    for address in addresses():
        _cold, warm = queries(address)
        # The picture of a shared list tells how many there are, as its pages do.
        twice = {shape: n for shape, n in shapes(warm).items() if n > MOST and "COUNT(" not in shape}
        if twice:
            again[address] = twice
    assert again == {}
