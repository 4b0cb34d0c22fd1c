"""Titles whose foreign names have Albanian endings."""

import pytest
from bs4 import BeautifulSoup

from portal.pages.languages import url_in
from portal.pages.templatetags.pages_tags import with_endings
from tests import make


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Formulari i feedback-ut të TikTok-ut", ["-ut", "-ut"]),
        ("Prezantimi i iPhone-it 16", ["-it"]),
        ("Ruajtja e e-mailit te Apple-i.", ["-i"]),
        ("Counter-notice", []),
        ("ask-for-it", ["-it"]),
        ("8–17, -5 - 6", []),
        ("<b>A-së</b> & O'Neill-in", ["-së", "-in"]),
    ],
)
def test_ending_stays_with_its_word_and_nothing_else_changes(title, kept):
    soup = BeautifulSoup(with_endings(title), "html.parser")
    assert soup.text == title
    assert [part.text for part in soup.find_all()] == kept
    assert {tuple(part["class"]) for part in soup.find_all()} <= {("nowrap",)}


@pytest.mark.django_db
def test_every_heading_with_a_title_keeps_its_endings(client):
    guide = make.guide("Si të kontaktoni TikTok-un")
    channel = make.channel(guide, "Formulari i feedback-ut")
    headings = {guide: ["h1 .nowrap", "h2 .nowrap"], channel: ["h1 .nowrap"], make.post("iPhone-i 16"): ["h1 .nowrap"]}
    for page, selectors in headings.items():
        soup = BeautifulSoup(client.get(url_in(page, "sq")).content, "html.parser")
        assert all(soup.select_one(f"main {selector}") for selector in selectors), page
