"""Readers answer on the guide itself, with and without JavaScript, and pages tell that they are read."""

import re

import pytest
from playwright.sync_api import expect

from help.models import HowToPage
from portal.feedback.models import Report
from portal.visits.counting import counter
from portal.visits.models import DailyViews

GUIDE = "/en/help/ways-to-contact-tiktok/"
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.fixture
def channel(server):
    return HowToPage.objects.filter(title_en__startswith="Use TikTok").get()


def form_of(page, channel):
    return page.locator(f"#{channel.anchor} form[data-feedback]").first


def test_answer_is_thanked_for_in_its_place_and_a_note_can_follow(page_at, channel, assert_accessible):
    page = page_at(360)
    page.goto(f"{GUIDE}#{channel.anchor}")
    form_of(page, channel).get_by_role("button", name="A step is wrong").press("Enter")
    said = page.locator(f"#{channel.anchor} [data-feedback-said]")
    expect(said).to_be_focused()
    expect(said).to_contain_text("Thank you")
    expect(page).to_have_url(re.compile(f"{GUIDE}#{channel.anchor}$"))
    assert_accessible(page)
    said.get_by_label("Would you like to say more?").fill("Write to somebody@example.com")
    said.get_by_role("button", name="Send").click()
    expect(said).to_contain_text("The editors will read")
    expect(said.locator("form")).to_have_count(0)
    assert [(one.answer, one.note) for one in Report.objects.all()] == [("wrong_step", "Write to […]")]


def test_without_javascript_there_is_a_page_that_thanks_and_leads_back(page_at, channel, assert_accessible):
    page = page_at(java_script=False)
    page.goto(GUIDE)
    form_of(page, channel).get_by_role("button", name="No answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_label("Would you like to say more?").fill("Three weeks.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The editors will read")).to_be_visible()
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"#{channel.anchor}$"))
    assert [(one.answer, one.note) for one in Report.objects.all()] == [("no_answer", "Three weeks.")]


def test_answer_that_cannot_be_sent_says_so_and_can_be_sent_again(page_at, channel):
    page = page_at()
    page.goto(GUIDE)
    page.route("**/feedback/**", lambda route: route.fulfill(status=200, body="a proxy's own words"))
    button = form_of(page, channel).get_by_role("button", name="Yes")
    button.click()
    expect(form_of(page, channel).get_by_role("alert")).to_contain_text("could not be sent")
    page.unroute("**/feedback/**")
    button.click()
    expect(page.locator(f"#{channel.anchor} [data-feedback-said]")).to_contain_text("Thank you")


def test_guide_is_counted_once_and_a_channel_when_a_link_leads_to_it(page_at, channel):
    counter.counts.clear()
    page = page_at(user_agent=PERSON)
    guide = channel.get_parent()
    with page.expect_response(re.compile(f"/v/en/{guide.pk}$")):
        page.goto(GUIDE)
    link = page.locator(f".rail a[href='#{channel.anchor}']")
    with page.expect_response(re.compile(f"/v/en/{channel.pk}$")):
        link.click()
    page.goto(f"{GUIDE}#top")
    link.click()
    counter.flush()
    counts = dict(DailyViews.objects.values_list("page", "count"))
    assert counts == {guide.pk: 1, channel.pk: 1}
