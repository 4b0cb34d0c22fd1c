"""When a page's content last changed, language by language."""

import pytest

from blog.models import BlogPage
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["title_en", "summary_en", "body_en"])
def test_english_text_changes_nothing_for_albanian_readers(field):
    page = make.post(summary_sq="Përmbledhja.", summary_en="The summary.")
    before = BlogPage.objects.get(pk=page.pk).content_changes
    setattr(page, field, make.body("Another.") if field == "body_en" else "Another")
    page.save()
    after = BlogPage.objects.get(pk=page.pk).content_changes
    assert after["sq"] == before["sq"]
    assert after["en"] > before["en"]
