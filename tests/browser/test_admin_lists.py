"""The lists with forms in their rows, and the bar on public pages, on a phone and on a small laptop."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from portal.pages.models import User

GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"
# The names or texts of what a person presses or writes into and cannot reach, left or right of the window.
CUT_OFF = """() => [...document.querySelectorAll(".kanal-rows :is(a, button, summary, input, select, textarea)")]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().left < 0 || one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.name || one.textContent.trim())"""
TITLE_WIDTHS = "titles => titles.map((title) => title.getBoundingClientRect().width)"


@pytest.fixture
def moderator(page_at, sign_in):
    """A function that opens a window for a moderator: moderator(360)."""

    def open_page(width, **options):
        user = User.objects.create_user("moderator", "moderator@example.com")
        user.groups.add(Group.objects.get(name="Moderators"))
        page = page_at(width, **options)
        sign_in(page, user)
        return page

    return open_page


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CUT_OFF) == []
    assert min(page.locator(".kanal-rows td.title").evaluate_all(TITLE_WIDTHS)) >= 12 * 16


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/admin/queue/", "/admin/channels/"])
def test_rows_and_their_forms_stay_inside_the_window(moderator, path, width):
    page = moderator(width)
    page.goto(path)
    expect(page.locator(".kanal-mend").first).to_be_visible()
    assert_fits(page)
    for summary in page.locator("tr:nth-child(-n+2) .kanal-mend summary").all():
        summary.click()
    assert_fits(page)


def test_the_bar_of_a_guide_with_many_channels_stays_inside_a_phone(moderator):
    page = moderator(360, height=740)
    page.goto("/admin/")
    page.goto(GUIDE)
    page.locator("#wagtail-userbar-trigger").click()
    expect(page.locator("#wagtail-userbar-items [role=menuitem]").first).to_be_in_viewport(ratio=1)
