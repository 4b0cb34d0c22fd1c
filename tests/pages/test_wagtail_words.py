"""Sentences of Wagtail's in which one of our models is named."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from blog.models import Author
from help.models import Notice
from portal.pages.models import Company, Topic
from tests import make

OURS = {
    "notices": Notice,
    "wagtailsnippets_pages_company": Company,
    "wagtailsnippets_pages_topic": Topic,
    "wagtailsnippets_blog_author": Author,
}


@pytest.fixture
def albanian(admin_client, admin_user):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "sq"})
    return admin_client


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_no_sentence_around_our_nouns_is_half_in_english(albanian, name):
    add = reverse(f"{name}:add")
    said = [albanian.get(reverse(f"{name}:{view}")) for view in ["list" if "snippets" in name else "index", "add"]]
    html = "".join(response.content.decode() for response in [*said, albanian.post(add, {})])
    for words in ["New:", "There are no", "could not be", f"Add {OURS[name]._meta.verbose_name}"]:
        assert words not in html


@pytest.mark.django_db
def test_nor_is_what_is_said_of_a_notice_that_is_saved_or_deleted(albanian):
    notice = make.notice()
    pages = [albanian.get(reverse(f"notices:{view}", args=[notice.pk])) for view in ["edit", "delete"]]
    values = {name: getattr(notice, name) for name in ["text_sq", "text_en", "begins", "source_url"]}
    form = values | {"company": notice.company_id, "ends": "", "countries": ["AL"]}
    pages.append(albanian.post(reverse("notices:edit", args=[notice.pk]), form, follow=True))
    pages.append(albanian.post(reverse("notices:edit", args=[notice.pk]), form | {"begins": ""}))
    pages.append(albanian.post(reverse("notices:delete", args=[notice.pk]), follow=True))
    html = "".join(response.content.decode() for response in pages)
    assert "TikTok-u është i bllokuar." in html
    for words in ["updated.", "deleted.", "Are you sure", "could not be", "There are no"]:
        assert words not in html
