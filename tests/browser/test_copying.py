"""The button "Copy from Albanian" in a real browser, with autosave and with unsaved changes around it."""

import pytest
from playwright.sync_api import expect

from blog.models import BlogPage
from portal.pages.models import User


@pytest.fixture
def article():
    return BlogPage.objects.get(slug_sq="para-se-ta-shisni-telefonin")


@pytest.fixture
def editor(page_at, sign_in, article):
    """The edit form of an article that is not translated yet, on the English tab."""
    page = page_at()
    sign_in(page, User.objects.create_superuser("a-translator"))
    page.goto(f"/admin/pages/{article.pk}/edit/#tab-english", wait_until="networkidle")
    return page


def copy(page, name):
    button = page.locator(f"[name=copy-from-default][value={name}]")
    with page.expect_navigation(wait_until="networkidle"):
        button.click()


def draft(article):
    return BlogPage.objects.get(pk=article.pk).get_latest_revision_as_object()


def test_copy_comes_back_to_its_field_with_what_else_was_typed(editor, article):
    editor.locator("[name=summary_en]").fill("Typed before")
    copy(editor, "body_en")
    expect(editor.get_by_role("tab", selected=True)).to_contain_text("English")
    expect(editor.locator("#copy-body_en").locator("xpath=ancestor::section[1]//h2").first).to_be_in_viewport()
    expect(editor.locator("[name=summary_en]")).to_have_value("Typed before")
    stored = draft(article)
    assert len(stored.body_en) == len(stored.body_sq) > 3
    assert stored.summary_en == "Typed before"
    assert len(BlogPage.objects.get(pk=article.pk).body_en) == 0


def test_text_is_replaced_only_after_a_yes(editor, article):
    editor.locator("[name=title_en]").fill("Before you sell your phone")
    answers = []
    editor.on("dialog", lambda dialog: dialog.accept() if answers.pop(0) else dialog.dismiss())
    answers.append(False)
    editor.locator("[name=copy-from-default][value=title_en]").click()
    expect(editor.locator("[name=title_en]")).to_have_value("Before you sell your phone")
    answers.append(True)
    copy(editor, "title_en")
    expect(editor.locator("[name=title_en]")).to_have_value(article.title_sq)


def test_enter_in_a_field_saves_and_copies_nothing(editor, article):
    editor.locator("[name=title_en]").fill("Before you sell your phone")
    with editor.expect_navigation(wait_until="networkidle"):
        editor.locator("[name=title_en]").press("Enter")
    assert draft(article).title_en == "Before you sell your phone"
    assert len(draft(article).body_en) == 0
