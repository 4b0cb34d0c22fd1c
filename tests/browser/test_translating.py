"""The radar of stale translations in a real browser: tick, publish, see the note, confirm it, lose nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from help.models import HowToPage
from portal.pages.models import MeaningChange, StaleTranslation, User
from tests.browser.conftest import ACCESSIBILITY_RULES
from tests.browser.test_editor import edit, press, retype, signed_in, until_watched

__all__ = ["signed_in"]


def a_superuser():
    return User.objects.get_or_create(username="all", defaults={"is_superuser": True})[0]


def open_tab(page, place):
    page.get_by_role("tab").nth(place).click()


def open_editor(page, channel):
    edit(page, channel)
    until_watched(page)


def tick(page, unit):
    """Tick a box and wait until the draft has been stored with it."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/edit/" in answer.url):
        page.locator(f"input[name=meaning_changes][value={unit}]").check()


@pytest.mark.parametrize("admin_language", ["sq", "en"])
def test_tick_publish_note_and_still_fine_without_losing_unsaved_words(signed_in, admin_language):
    channel = HowToPage.objects.get(slug_en="report-in-the-app")
    page = signed_in("Moderators", admin_language)
    edit(page, channel)
    retype(page, "introduction_sq", "Krejt tjetër hyrje.")
    page.locator("input[name=meaning_changes][value=introduction]").check()
    press(page, "[name=action-publish]")
    edit(page, channel)
    open_tab(page, 1)
    note = page.locator("#stale-en-introduction")
    expect(note).to_be_visible()
    expect(note.locator("ins")).to_contain_text("Krejt")
    page.locator("[name=summary_en]").fill("Not saved yet")
    page.evaluate("window.stayed = true")
    note.get_by_role("button").click()
    expect(note.get_by_role("status")).to_be_focused()
    expect(page.locator("[name=summary_en]")).to_have_value("Not saved yet")
    assert page.evaluate("window.stayed")
    assert not StaleTranslation.objects.filter(page=channel.pk).exists()


def test_tick_is_autosaved_with_the_draft(signed_in):
    channel = HowToPage.objects.get(slug_en="report-in-the-app")
    page = signed_in("Editors")
    open_editor(page, channel)
    tick(page, "title")
    assert MeaningChange.objects.get().unit == "title"
    edit(page, channel)
    expect(page.locator("input[name=meaning_changes][value=title]")).to_be_checked()


def test_without_java_script_a_page_asks_the_same(page_at, sign_in):
    channel = HowToPage.objects.get(slug_en="report-in-the-app")
    mark = StaleTranslation.objects.create(page_id=channel.pk, language="en", unit="title", source_before="Para")
    page = page_at(java_script=False)
    sign_in(page, a_superuser())
    page.goto(f"/admin/translating/still-fine/{mark.pk}/")
    page.locator("main form button").click()
    assert not StaleTranslation.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_notes_ticks_and_report_fit_and_are_accessible(page_at, sign_in, width, scheme):
    channel = HowToPage.objects.get(slug_en="report-in-the-app")
    for unit in ["title", "introduction", "steps.instruction"]:
        StaleTranslation.objects.create(page_id=channel.pk, language="en", unit=unit, source_before="Para kësaj.")
    page = page_at(width, scheme)
    sign_in(page, a_superuser())
    page.goto(f"/admin/pages/{channel.pk}/edit/#tab-english", wait_until="networkidle")
    expect(page.locator("#stale-en-introduction ins")).to_be_visible()
    assert_fine(page, "#tab-english .kanal-stale")
    open_tab(page, 0)
    assert_fine(page, "#tab-shqip .kanal-ticks")
    box = page.locator("input[name=meaning_changes][value=title]")
    assert box.evaluate("box => getComputedStyle(box).borderTopColor") != "rgba(0, 0, 0, 0)"
    open_tab(page, 2)
    expect(page.locator("#stale-en-steps-instruction details")).not_to_have_attribute("open", "")
    page.goto("/admin/translating/report/?only=stale", wait_until="networkidle")
    expect(page.locator(".kanal-stale-list li")).to_have_count(3)
    assert_fine(page, ".kanal-report")


def assert_fine(page, selector):
    """What we put into the admin has no fault that axe knows, and nothing of it is cut off at this width."""
    results = Axe().run(page, context=selector, options={"runOnly": ACCESSIBILITY_RULES})
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
