"""The page editor's preview in every language and width, and two editors with the same page open."""

import pytest
from playwright.sync_api import expect

from blog.models import BlogPage
from help.models import GuidePage, HowToPage
from portal.pages.languages import codes, value_in
from tests.browser.test_editor import edit, signed_in, until_watched

__all__ = ["signed_in"]

CHANNEL = "report-in-the-app"
WIDTHS = {"mobile": 375, "tablet": 768, "desktop": 1280}


@pytest.fixture
def pings_often(settings):
    """Each open form asks every two seconds who else has the page open."""
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 2000


def opened(page, instance):
    edit(page, instance)
    until_watched(page)


def state_of_autosave(page, state):
    return expect(page.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", state)


def newest(instance, code):
    return value_in(type(instance).objects.get(pk=instance.pk).get_latest_revision_as_object(), "title", code)


@pytest.mark.parametrize("admin_language", ["sq", "en"])
@pytest.mark.parametrize("model", [HowToPage, GuidePage, BlogPage])
def test_preview_shows_unsaved_words_in_each_language(signed_in, settings, admin_language, model):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    instance = model.objects.published().filter(has_text_en=True).first()
    page = signed_in("Editors", admin_language)
    edit(page, instance)
    page.locator("[data-side-panel-toggle=preview]").click()
    modes = page.locator("[name=preview_mode]")
    assert [option.get_attribute("value") for option in modes.locator("option").all()] == codes()
    preview = page.frame_locator("#w-preview-iframe")
    for code in [*codes(), codes()[0]]:
        modes.select_option(code)
        expect(preview.locator("html")).to_have_attribute("lang", code)
        page.get_by_role("tab").nth(codes().index(code)).click()
        page.locator(f"[name=title_{code}]").fill(f"Unsaved in {code}")
        expect(preview.get_by_role("heading", level=1)).to_contain_text(f"Unsaved in {code}")
    assert newest(instance, "en") == instance.title_en


@pytest.mark.parametrize("admin_language", ["sq", "en"])
def test_preview_changes_its_width_in_each_language(signed_in, admin_language):
    page = signed_in("Editors", admin_language)
    edit(page, HowToPage.objects.get(slug_en=CHANNEL))
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    for code in codes():
        page.locator("[name=preview_mode]").select_option(code)
        expect(preview.locator("html")).to_have_attribute("lang", code)
        for name, width in WIDTHS.items():
            page.locator(f"[name=preview-size][value={name}]").check(force=True)
            page.wait_for_function(
                "width => document.querySelector('#w-preview-iframe').contentWindow.innerWidth === width", arg=width
            )
            expect(preview.locator("html")).to_have_attribute("lang", code)


@pytest.mark.parametrize("admin_language", ["sq", "en"])
def test_second_editor_is_warned_and_loses_nothing(signed_in, pings_often, admin_language):
    channel = HowToPage.objects.get(slug_en=CHANNEL)
    first, second = signed_in("Editors", admin_language), signed_in("Moderators", admin_language)
    for page in (first, second):
        opened(page, channel)
    first.locator("[name=title_sq]").fill("Nga e para")
    state_of_autosave(first, "saved")
    assert newest(channel, "sq") == "Nga e para"
    expect(second.locator(".w-editing-sessions__session--saved")).to_be_visible()

    second.locator("[name=title_sq]").fill("Nga e dyta")
    state_of_autosave(second, "paused")
    assert newest(channel, "sq") == "Nga e para"
    second.locator("footer").get_by_role("button").first.click()
    dialog = second.locator("#w-save-confirmation-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(f"Editors-{admin_language}")
    dialog.locator("[data-w-dialog-target=confirm]").click()
    expect(second.locator(".messages .success")).to_be_visible()
    expect(second.locator(".messages .warning")).to_contain_text(f"Editors-{admin_language}")
    titles = [revision.content["title_sq"] for revision in channel.revisions.order_by("created_at")]
    assert titles[-2:] == ["Nga e para", "Nga e dyta"]

    first.locator("[name=title_sq]").fill("Nga e para, përsëri")
    state_of_autosave(first, "paused")
    expect(first.locator("[name=title_sq]")).to_have_value("Nga e para, përsëri")
    assert newest(channel, "sq") == "Nga e dyta"


def test_autosave_of_one_editor_goes_on_and_on(signed_in, pings_often):
    channel = HowToPage.objects.get(slug_en=CHANNEL)
    page = signed_in("Editors")
    opened(page, channel)
    for title in ["Një", "Dy", "Tre"]:
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/edit/")):
            page.locator("[name=title_sq]").fill(title)
        state_of_autosave(page, "saved")
        assert newest(channel, "sq") == title
    expect(page.locator(".w-editing-sessions__session--saved")).to_have_count(0)
