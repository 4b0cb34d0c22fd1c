"""Every Markdown twin of the demo says every word that the HTML of its page says."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import override
from markdown_it import MarkdownIt

from portal.pages.languages import Languages, codes, url_in
from portal.pages.models import BasePage, Company, Topic
from tests.pages.test_markdown import twin_of

pytestmark = pytest.mark.django_db

renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
NOT_THE_TEXT = [
    "nav, form, button, [hidden], [aria-hidden=true], .visually-hidden, .print-only, .trust, .notice, .cover, .chips",
    ".facts__actions, .short-link, .card .more, .embed__note, .embed__actions, .code__language",
    "section[aria-labelledby^=latest], section[aria-labelledby^=related]",
]


def words(text):
    return Counter(re.findall(r"\w+", text))


def html_words(markup):
    soup = BeautifulSoup(markup, "html.parser")
    for wbr in soup.find_all("wbr"):
        wbr.unwrap()
    soup.smooth()
    for tag in soup.find_all(True):
        tag.append(" ")
    return words(soup.get_text())


def article_words(client, url):
    """What a reader sees of the page itself: without navigation, buttons and what else there is to read."""
    main = BeautifulSoup(client.get(url).content, "html.parser").main
    for tag in main.select(", ".join(NOT_THE_TEXT)):
        tag.decompose()
    return html_words(str(main))


def test_every_word_of_the_demo_is_in_its_twin(demo, client):
    missing = {}
    for page in BasePage.objects.published().filter(depth__gt=1):
        for code, url in Languages(page).addresses:
            shown = html_words(renderer.render(twin_of(client, url)))
            missing[url] = article_words(client, url) - shown
            with override(code):
                missing[url] += words(page.title) - shown
    assert len(missing) > 90
    assert not {url: found for url, found in missing.items() if found}


def test_every_link_of_a_twin_is_absolute(demo, client):
    for page in BasePage.objects.published().filter(depth__gt=1):
        for _code, url in Languages(page).addresses:
            soup = BeautifulSoup(renderer.render(twin_of(client, url)), "html.parser")
            targets = [tag.get("href") or tag.get("src") for tag in soup.find_all(["a", "img"])]
            assert targets
            assert all(re.match(r"https?://|mailto:|tel:", target) for target in targets), (url, targets)


def test_links_between_twins_lead_to_twins(demo, client):
    seen, queue = set(), ["/sq/index.md", "/en/index.md"]
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path)
        if response.status_code == 301:
            queue.append(response.headers["Location"])
            continue
        assert response.status_code == 200, path
        text = response.content.decode()
        queue += re.findall(r"\(http://localhost(/[^)\s]*index\.md)", text)
    kinds = [
        url_in(one, code) + "index.md" for one in [*Topic.objects.all(), *Company.objects.all()] for code in codes()
    ]
    assert set(kinds) <= seen
    assert len(seen) > 100
