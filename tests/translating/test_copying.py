""" "Copy from Albanian": press it in the real edit form, look at what is stored, and at what readers see."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.test.utils.form_data import rich_text, streamfield

from blog.models import BlogPage
from tests import admin_forms, make
from tests.pages.test_editing import admin, member_of  # noqa: F401

pytestmark = pytest.mark.django_db

ALBANIAN = streamfield(
    [
        ("heading", {"text": "Pjesa e parë"}),
        ("paragraph", rich_text("<p>Një <b>fjali</b>.</p>")),
        ("embed", {"provider": "youtube", "id": "aaaaaaaaaaa", "title": "Video"}),
    ]
)


def url_of(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def press(client, page, name, data, button="copy-from-default"):
    return client.post(url_of(page), data | {button: name})


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def article(page, **values):
    same = {name: getattr(page, name) for name in ["title_sq", "title_en", "slug_sq", "slug_en"]}
    return admin_forms.article(**(same | {"body_sq": ALBANIAN} | values))


def words(stream):
    return [block.block.get_prep_value(block.value) for block in stream]


@pytest.mark.parametrize("button", ["copy-from-default", "copy-over"])
def test_stream_is_copied_into_an_empty_field_as_a_draft(admin, client, button):  # noqa: F811
    page = make.post(body_en=[], summary_en="")
    response = press(admin, page, "body_en", article(page, summary_en="Typed"), button)
    assert response.url == f"{url_of(page)}#copy-body_en"
    stored = draft(page)
    assert [block.block_type for block in stored.body_en] == ["heading", "paragraph", "embed"]
    assert stored.body_en[2].value["id"] == "aaaaaaaaaaa"
    assert stored.summary_en == "Typed"
    ids = [block.id for block in [*stored.body_sq, *stored.body_en]]
    assert len(set(ids)) == 6
    assertNotContains(client.get(page.get_url() or f"/en/blog/{page.slug_en}/"), "Pjesa e parë")
    assert len(BlogPage.objects.get(pk=page.pk).body_en) == 0


def test_message_is_shown_beside_the_same_tab(admin):  # noqa: F811
    page = make.post(body_en=[])
    response = admin.post(url_of(page), article(page) | {"copy-from-default": "body_en"}, follow=True)
    assertContains(response, 'id="copy-body_en"')
    text = [str(message) for message in response.context["messages"]]
    assert any("[en]" in message or "en" in message for message in text)
    assertContains(response, escape(text[-1]))
