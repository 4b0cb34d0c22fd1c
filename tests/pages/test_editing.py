"""The editor's jobs through Wagtail's real screens: post the form, see the redirect, look at what was stored."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import Workflow, WorkflowState
from wagtail.test.utils.form_data import rich_text, streamfield

from blog.models import BlogPage
from help.models import GuidePage, HowToPage
from portal.pages.models import User
from tests import admin_forms, make

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sq", "en"])
def admin(request, admin_client, admin_user):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = request.param
    profile.save()
    return admin_client


def member_of(group, client):
    user = User.objects.create_user(f"a-{group.lower()}", password="a-long-password")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def create(client, parent, model, data):
    url = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    response = client.post(url, data)
    if response.status_code != 302:
        form = response.context["form"]
        raise AssertionError({"fields": form.errors, "rows": {n: f.errors for n, f in form.formsets.items()}})
    return model.objects.latest("pk")


def edit(client, page, data):
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    if response.status_code != 302:
        form = response.context["form"]
        raise AssertionError({"fields": form.errors, "rows": {n: f.errors for n, f in form.formsets.items()}})
    return type(page).objects.get(pk=page.pk)


def test_article_is_created_and_published_in_either_admin_language(admin, client):
    body = streamfield([("paragraph", rich_text("<p>Përmbajtja.</p>"))])
    data = admin_forms.article(title_en="The title", body_en=body) | {"action-publish": "1"}
    page = create(admin, make.index(), BlogPage, data)
    assert (page.title_sq, page.title_en, page.slug_sq, page.slug_en) == (
        "Titulli",
        "The title",
        "titulli",
        "the-title",
    )
    assert page.live
    assertContains(client.get("/sq/blog/titulli/"), "Pjesa e parë")
    assertContains(client.get("/en/blog/the-title/"), "Përmbajtja.")


def test_saving_english_never_changes_albanian(admin):
    page = make.post("Titulli", "The title", summary_sq="Përmbledhja.")
    data = admin_forms.article(
        title_en="Changed", slug_sq=page.slug_sq, slug_en=page.slug_en, summary_sq="Përmbledhja."
    )
    page = edit(admin, page, data | {"action-publish": "1"})
    assert (page.title_sq, page.title_en, page.summary_sq, page.summary_en) == (
        "Titulli",
        "Changed",
        "Përmbledhja.",
        "",
    )
    assert [block.block_type for block in page.body_sq] == ["heading"]


def test_taken_slug_is_refused_in_the_language_where_it_is_taken(admin):
    make.post("I pari", "The first")
    second = make.post("I dyti", "The second")
    data = admin_forms.article(slug_sq=second.slug_sq, slug_en="the-first", title_en="The second")
    response = admin.post(reverse("wagtailadmin_pages:edit", args=[second.pk]), data)
    assert "slug_en" in response.context["form"].errors
    assert "slug_sq" not in response.context["form"].errors


def test_albanian_title_is_required(admin):
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", make.index().pk])
    response = admin.post(url, admin_forms.article(title_sq="", title_en="Only English"))
    assert "title_sq" in response.context["form"].errors


def test_channel_with_steps_facts_and_hours_is_stored_once_for_both_languages(admin, client):
    guide = make.guide()
    steps = [
        admin_forms.step("Shtypni videon.", "Press the video.", case_sq="Video", case_en="Clip", order=1),
        admin_forms.step("Zgjidhni “Raporto”.", "Choose “Report”.", order=2),
        admin_forms.step("Shtypni komentin.", "Press the comment.", case_sq="Koment", case_en="Comment", order=3),
    ]
    data = admin_forms.channel(
        steps=steps,
        checklist=[{"text_sq": "Emri juaj", "text_en": "Your name", "ORDER": 1}],
        slots=[{"days": "daily", "opens": "22:00", "closes": "02:00", "ORDER": 1}],
        timezone="Europe/Tirane",
    )
    data |= {"countries": ["AL", "XK"], "spoken_languages": ["sq", "en"], "action-publish": "1"}
    page = create(admin, guide, HowToPage, data)
    assert page.countries == ["AL", "XK"]
    assert [group["case"].case_sq for group in page.step_groups] == ["Video", "Koment"]
    assert page.opening_slots.get().is_overnight
    albanian = client.get("/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/formulari/")
    assertContains(albanian, "Shtypni videon.")
    assertContains(albanian, "22:00–02:00")
    english = client.get("/en/help/ways-to-contact-tiktok/the-form/")
    assertContains(english, "Press the video.")
    assertContains(english, "Albania")


def test_reordering_steps_reorders_both_languages(admin):
    channel = make.channel(make.guide(), steps=["Një", "Dy"])
    first, second = channel.steps.all()
    steps = [
        admin_forms.step("Një", "One", order=2, id=first.pk),
        admin_forms.step("Dy", "Two", order=1, id=second.pk),
    ]
    data = admin_forms.channel(slug_sq=channel.slug_sq, slug_en=channel.slug_en)
    from wagtail.test.utils.form_data import inline_formset, nested_form_data

    data |= nested_form_data({"steps": inline_formset(steps, initial=2)})
    channel = edit(admin, channel, data | {"action-publish": "1"})
    assert [str(step) for step in channel.steps.all()] == ["Dy", "Një"]
    assert ["Two" in step.instruction_en for step in channel.steps.all()] == [True, False]


@pytest.mark.parametrize(
    ("kind", "address", "stored"),
    [
        ("x_message", "https://x.com/TikTokSupport", "@TikTokSupport"),
        ("x_message", "TikTokSupport", "@TikTokSupport"),
        ("phone", "+1 (800) 275-2273", "+18002752273"),
        ("email", " mailto:press@example.com ", "press@example.com"),
    ],
)
def test_address_is_normalised_by_its_kind(admin_client, kind, address, stored):
    data = admin_forms.channel(kind=kind, address=address) | {"action-publish": "1"}
    assert create(admin_client, make.guide(), HowToPage, data).address == stored


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("web_form", "example.com"),
        ("web_form", "javascript:alert(1)"),
        ("email", "nobody"),
        ("phone", "044123"),
        ("x_message", "two words"),
    ],
)
def test_address_that_does_not_fit_its_kind_is_refused(admin_client, kind, address):
    url = reverse("wagtailadmin_pages:add", args=["help", "howtopage", make.guide().pk])
    response = admin_client.post(url, admin_forms.channel(kind=kind, address=address) | {"action-publish": "1"})
    assert "address" in response.context["form"].errors


def test_source_is_needed_to_publish_but_not_to_save_a_draft(admin_client):
    guide = make.guide()
    draft = create(admin_client, guide, HowToPage, admin_forms.channel(source_url=""))
    assert not draft.live
    data = admin_forms.channel(source_url="", slug_sq=draft.slug_sq, slug_en=draft.slug_en)
    response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data | {"action-publish": "1"})
    assert "source_url" in response.context["form"].errors


def test_hours_need_a_zone(admin_client):
    slots = [{"days": "daily", "opens": "08:00", "closes": "17:00", "ORDER": 1}]
    url = reverse("wagtailadmin_pages:add", args=["help", "howtopage", make.guide().pk])
    response = admin_client.post(url, admin_forms.channel(slots=slots) | {"action-publish": "1"})
    assert "timezone" in response.context["form"].errors


def draft_guide():
    guide = make.guide(live=False)
    guide.save_revision()
    for name in ["Kanali i parë", "Kanali i dytë"]:
        channel = make.channel(guide, name, "", live=False)
        channel.save_revision()
    return guide


def guide_form(guide, **values):
    return admin_forms.guide(slug_sq=guide.slug_sq, slug_en=guide.slug_en, **values)


def test_guide_is_published_together_with_its_draft_channels(admin, client):
    guide = draft_guide()
    guide = edit(admin, guide, guide_form(guide) | {"action-publish": "1"})
    response = client.get(guide.url)
    assertContains(response, "Kanali i parë")
    assertContains(response, "Kanali i dytë")
    assert HowToPage.objects.live().count() == 2


def test_guide_leaves_its_drafts_alone_when_told_so(admin_client):
    guide = draft_guide()
    data = guide_form(guide)
    del data["publishes_channels"]
    edit(admin_client, guide, data | {"action-publish": "1"})
    assert not HowToPage.objects.live().exists()


def test_channel_taken_down_earlier_does_not_come_back_with_its_guide(admin_client):
    guide = draft_guide()
    guide = edit(admin_client, guide, guide_form(guide) | {"action-publish": "1"})
    HowToPage.objects.live().first().unpublish()
    guide = edit(admin_client, guide, guide_form(guide) | {"action-publish": "1"})
    assert HowToPage.objects.live().count() == 1


def test_guide_with_an_incomplete_channel_is_not_published_and_says_why(admin_client):
    guide = draft_guide()
    incomplete = make.channel(guide, "Pa burim", "", live=False, source_url="")
    incomplete.save_revision(clean=False)
    url = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    response = admin_client.post(url, guide_form(guide) | {"action-publish": "1"})
    assert "Pa burim" in str(response.context["form"].errors["publishes_channels"])
    assert not GuidePage.objects.live().exists()


def test_guide_and_channels_are_scheduled_together(admin_client, client, time_machine):
    guide = draft_guide()
    tomorrow = timezone.localtime() + timedelta(days=1)
    data = guide_form(guide, go_live_at=tomorrow.strftime("%Y-%m-%d %H:%M"))
    edit(admin_client, guide, data | {"action-publish": "1"})
    assert not GuidePage.objects.live().exists()
    assert client.get(guide.url).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=2), tick=False)
    call_command("publish_scheduled")
    assertContains(client.get(guide.url), "Kanali i dytë")
    assert HowToPage.objects.live().count() == 2


def test_guide_is_moderated_with_its_channels(client):
    guide = draft_guide()
    member_of("Editors", client)
    edit(client, guide, guide_form(guide) | {"action-submit": "1"})
    assert not GuidePage.objects.live().exists()
    state = WorkflowState.objects.get()
    member_of("Moderators", client)
    task = state.current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[guide.pk, "approve", task.pk])
    client.post(url, {"comment": ""})
    assert GuidePage.objects.live().count() == 1
    assert HowToPage.objects.live().count() == 2


def test_default_workflow_is_there_for_the_whole_tree():
    assert Workflow.objects.get().name
    assert make.home().get_workflow() == Workflow.objects.get()


@pytest.mark.parametrize("language", ["sq", "en"])
def test_preview_in_each_language_shows_draft_channels(admin_client, language):
    guide = draft_guide()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[guide.pk])
    admin_client.post(url, guide_form(guide))
    response = admin_client.get(url, {"mode": language})
    assertContains(response, "Kanali i parë")
    assertContains(response, {"sq": "Mënyra Si të", "en": "Ways to"}[language])
    assertContains(response, f'<html lang="{language}"')


def test_preview_of_a_channel_shows_the_edited_text(admin_client):
    channel = make.channel(make.guide())
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[channel.pk])
    data = admin_forms.channel(title_sq="Titull i ri", slug_sq=channel.slug_sq, slug_en=channel.slug_en)
    assert admin_client.post(url, data).json()["is_valid"]
    assertContains(admin_client.get(url, {"mode": "sq"}), "Titull i ri")


def test_comparison_of_two_revisions_opens(admin_client):
    page = make.post()
    page.save_revision()
    page.title_en = "Another"
    page.save_revision()
    first, last = page.revisions.order_by("pk").first(), page.revisions.order_by("pk").last()
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk])
    assertContains(admin_client.get(url), "Another")


@pytest.mark.parametrize(("group", "may"), [("Editors", False), ("Moderators", True), ("Shop", False)])
def test_who_may_publish_and_keep_companies(client, group, may):
    page = make.post(live=False)
    member_of(group, client)
    user = User.objects.latest("pk")
    assert page.permissions_for_user(user).can_publish() is may
    assert user.has_perm("pages.add_company") is may
    assert user.has_perm("help.retire_channel") is may
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert not user.has_perm("pages.change_sitesettings")


def test_tabs_are_the_languages_and_the_facts(admin_client):
    response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[make.post().pk]))
    for tab in ["tab-label-shqip", "tab-label-english"]:
        assertContains(response, tab)
    assertContains(response, "Fakte &amp; cilësimet")
    assertNotContains(response, 'name="title"')
