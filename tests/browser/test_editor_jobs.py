"""The editor's three commonest jobs in a real browser, each in as few clicks as it can be. Typing and Tab are free."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from blog.models import BlogIndexPage, BlogPage
from help.models import GuidePage, HowToPage
from portal.pages.models import User
from tests.browser.test_editor import retype
from tests.make import path_of

GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"
CHANNEL_SQ = f"{GUIDE}raporto-ne-aplikacion/"
CHANNEL_EN = "/en/help/ways-to-contact-tiktok/report-in-the-app/"
# A press of the pointer, in whatever document of this tab; a key that acts like a click is none.
COUNT_CLICKS = """
addEventListener("pointerdown", () => {
  sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks")) + 1);
}, true);
"""
# A rich text is written into its hidden input a moment after it was typed.
STORED = """([path, text]) => [...document.querySelectorAll(`[data-contentpath=${path}] input[type=hidden]`)]
  .some((input) => input.value.includes(text))"""
ADMIN_LANGUAGES = pytest.mark.parametrize("language", ["sq", "en"])


@pytest.fixture
def moderator(page_at, sign_in):
    """A function that opens a page for a moderator whose clicks are counted: moderator("en")."""

    def open_page(language):
        user = User.objects.create_user("moderator", "moderator@example.com")
        user.groups.add(Group.objects.get(name="Moderators"))
        UserProfile.objects.create(user=user, preferred_language=language)
        page = page_at()
        sign_in(page, user)
        page.add_init_script(COUNT_CLICKS)
        page.goto("/admin/", wait_until="networkidle")
        return page

    return open_page


def clicks(page):
    return int(page.evaluate("sessionStorage.getItem('clicks')") or 0)


def open_userbar(page):
    page.locator("#wagtail-userbar-trigger").click()


def publish(page):
    page.locator("footer [name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()


def tab_to(page, field):
    """With the keyboard alone, as many times as it takes."""
    for _press in range(40):
        if field.evaluate("field => field === document.activeElement || field.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the field is not within reach of the Tab key")


def write(page, field, text):
    tab_to(page, field)
    page.keyboard.type(text)


def write_rich(page, name, text):
    place = page.locator(f"[data-contentpath={name}]")
    write(page, place.locator("[contenteditable=true]").first, text)
    page.wait_for_function(STORED, arg=[name, text])


def steps_at(page, path):
    page.goto(path)
    return page.locator(".step").all_inner_texts()


@ADMIN_LANGUAGES
def test_a_step_is_corrected_in_one_language_from_its_public_page(moderator, page_at, language):
    reader = page_at()
    old, other = steps_at(reader, CHANNEL_EN), steps_at(reader, CHANNEL_SQ)
    page = moderator(language)
    page.goto(CHANNEL_EN)
    open_userbar(page)
    page.locator("a[href$='#id_steps-FORMS']").click()
    page.wait_for_selector("[data-jumped]")
    retype(page, "instruction_en", "Tap, hold, report.")
    publish(page)
    assert clicks(page) <= 4
    assert steps_at(reader, CHANNEL_EN) == ["Tap, hold, report.", *old[1:]]
    assert steps_at(reader, CHANNEL_SQ) == other


def test_a_step_is_corrected_from_the_list_of_channels(moderator, page_at):
    page, reader = moderator("sq"), page_at()
    page.locator(".sidebar a[href='/admin/channels/']").click()
    link = page.locator(".kanal-mend a[href$='/edit/#id_steps-FORMS']").first
    channel = HowToPage.objects.get(pk=link.get_attribute("href").split("/")[3])
    link.click()
    page.wait_for_selector("[data-jumped]")
    retype(page, "instruction_sq", "Prekni, mbani, raportoni.")
    publish(page)
    assert clicks(page) <= 4
    assert steps_at(reader, path_of(channel, "sq"))[0] == "Prekni, mbani, raportoni."


@ADMIN_LANGUAGES
def test_a_channel_is_added_from_its_guide(moderator, page_at, language):
    page = moderator(language)
    page.goto(GUIDE)
    open_userbar(page)
    guide = GuidePage.objects.get(slug_en="ways-to-contact-tiktok")
    page.locator(f"a[href$='/admin/pages/add/help/howtopage/{guide.pk}/']").click()
    expect(page.locator("[name=title_sq]")).to_be_focused()
    page.keyboard.type("Formulari i ri")
    write_rich(page, "introduction_sq", "Një rrugë e re.")
    page.get_by_role("tab").last.click()
    page.locator("[name=kind]").click()
    page.keyboard.press("Escape")
    page.locator("[name=kind]").select_option("web_form")
    on_the_option = 1  # which a mouse needs in a native list; Playwright chooses without
    write(page, page.locator("[name=address]"), "https://www.example.com/form")
    write(page, page.locator("[name=source_url]"), "https://www.example.com/help")
    retype(page, "instruction_sq", "Hapni faqen.")
    publish(page)
    assert clicks(page) + on_the_option <= 7
    reader = page_at()
    reader.goto(GUIDE)
    expect(reader.get_by_role("main").get_by_role("heading", name="Formulari i ri")).to_be_visible()
    assert steps_at(reader, path_of(HowToPage.objects.get(title_sq="Formulari i ri"), "sq")) == ["Hapni faqen."]


@pytest.mark.parametrize(("model", "parent"), [(HowToPage, GuidePage), (BlogPage, BlogIndexPage)])
def test_what_a_new_page_begins_with_is_no_hindrance_to_a_draft(moderator, model, parent):
    page = moderator("sq")
    options = model._meta
    page.goto(f"/admin/pages/add/{options.app_label}/{options.model_name}/{parent.objects.first().pk}/")
    expect(page.locator("[name=title_sq]")).to_be_focused()
    page.keyboard.type("Vetëm titulli")
    page.locator("footer .action-save").click()
    expect(page.locator(".messages .success")).to_be_visible()
    made = model.objects.get(title_sq="Vetëm titulli").get_latest_revision_as_object()
    assert not made.live
    assert not (made.steps.count() if model is HowToPage else made.plain_text("sq"))


def test_who_may_not_publish_submits_beside_saving(page_at, sign_in):
    user = User.objects.create_user("editor", "editor@example.com")
    user.groups.add(Group.objects.get(name="Editors"))
    page = page_at()
    sign_in(page, user)
    page.goto(f"/admin/pages/{BlogPage.objects.live().first().pk}/edit/", wait_until="networkidle")
    expect(page.locator("footer [name=action-submit]")).to_be_visible()
    expect(page.locator("footer [name=action-publish]")).to_have_count(0)


@ADMIN_LANGUAGES
def test_an_article_is_scheduled_from_home(moderator, page_at, language, time_machine):
    page, reader = moderator(language), page_at()
    page.locator(".kanal-new[href*=blogpage]").click()
    expect(page.locator("[name=title_sq]")).to_be_focused()
    page.keyboard.type("Lajm i nesërm")
    write_rich(page, "body_sq", "Nesër.")
    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    page.locator("[name=go_live_at]").click()
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.keyboard.type(f"{tomorrow:%d.%m.%Y %H:%M}")
    page.locator("#schedule-publishing-dialog .action-save").click()
    expect(page.locator(".messages .success")).to_be_visible()
    publish(page)
    assert clicks(page) <= 6
    address = f"/sq/blog/{BlogPage.objects.get(title_sq='Lajm i nesërm').slug_sq}/"
    assert reader.goto(address).status == 404
    time_machine.move_to(tomorrow + timedelta(minutes=2), tick=False)
    call_command("publish_scheduled")
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Lajm i nesërm")
    expect(reader.get_by_role("main")).to_contain_text("Nesër.")
