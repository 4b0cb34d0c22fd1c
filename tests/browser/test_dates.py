"""Dates in the admin: what is typed stays what it is, and nothing stands in the way of saving it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from blog.models import BlogPage
from help.models import Notice
from tests.browser.test_editor import edit, signed_in  # noqa: F401
from tests.make import notice, post

YEAR = timezone.localdate().year + 1
TYPED = f"05.12.{YEAR} 08:00"


@pytest.fixture
def draft(server):
    return post("Më vonë", "Later", live=False, summary_sq="Përmbledhje.")


@pytest.fixture
def dialog(signed_in, draft):  # noqa: F811
    """A function that opens the schedule dialog of a draft: dialog("en")."""

    def open_dialog(language):
        page = signed_in("Moderators", language)
        edit(page, draft)
        page.locator("[data-side-panel-toggle=status]").click()
        page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
        return page

    return open_dialog


def chosen(page):
    return page.locator("[name=go_live_at]")


def save(page):
    page.locator("#schedule-publishing-dialog .action-save").click()
    expect(page.locator(".messages .success")).to_be_visible()


@pytest.mark.parametrize("language", ["sq", "en"])
@pytest.mark.parametrize("key", ["Tab", "Enter"])
def test_typed_moment_is_the_one_at_which_the_page_is_published(dialog, draft, language, key):
    page = dialog(language)
    chosen(page).click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    chosen(page).press_sequentially(TYPED)
    page.keyboard.press(key)
    expect(chosen(page)).to_have_value(TYPED)
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    save(page)
    expect(chosen(page)).to_have_value(TYPED)
    page.locator("footer [name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()
    page_now = BlogPage.objects.get(pk=draft.pk)
    assert not page_now.live
    moment = timezone.localtime(page_now.scheduled_revision.approved_go_live_at)
    assert f"{moment:%d.%m.%Y %H:%M}" == TYPED


@pytest.mark.parametrize("nonsense", ["nesër", f"{YEAR}-31-31 08:00"])
def test_what_is_no_date_is_refused_and_never_becomes_now(dialog, draft, nonsense):
    page = dialog("sq")
    chosen(page).click()
    chosen(page).press_sequentially(nonsense)
    page.keyboard.press("Tab")
    expect(chosen(page)).to_have_value(nonsense)
    page.locator("#schedule-publishing-dialog .action-save").click()
    expect(page.locator(".messages .error")).to_be_visible()
    assert BlogPage.objects.get(pk=draft.pk).get_latest_revision_as_object().go_live_at is None


def test_escape_closes_the_calendar_and_keeps_the_date(dialog):
    page = dialog("sq")
    chosen(page).fill(TYPED)
    chosen(page).click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    expect(page.locator(".xdsoft_datetimepicker:visible .xdsoft_label.xdsoft_year > span")).to_have_text(str(YEAR))
    page.keyboard.press("Escape")
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    expect(chosen(page)).to_be_visible()
    expect(chosen(page)).to_have_value(TYPED)


@pytest.mark.parametrize("language", ["sq", "en"])
def test_day_chosen_in_the_calendar_is_saved_as_it_is_shown(signed_in, language):  # noqa: F811
    row = notice()
    page = signed_in("Moderators", language)
    page.goto(f"/admin/notices/edit/{row.pk}/", wait_until="networkidle")
    field = page.locator("[name=begins]")
    assert field.input_value() == f"{row.begins:%d.%m.%Y}"
    field.click()
    page.locator(".xdsoft_datetimepicker:visible .xdsoft_date:not(.xdsoft_other_month) >> text=/^3$/").click()
    page.keyboard.press("Escape")
    page.locator("footer button[type=submit], form button[type=submit]").last.click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert Notice.objects.get(pk=row.pk).begins == row.begins.replace(day=3)
