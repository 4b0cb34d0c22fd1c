"""Half-done drafts, lost files and odd orders of doing things, each of which once broke a page."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from blog.models import BlogPage
from help.models import ChannelStatus, GuidePage, HowToPage
from portal.pages.languages import url_in
from portal.pages.models import RelatedPage
from tests import admin_forms, make
from tests.blog.test_articles import picture
from tests.pages.test_editing import draft_guide, edit, guide_form

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["sq", "en"])
def test_new_page_is_previewed_before_its_first_save(admin_client, language):
    forms = {
        "help/howtopage": (make.guide(), admin_forms.channel()),
        "help/guidepage": (make.help_index(), admin_forms.guide()),
        "blog/blogpage": (make.index(), admin_forms.article()),
    }
    for model, (parent, data) in forms.items():
        url = reverse("wagtailadmin_pages:preview_on_add", args=[*model.split("/"), parent.pk])
        assert admin_client.post(url, data).json()["is_valid"], model
        title = {"sq": data["title_sq"], "en": data["title_en"] or data["title_sq"]}[language]
        assertContains(admin_client.get(url, {"mode": language}), title)


def test_draft_without_a_kind_is_previewed_with_its_guide(admin_client):
    guide = draft_guide()
    unfinished = make.channel(guide, "Pa lloj", "", live=False, kind="")
    unfinished.save_revision(clean=False)
    for page in [unfinished, guide]:
        assertContains(admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])), "Pa lloj")


def test_incomplete_draft_stays_a_draft_and_holds_nothing_else_up(time_machine):
    guide = draft_guide()
    incomplete = make.channel(guide, "Pa burim", "", live=False, source_url="")
    incomplete.save_revision(clean=False)
    guide.go_live_at = timezone.now() + timedelta(hours=1)
    guide.save_revision().publish()
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    call_command("publish_scheduled")
    assert GuidePage.objects.live().exists()
    assert HowToPage.objects.live().count() == 2
    incomplete.refresh_from_db()
    assert not incomplete.live


def test_scheduled_guide_keeps_its_channels_back_until_it_is_due():
    guide = draft_guide()
    guide.go_live_at = timezone.now() + timedelta(hours=1)
    guide.save_revision().publish()
    assert not HowToPage.objects.live().exists()
    assert not any(channel.scheduled_revision for channel in HowToPage.objects.all())


def test_what_was_written_after_the_guide_was_submitted_does_not_go_live_with_it():
    guide = draft_guide()
    approved = guide.save_revision()
    channel = HowToPage.objects.first()
    channel.title_sq = "Ndryshuar më vonë"
    channel.save_revision()
    approved.publish()
    assert HowToPage.objects.live().count() == 2
    assert not HowToPage.objects.filter(title_sq="Ndryshuar më vonë").exists()


def test_channel_with_a_schedule_of_its_own_keeps_to_it(admin_client):
    guide = draft_guide()
    channel = HowToPage.objects.first()
    channel.go_live_at = timezone.now() + timedelta(days=7)
    channel.save_revision().publish()
    edit(admin_client, guide, guide_form(guide) | {"action-publish": "1"})
    channel.refresh_from_db()
    assert not channel.live


def test_locked_channel_is_not_published_with_its_guide(admin_client):
    guide = draft_guide()
    HowToPage.objects.filter(title_sq="Kanali i parë").update(locked=True)
    edit(admin_client, guide, guide_form(guide) | {"action-publish": "1"})
    assert [channel.title_sq for channel in HowToPage.objects.live()] == ["Kanali i dytë"]


def test_state_is_neither_added_nor_deleted_by_hand(admin_client, client):
    guide = make.guide()
    status = make.channel(guide).status
    for name, args in [("add", []), ("delete", [status.pk])]:
        assert admin_client.post(reverse(f"channel_status:{name}", args=args)).status_code == 302
    assert ChannelStatus.objects.get() == status
    assertContains(admin_client.get(reverse("channel_status:index")), guide.title)


def test_verification_in_the_future_is_refused(admin_client):
    status = make.channel(make.guide()).status
    form = {"state": "works", "reason_sq": "", "reason_en": "", "replacement": "", "verified_on": "2099-01-01"}
    response = admin_client.post(reverse("channel_status:edit", args=[status.pk]), form)
    assert "verified_on" in response.context["form"].errors


def test_alias_of_a_retired_channel_is_retired(client):
    guide = make.guide()
    channel = make.channel(guide)
    ChannelStatus.objects.update(state="retired", reason_sq="U mbyll.")
    other = make.guide("Tjetër", "Another")
    alias = channel.create_alias(parent=other)
    assert alias.status.state == "retired"
    assert alias.status.key != channel.status.key


def test_article_without_text_is_not_published(admin_client):
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", make.index().pk])
    data = admin_forms.article(body_sq=admin_forms.streamfield([])) | {"action-publish": "1"}
    assert "body_sq" in admin_client.post(url, data).context["form"].errors
    assert not BlogPage.objects.exists()


def test_copy_made_in_the_english_admin_has_its_new_title_in_albanian(admin_client, admin_user):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "en"
    profile.save()
    page = make.post("Origjinali", "")
    form = {"new_title": "Kopja", "new_slug": "kopja", "new_parent_page": page.get_parent().pk}
    assert admin_client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form).status_code == 302
    copy = BlogPage.objects.latest("pk")
    assert (copy.title_sq, copy.title_en or "") == ("Kopja", "")


def test_english_slug_of_a_draft_is_made_when_its_title_comes_however_often_it_is_saved(admin_client):
    page = make.post("Vetëm shqip", "", live=False)
    page.save_revision()
    data = admin_forms.article(title_sq="Vetëm shqip", title_en="Now", slug_sq=page.slug_sq, slug_en=page.slug_en)
    edit(admin_client, page, data)
    page = edit(admin_client, page, data | {"action-publish": "1"})
    assert page.slug_en == "now"


def test_article_outlives_the_file_of_its_cover(client):
    image = picture()
    page = make.post(cover=image)
    image.file.storage.delete(image.file.name)
    response = client.get(url_in(page, "sq"))
    assertContains(response, "Një postim")
    assertContains(response, 'property="og:image" content="http://localhost/cards/')


@pytest.mark.parametrize("url", ["/en/help/", "/en/", "/en/companies/tiktok/", "/en/search/?q=secret"])
def test_five_rows_of_guides(client, url):
    make.guide("Publik", "Public guide")
    make.guide("Draft", "Secret draft", live=False)
    make.private(make.guide("Privat", "Secret private"))
    make.guide("Planifikuar", "Secret scheduled", live=False, go_live_at=timezone.now() + timedelta(days=1))
    hidden = make.home().add_child(instance=type(make.help_index())(title_sq="Fshehur", title_en="Hidden"))
    hidden.add_child(
        instance=GuidePage(title_sq="Nën", title_en="Secret child", summary_sq="x", company=make.company())
    )
    hidden.unpublish()
    response = client.get(url)
    assertNotContains(response, "Secret ")
    if "search" not in url:
        assertContains(response, "Public guide")


def test_only_public_channels_are_counted(client):
    guide = make.guide()
    make.channel(guide)
    make.channel(guide, "Draft", "Draft", live=False)
    make.private(make.channel(guide, "Privat", "Private"))
    assertContains(client.get("/en/help/"), "1 channel")
    assertContains(client.get(url_in(guide, "en")), "1 way")


def test_help_index_is_filtered_by_topic(client):
    from portal.pages.models import Topic

    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    inside, _outside = make.guide("Brenda", "Inside"), make.guide("Jashtë", "Outside")
    inside.topics = [topic]
    inside.save()
    response = client.get("/en/help/?topic=security")
    assert [guide.title_en for guide in response.context["page_obj"].object_list] == ["Inside"]


def test_feed_holds_only_what_its_language_has(client):
    make.post("Vetëm shqip", "")
    assertContains(client.get("/sq/feed/"), "Vetëm shqip")
    assertNotContains(client.get("/en/feed/"), "Vetëm shqip")


def test_page_that_picks_itself_is_not_shown_to_itself(client):
    page = make.post("Faqja", "The page")
    RelatedPage.objects.create(page=page, target=page)
    assertNotContains(client.get(url_in(page, "en")), 'class="card__title"')


def test_latest_posts_lead_to_all_of_them(client):
    make.post()
    soup = BeautifulSoup(client.get("/en/").content, "html.parser")
    assert soup.find(string="All posts").find_parent("a")["href"] == "/en/blog/"


@pytest.mark.parametrize("slug", ["tema", "search"])
def test_reserved_word_is_refused_by_the_form(admin_client, slug):
    data = admin_forms.article(slug_sq=slug)
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogindexpage", make.home().pk])
    response = admin_client.post(url, data)
    assert "slug_sq" in response.context["form"].errors


def test_channels_follow_their_guide_to_another_company_when_it_is_published():
    guide = make.guide()
    make.channel(guide)
    guide.company = make.company("Netflix")
    draft = guide.save_revision()
    assert HowToPage.objects.get().company == make.company("TikTok")
    draft.publish()
    assert HowToPage.objects.get().company == make.company("Netflix")
