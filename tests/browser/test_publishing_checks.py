"""A publication that was refused: every line of the list opens what hides its field, and the cursor stands in it."""

import pytest
from playwright.sync_api import expect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.users.models import UserProfile

from help.models import HowToPage, Step
from portal.pages.models import PortalImage, User
from tests import make


@pytest.fixture
def admin_page(page_at, sign_in):
    def open_page(language="sq", **options):
        user = User.objects.create_superuser(f"a-{language}", f"{language}@example.com", "a-long-password")
        UserProfile.objects.create(user=user, preferred_language=language)
        page = page_at(**options)
        sign_in(page, user)
        return page

    return open_page


@pytest.fixture
def bare(server):
    return PortalImage.objects.create(title="Një pamje", file=get_test_image_file())


@pytest.fixture
def article(bare):
    blocks = [("heading", {"text": "Seksion"}), ("gallery", {"pictures": [{"image": bare, "alt": ""}] * 2})]
    page = make.post("Titulli", "Title", live=False, body_sq=blocks, body_en=[("paragraph", "<p>Text.</p>")])
    page.save_revision()
    return page


def edit(page, instance, anchor=""):
    page.goto(f"/admin/pages/{instance.pk}/edit/{anchor}", wait_until="networkidle")


def publish(page):
    page.locator("footer [name=action-publish]").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-checklist][open]")).to_be_visible()


def follow(page, anchor):
    page.locator(f"[data-checklist] a[href='#{anchor}']").click()


@pytest.mark.parametrize("language", ["sq", "en"])
def test_error_in_a_block_of_another_tab_is_jumped_to(admin_page, article, language):
    page = admin_page(language)
    edit(page, article)
    page.get_by_role("tab").last.click()
    publish(page)
    page.get_by_role("tab").last.click()
    field = page.locator("[id='body_sq-1-value-pictures-1-value-alt']")
    expect(field).to_be_hidden()
    follow(page, "body_sq-1-value-pictures-1-value-alt")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(page.locator("[data-contentpath=body_sq] .error-message").last).to_be_visible()


def test_error_in_a_folded_row_of_another_tab_is_jumped_to(admin_page, bare):
    channel = make.channel(make.guide("Mënyra prove", "Ways of a test"), live=False)
    channel.steps = [
        Step(instruction_sq="<p>Një</p>"),
        Step(instruction_sq="<p>Dy</p>", picture=bare),
    ]
    channel.save_revision()
    page = admin_page()
    edit(page, HowToPage.objects.get(pk=channel.pk))
    publish(page)
    field = page.locator("#id_steps-1-picture_alt_sq")
    expect(field).to_be_hidden()
    follow(page, "id_steps-1-picture_alt_sq")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()


def test_address_with_a_field_opens_the_editor_there(admin_page, article):
    page = admin_page()
    edit(page, article, "#body_en-0-value")
    editor = page.locator("[data-contentpath=body_en] [contenteditable=true]").first
    expect(editor).to_be_focused()
    expect(editor).to_be_in_viewport()
    edit(page, article, "#id_slug_en")
    page.reload(wait_until="networkidle")
    expect(page.locator("#id_slug_en")).to_be_focused()


def test_list_is_read_on_a_small_screen(admin_page, article):
    page = admin_page("en", width=360)
    edit(page, article)
    listed = page.locator("[data-checklist]")
    listed.locator("summary").click()
    expect(listed.get_by_role("link").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
