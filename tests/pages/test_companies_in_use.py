"""A company that guides, articles or notices are about is not deleted under them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from help.models import GuidePage, Notice
from portal.pages.models import Company
from tests import make

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_pages_company:list"


def delete(client, *companies):
    """Delete as the admin's screen does: one by its own form, several as ticked rows."""
    if len(companies) == 1:
        return client.post(reverse("wagtailsnippets_pages_company:delete", args=[companies[0].pk]), follow=True)
    keys = "&".join(f"id={company.pk}" for company in companies)
    address = reverse("wagtail_bulk_action", args=["pages", "company", "delete"])
    return client.post(f"{address}?{keys}", follow=True)


def messages(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").select_one(".messages").text.split())


def test_company_of_a_guide_stays_and_the_editor_learns_why(admin_client):
    guide = make.guide()
    make.channel(guide)
    notice = make.notice()
    answer = delete(admin_client, guide.company)
    assert answer.redirect_chain == [(reverse(LIST), 302)]
    assert "“TikTok”" in messages(answer)
    assert "3" in messages(answer)
    usage = reverse("wagtailsnippets_pages_company:usage", args=[guide.company.pk])
    assert BeautifulSoup(answer.content, "html.parser").select_one(f'.messages a[href="{usage}"]')
    assert admin_client.get(usage).status_code == 200
    assert GuidePage.objects.get().company == Company.objects.get(name="TikTok")
    assert Notice.objects.get() == notice


@pytest.mark.parametrize("use", [lambda: make.guide(live=False), lambda: make.post(company=make.company())])
def test_a_draft_or_an_article_is_enough(admin_client, use):
    use()
    assert "“TikTok”" in messages(delete(admin_client, make.company()))
    assert Company.objects.filter(name="TikTok").exists()


def test_notice_alone_is_enough(admin_client):
    make.notice(days_from=-9, days_until=-5)
    delete(admin_client, make.company())
    assert Notice.objects.exists()


def test_of_several_none_is_deleted_when_one_is_in_use(admin_client):
    make.guide()
    delete(admin_client, make.company(), make.company("Apple"))
    assert Company.objects.count() == 2


def test_unused_companies_are_deleted(admin_client):
    delete(admin_client, make.company("Apple"))
    delete(admin_client, make.company("Nokia"), make.company("Sony"))
    assert not Company.objects.exists()


def test_question_is_not_even_asked_for_a_company_in_use(admin_client):
    guide = make.guide()
    address = reverse("wagtailsnippets_pages_company:delete", args=[guide.company.pk])
    assert admin_client.get(address)["Location"] == reverse(LIST)
