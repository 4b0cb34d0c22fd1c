"""`/llms.txt` leads machines to the Markdown twins of what is public, after llmstxt.org."""

import re

import pytest
from django.utils.translation import override

from portal.pages import llms
from portal.pages.languages import url_in
from portal.pages.models import SiteSettings
from tests import make

pytestmark = pytest.mark.django_db


def text_of(client, **headers):
    response = client.get("/llms.txt", headers=headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def test_form_is_that_of_llmstxt_org(client):
    SiteSettings.objects.update_or_create(
        site_id=1, defaults={"name": "Kanal", "tagline_sq": "Rrugët *zyrtare*", "tagline": "Rrugët *zyrtare*"}
    )
    make.guide()
    make.post()
    lines = text_of(client).splitlines()
    assert lines[0] == "# Kanal"
    assert lines[2] == "> Rrugët \\*zyrtare\\*"
    sections = [line for line in lines if line.startswith("## ")]
    assert sections[-1] == "## Optional"
    assert len(sections) == 4
    start = lines.index(sections[0])
    entries = [line for line in lines[start:] if line and not line.startswith("## ")]
    assert all(re.match(r"- \[.+\]\(http://localhost/(sq|en)/[^)]*index\.md\)", line) for line in entries), entries


def test_entries_lead_to_twins_in_each_spoken_language(client):
    both, only = make.guide(), make.post("Vetëm shqip", "")
    english = make.post("Vetëm anglisht", "Only English", body_sq=[])
    text = text_of(client)
    for page, spoken in [(both, ["sq", "en"]), (only, ["sq"]), (english, ["en"])]:
        for code in ["sq", "en"]:
            assert (f"{url_in(page, code)}index.md" in text) == (code in spoken)
    for path in re.findall(r"\(http://localhost(/[^)]*)\)", text):
        assert client.get(path).status_code == 200, path


def test_hidden_pages_are_not_named(client):
    make.five_posts()
    text = text_of(client)
    assert "[Postim publik]" in text
    assert text.count("[Postim ") == 1


def test_it_is_the_same_for_everybody_and_asked_again_with_an_etag(client):
    make.post()
    response = client.get("/llms.txt", headers={"accept-language": "en"})
    with override("en"):
        assert text_of(client) == response.content.decode()
    assert "Vary" not in response.headers
    assert not response.cookies
    assert client.get("/llms.txt", headers={"if-none-match": response.headers["ETag"]}).status_code == 304
    assert client.post("/llms.txt").status_code == 405


def test_length_is_bounded(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(llms, "MAIN_ENTRIES", 2)
    monkeypatch.setattr(llms, "OPTIONAL_ENTRIES", 2)
    for number in range(6):
        make.post(f"Postimi {number}", f"Post {number}")
    text_of(client)
    with django_assert_max_num_queries(12):
        text = text_of(client)
    main, optional = text.split("## Optional")
    assert main.count("- [Postimi") == 2
    assert optional.count("- [Postimi") == 1


def test_empty_site_answers(client):
    assert text_of(client).startswith("# Kanal")
