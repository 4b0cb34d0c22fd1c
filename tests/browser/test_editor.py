"""The editor's jobs in a real browser: correct a step, see both languages, pick a block, publish a guide."""

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from blog.models import BlogIndexPage, BlogPage
from help.models import ChannelStatus, GuidePage, HelpIndexPage, HowToPage
from portal.pages.models import HomePage, User
from tests.make import channel, guide

CHANNEL_SQ = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/raporto-ne-aplikacion/"
CHANNEL_EN = "/en/help/ways-to-contact-tiktok/report-in-the-app/"
PUBLISHED_SQ, PUBLISHED_EN = "/sq/ndihme/menyra-prove/", "/en/help/ways-of-a-test/"


@pytest.fixture
def signed_in(page_at, sign_in):
    """A function that opens a page for a new user: signed_in("Editors", language="sq"), or for a superuser without."""

    def open_page(group=None, language="sq"):
        name = f"{group}-{language}"
        user = User.objects.create_user(username=name, email=f"{name}@example.com", is_superuser=not group)
        if group:
            user.groups.add(Group.objects.get(name=group))
        UserProfile.objects.create(user=user, preferred_language=language)
        page = page_at()
        sign_in(page, user)
        return page

    return open_page


@pytest.fixture
def two_drafts(server):
    """A guide that never was public, with two complete channels below it."""
    draft = guide("Mënyra prove", "Ways of a test", live=False)
    for number in (1, 2):
        channel(draft, f"Kanali {number}", f"Channel {number}", live=False)
    return draft


def edit(page, instance):
    page.goto(f"/admin/pages/{instance.pk}/edit/", wait_until="networkidle")


def press(page, action):
    """A button beside "Save draft" or in the menu there, by its attributes: its label follows the admin's language."""
    button = page.locator("footer").locator(action)
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").click()
    button.click()
    expect(page.locator(".messages .success")).to_be_visible()


def until_watched(page):
    """Only from now on does Wagtail save by itself; what was typed earlier it takes for a part of the opened form."""
    page.wait_for_selector("body[data-watched]")


def hold_autosave(page, pattern):
    """A list that gets the next autosave of what is typed, which goes nowhere until its `continue_()` is called."""
    until_watched(page)
    held = []

    def hold(route):
        is_autosave = route.request.method == "POST" and route.request.resource_type == "fetch" and not held
        held.append(route) if is_autosave else route.continue_()

    page.route(pattern, hold)
    return held


def retype(page, path, text):
    editor = page.locator(f"[data-contentpath={path}] [contenteditable=true]").first
    editor.click()
    editor.press("ControlOrMeta+a")
    editor.press_sequentially(text)
    stored = page.locator(f"[data-contentpath={path}] input[type=hidden]").first
    expect(stored).to_have_value(re.compile(re.escape(text)))


def steps_at(page, path):
    page.goto(path)
    expect(page.locator(".step").first).to_be_visible()
    return page.locator(".step").all_inner_texts()


@pytest.mark.parametrize("admin_language", ["sq", "en"])
@pytest.mark.parametrize(
    ("field", "corrected", "untouched"),
    [("instruction_sq", CHANNEL_SQ, CHANNEL_EN), ("instruction_en", CHANNEL_EN, CHANNEL_SQ)],
)
def test_step_corrected_in_one_language_is_read_in_that_one_alone(
    signed_in, page_at, admin_language, field, corrected, untouched
):
    reader = page_at()
    old, other = steps_at(reader, corrected), steps_at(reader, untouched)
    page = signed_in("Moderators", admin_language)
    edit(page, HowToPage.objects.get(slug_en="report-in-the-app"))
    page.get_by_role("tab").last.click()
    retype(page, field, "Video 2026: tap, hold, report.")
    press(page, "[name=action-publish]")
    assert steps_at(reader, corrected) == ["Video 2026: tap, hold, report.", *old[1:]]
    assert steps_at(reader, untouched) == other


def test_block_picker_describes_and_shows_every_block(signed_in):
    page = signed_in("Editors")
    page.goto(f"/admin/pages/add/blog/blogpage/{BlogIndexPage.objects.get().pk}/", wait_until="networkidle")
    page.locator("[data-contentpath=body_sq] .c-sf-add-button").last.click()
    blocks = BlogPage._meta.get_field("body_sq").stream_block.child_blocks
    buttons = page.locator(".w-combobox__option-preview")
    expect(buttons).to_have_count(len(blocks))
    for button in buttons.all():
        button.click()
        expect(page.locator(".w-combobox-preview__description")).not_to_be_empty()
        preview = page.frame_locator(".w-combobox-preview__iframe").locator("main")
        expect(preview.locator("h2, p, img, blockquote, table, pre, dl, a").first).to_be_visible()


