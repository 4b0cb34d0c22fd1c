"""The button "Copy from Albanian": press it in the real edit form, look at what is stored and what readers see."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text, streamfield

from blog.models import BlogPage
from help.models import HowToPage
from portal.pages.models import BasePage
from tests import admin_forms, make
from tests.pages.test_editing import admin, member_of  # noqa: F401

pytestmark = pytest.mark.django_db

COPY, REPLACE = "copy-from-default", "copy-over"
BODY = [
    ("heading", {"text": "Pjesa e parë", "level": "2"}),
    ("paragraph", rich_text("<p>Një <b>fjali</b>.</p>")),
    ("embed", {"provider": "youtube", "id": "aaaaaaaaaaa", "title": "Video"}),
]


def url_of(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def draft(page):
    return BasePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def article(page, **values):
    same = {name: getattr(page, name) for name in ["title_sq", "title_en", "slug_sq", "slug_en"]}
    return admin_forms.article(**(same | {"body_sq": streamfield(BODY)} | values))


def notes(client, response):
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_stream_is_copied_into_an_empty_field_as_a_draft(admin, client):  # noqa: F811
    page = make.post(body_en=[])
    response = admin.post(url_of(page), article(page, summary_en="Typed") | {COPY: "body_en"})
    assert response.url == f"{url_of(page)}#copy-body_en"
    stored = draft(page)
    assert [block.block_type for block in stored.body_en] == ["heading", "paragraph", "embed"]
    assert stored.body_en[2].value["id"] == "aaaaaaaaaaa"
    assert stored.summary_en == "Typed"
    assert len({block.id for block in [*stored.body_sq, *stored.body_en]}) == 6
    assert "Pjesa e parë" in stored.body_sq[0].value["text"]
    assertNotContains(client.get(f"/en/blog/{page.slug_en}/"), "fjali")


def test_editor_is_told_and_finds_the_field_again(admin):  # noqa: F811
    page = make.post(summary_sq="Përmbledhja.", summary_en="")
    response = admin.post(url_of(page), article(page, summary_sq="Përmbledhja.") | {COPY: "summary_en"}, follow=True)
    assertContains(response, 'id="copy-summary_en"')
    assert len(response.context["messages"]) == 2
    assert draft(page).summary_en == "Përmbledhja."


def test_copy_is_never_published_or_submitted(admin_client):
    page = make.post(body_en=[])
    for action in ["action-publish", "action-submit", "action-workflow-action"]:
        admin_client.post(url_of(page), article(page) | {COPY: "body_en", action: "1"})
    page = BlogPage.objects.get(pk=page.pk)
    assert len(page.body_en) == 0
    assert page.current_workflow_state is None


def test_published_copy_is_no_translation(admin_client, client):
    page = make.post(title_en="The title", body_en=[])
    admin_client.post(url_of(page), article(page) | {COPY: "body_en"})
    draft(page).latest_revision.publish()
    page = BlogPage.objects.get(pk=page.pk)
    assert len(page.body_en) == 3
    assert not page.speaks("en")
    assertNotContains(client.get("/sq/"), f'hreflang="en" href="/en/blog/{page.slug_en}/"')


def test_text_that_is_there_is_replaced_on_the_second_press_only(admin_client):
    page = make.post(summary_sq="Përmbledhja.", summary_en="The summary.")
    data = article(page, summary_sq="Përmbledhja.", summary_en="The summary.")
    first = admin_client.post(url_of(page), data | {COPY: "summary_en"})
    assert draft(page).summary_en == "The summary."
    assert "copy-over=summary_en" in first.url
    again = admin_client.get(first.url)
    assertContains(again, 'name="copy-over" value="summary_en"', count=1)
    assertNotContains(admin_client.get(url_of(page)), 'name="copy-over"')
    admin_client.post(url_of(page), data | {REPLACE: "summary_en"})
    assert draft(page).summary_en == "Përmbledhja."


def test_nothing_replaces_nothing(admin_client):
    page = make.post(summary_sq="", summary_en="The summary.")
    for button in [COPY, REPLACE]:
        response = admin_client.post(url_of(page), article(page, summary_en="The summary.") | {button: "summary_en"})
        assert draft(page).summary_en == "The summary."
        assert len(notes(admin_client, response)) == 2


def test_rich_text_and_rows_are_copied(admin_client):
    page = make.channel(make.guide())
    steps = [admin_forms.step("Hapni faqen.", order=1), admin_forms.step("Prisni.", order=2, tip_sq="Këshillë.")]
    same = {name: getattr(page, name) for name in ["slug_sq", "slug_en"]}
    data = admin_forms.channel(steps, introduction_en=rich_text(""), **same)
    data |= {"steps-0-DELETE": "1"}
    response = admin_client.post(url_of(page), data | {COPY: "introduction_en"})
    assert "Hyrje." in draft(page).introduction_en
    response = admin_client.post(url_of(page), data | {COPY: "steps-1-instruction_en"})
    assert response.url.endswith("#copy-steps-0-instruction_en")
    assert ["Prisni." in step.instruction_en for step in draft(page).steps.all()].count(True) == 1
    admin_client.post(url_of(page), data | {COPY: "steps-1-tip_en"})
    newest = next(step for step in draft(page).steps.all() if "Prisni" in step.instruction_sq)
    assert (newest.tip_sq, newest.tip_en) == ("Këshillë.", "Këshillë.")


def test_new_page_is_created_as_a_draft_with_the_copy(admin):  # noqa: F811
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", make.index().pk])
    data = admin_forms.article(body_sq=streamfield(BODY)) | {COPY: "body_en", "action-publish": "1"}
    response = admin.post(url, data)
    page = BlogPage.objects.get()
    assert response.url == f"{url_of(page)}#copy-body_en"
    assert not page.live
    assert len(page.body_en) == 3


def test_mistake_elsewhere_keeps_what_was_typed_and_stores_nothing(admin_client):
    page = make.post(body_en=[])
    data = article(page, title_sq="", summary_en="Typed") | {COPY: "body_en"}
    response = admin_client.post(url_of(page), data)
    assertContains(response, "Typed")
    assert len(response.context["form"]["body_en"].value()) == 3
    assert not Revision.objects.for_instance(page).exists()


@pytest.mark.parametrize(
    "name", ["body_sq", "title_sq", "slug_en", "date", "steps-0-x", "steps-9999999-tip_en", "", "x"]
)
def test_button_for_no_translated_field_is_a_plain_save(admin_client, name):
    page = make.post(summary_en="")
    response = admin_client.post(url_of(page), article(page, summary_en="Typed") | {COPY: name})
    assert response.url == url_of(page)
    stored = draft(page)
    assert (stored.title_sq, stored.slug_en, stored.summary_en) == (page.title_sq, page.slug_en, "Typed")


def test_locked_page_is_not_changed(admin_client):
    page = make.post(body_en=[])
    BasePage.objects.filter(pk=page.pk).update(locked=True, locked_at=timezone.now())
    admin_client.post(url_of(page), article(page) | {COPY: "body_en"})
    assert not Revision.objects.for_instance(page).exists()


def test_who_may_not_edit_the_page_may_not_copy(client):
    page = make.post(body_en=[])
    member_of("Shop", client).post(url_of(page), article(page) | {COPY: "body_en"})
    assert not Revision.objects.for_instance(page).exists()


def test_button_stands_beside_every_translated_text_and_nowhere_else(admin):  # noqa: F811
    channel = make.channel(make.guide())
    html = admin.get(url_of(channel)).content.decode()
    texts = ["title", "short_name", "introduction", "notes", "summary", "seo_title", "hours_note", "holiday_note"]
    rows = ["instruction", "case", "tip", "warning", "picture_alt"]
    names = [*texts, *(f"steps-0-{name}" for name in rows), *(f"steps-__prefix__-{name}" for name in rows)]
    for name in [*names, "checklist_items-__prefix__-text"]:
        assert html.count(f'value="{name}_en"') == 1, name
    for name in ["title_sq", "slug_en", "address"]:
        assert f'id="copy-{name}"' not in html


def test_other_forms_have_no_such_button(admin_client):
    topic = reverse("wagtailsnippets_pages_topic:add")
    assertNotContains(admin_client.get(topic), f'name="{COPY}"')


def test_enter_in_a_text_field_saves_and_copies_nothing(admin_client):
    """A browser presses the form's first button then, so that one must not be ours."""
    html = admin_client.get(url_of(make.channel(make.guide()))).content.decode()
    form = html[html.index('id="page-edit-form"') :]
    assert form.index('<button type="submit" hidden') < form.index(f'name="{COPY}"')


def test_channel_copied_whole_is_offered_in_albanian_only():
    page = make.channel(make.guide(), introduction_en="<p>Hyrje.</p>", steps=())
    assert not HowToPage.objects.get(pk=page.pk).speaks("en")
