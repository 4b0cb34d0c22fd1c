"""What has changed about a guide, unfolded on its page in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from help.models import GuidePage
from portal.pages.languages import url_in


@pytest.fixture
def guide(server):
    return GuidePage.objects.get(slug_en="ways-to-contact-tiktok")


def part(page):
    return page.locator("details[data-unfold]")


def test_it_is_fetched_when_it_is_opened_and_no_earlier(page_at, guide, assert_accessible):
    page, asked = page_at(width=360), []
    page.on("request", lambda request: asked.extend([request.url] if "fragment=" in request.url else []))
    page.goto(url_in(guide, "en"), wait_until="networkidle")
    assert not asked
    for _time in range(3):
        part(page).locator("summary").click()
    expect(part(page).locator(".changes__line").last).to_contain_text("Published with 8 channels")
    assert len(asked) == 1
    assert_accessible(page)
    part(page).get_by_role("link", name="All changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What has changed")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)


def test_without_javascript_it_holds_the_way_there(page_at, guide):
    page = page_at(java_script=False)
    page.goto(url_in(guide, "en"))
    part(page).locator("summary").click()
    part(page).get_by_role("link").click()
    expect(page.locator(".changes__line").last).to_contain_text("Published with 8 channels")


def test_guide_that_was_renamed_meanwhile_keeps_the_link(page_at, guide):
    page = page_at()
    page.goto(url_in(guide, "en"))
    guide.slug_en = "renamed"
    guide.save_revision().publish()
    with page.expect_response(lambda answer: "/renamed/" in answer.url):
        part(page).locator("summary").click()
    part(page).get_by_role("link").click()
    expect(page).to_have_url(re.compile("/renamed/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What has changed")