def test_guide_is_submitted_and_approved_together_with_its_draft_channels(signed_in, page_at, two_drafts):
    editor = signed_in("Editors")
    edit(editor, two_drafts)
    press(editor, "[name=action-submit]")
    reader = page_at()
    assert reader.goto(PUBLISHED_SQ).status == 404
    moderator = signed_in("Moderators", "en")
    edit(moderator, two_drafts)
    press(moderator, "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])")
    for path, names in [(PUBLISHED_SQ, ["Kanali 1", "Kanali 2"]), (PUBLISHED_EN, ["Channel 1", "Channel 2"])]:
        reader.goto(path)
        for name in names:
            expect(reader.get_by_role("main").get_by_role("heading", name=name)).to_be_visible()


def test_saving_while_an_autosave_is_under_way_makes_one_page(signed_in, two_drafts):
    page = signed_in("Editors")
    new = f"/admin/pages/add/help/howtopage/{two_drafts.pk}/"
    page.goto(new, wait_until="networkidle")
    held = hold_autosave(page, f"**{new}")
    with page.expect_request(lambda request: request.url.endswith(new) and request.method == "POST"):
        page.locator("[name=title_sq]").fill("Kanali 3")
        page.get_by_role("tab").last.click()
        page.locator("#id_steps-ADD").click()
        retype(page, "instruction_sq", "Hapni faqen.")
    page.locator("footer").get_by_role("button").first.click(no_wait_after=True)
    held[0].continue_()
    expect(page.locator(".messages .success")).to_be_visible()
    assert HowToPage.objects.child_of(two_drafts).filter(title_sq="Kanali 3").count() == 1


def test_publishing_while_an_autosave_is_under_way_publishes(signed_in, page_at):
    page = signed_in("Moderators")
    edit(page, HowToPage.objects.get(slug_en="report-in-the-app"))
    held = hold_autosave(page, "**/edit/")
    page.get_by_role("tab").last.click()
    with page.expect_request(lambda request: request.url.endswith("/edit/") and request.method == "POST"):
        retype(page, "instruction_sq", "Hapni faqen.")
    button = page.locator("footer [name=action-publish]")
    button.click(no_wait_after=True)
    expect(button).to_be_disabled()
    held[0].continue_()
    expect(page.locator(".messages .success")).to_be_visible()
    assert str(HowToPage.objects.get(slug_en="report-in-the-app").steps.first()) == "Hapni faqen."


@pytest.mark.parametrize("language", ["sq", "en"])
def test_admin_logs_no_error_and_asks_no_other_machine(signed_in, language):
    page = signed_in(language=language)
    models = [HomePage, BlogIndexPage, HelpIndexPage, BlogPage, GuidePage, HowToPage]
    paths = [f"pages/{model.objects.first().pk}/edit/" for model in models]
    paths += [f"pages/add/blog/blogpage/{BlogIndexPage.objects.get().pk}/", "pages/", "", "account/"]
    paths += ["channels/", f"channels/edit/{ChannelStatus.objects.first().pk}/", "settings/pages/sitesettings/"]
    paths += ["snippets/pages/company/add/", "snippets/pages/topic/add/", "snippets/blog/author/add/", "images/add/"]
    for path in paths:
        assert page.goto(f"/admin/{path}", wait_until="networkidle").ok, path
        expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_address_of_a_problem_is_folded_until_it_is_asked_for(signed_in):
    page = signed_in("Moderators")
    edit(page, GuidePage.objects.get(slug_en="ways-to-contact-tiktok"))
    page.get_by_role("tab").last.click()
    row = page.locator("#id_problems-FORMS > [data-inline-panel-child]").first
    slug = row.locator("[name$=slug_sq]")
    expect(row.locator("[name$=title_sq]")).to_be_visible()
    expect(slug).to_be_hidden()
    row.locator("[data-panel] [data-panel-toggle]").last.click()
    expect(slug).to_be_visible()
    page.locator("[id$=problems-ADD]").click()
    expect(
        page.locator("#id_problems-FORMS > [data-inline-panel-child]").last.locator("[name$=slug_sq]")
    ).to_be_hidden()


@pytest.mark.parametrize("language", ["sq", "en"])
def test_no_name_in_the_menu_is_cut_off(signed_in, language):
    page = signed_in("Moderators", language)
    page.goto("/admin/", wait_until="networkidle")
    names = page.locator(".sidebar-menu-item .menuitem-label")
    assert names.count() > 6
    cut = "names => names.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent)"
    assert names.evaluate_all(cut) == []
