"""A changed meaning makes translations stale when it is published, through the real edit form or any other way."""

from copy import deepcopy
from datetime import timedelta
from time import monotonic

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import PageLogEntry, Revision, WorkflowState
from wagtail.users.models import UserProfile

from blog.models import BlogPage
from help.models import GuidePage, HowToPage
from portal.pages import staleness
from portal.pages.models import HomePage, MeaningChange, PublishedText, StaleTranslation
from portal.pages.texts import units_of
from portal.translating.radar import marked_difference
from tests import make
from tests.pages.test_editing import member_of
from tests.translating.forms import live_channel, post, posted, stale, ticked

pytestmark = pytest.mark.django_db

INTRODUCTION = ("introduction", "en")
PUBLIC_EN = "/en/help/ways-to-contact-tiktok/the-form/"


@pytest.fixture(params=["sq", "en"])
def admin(request, admin_client, admin_user):
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = request.param
    profile.save()
    return admin_client


@pytest.fixture(scope="module")
def channel_of_file(for_file):
    return live_channel()


@pytest.fixture
def channel(channel_of_file):
    return deepcopy(channel_of_file)


def publish_stale(client, channel):
    post(client, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."))
    return StaleTranslation.objects.get(page=channel.pk)


def confirm(client, mark, **data):
    seen = staleness_seen(client, mark)
    return client.post(reverse("translating:still_fine", args=[mark.pk]), {"seen": seen} | data)


def staleness_seen(client, mark):
    answer = client.get(reverse("translating:still_fine", args=[mark.pk]))
    return BeautifulSoup(answer.content, "html.parser").find("input", attrs={"name": "seen"})["value"]


# What raises a mark


def test_tick_takes_effect_at_publication_in_either_admin_language(admin, channel):
    data = posted(channel, ["introduction"], introduction="Krejt tjetër.")
    post(admin, channel, data, action=None)
    assert stale(channel) == {}
    assert ticked(admin, channel) == {"introduction"}
    post(admin, channel, data)
    assert stale(channel) == {INTRODUCTION: "Hyrje."}
    assert ticked(admin, channel) == set()


def test_change_without_a_tick_raises_nothing(admin, channel):
    post(admin, channel, posted(channel, introduction="Hyrje e saktë."))
    assert stale(channel) == {}


def test_tick_without_a_change_raises_nothing(admin, channel):
    post(admin, channel, posted(channel, ["introduction", "title", "steps.instruction"]))
    assert stale(channel) == {}
    assert not MeaningChange.objects.exists()


def test_text_without_a_translation_is_not_stale(admin, channel):
    post(admin, channel, posted(channel, introduction_en=""))
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër.", introduction_en=""))
    assert stale(channel) == {}


def test_translation_that_changes_in_the_same_publication_is_not_stale(admin, channel):
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër.", introduction_en="All new."))
    assert stale(channel) == {}


def test_rows_are_one_text_for_each_of_their_fields(admin, channel):
    post(admin, channel, posted(channel, ["steps.instruction"], step="Hapni aplikacionin.", tip_sq="Ngadalë."))
    assert stale(channel) == {("steps.instruction", "en"): "Hapni faqen."}


def test_new_row_in_the_draft_has_its_text(admin, channel):
    data = posted(channel, ["steps.instruction"])
    new = {key.replace("steps-0-", "steps-1-"): "" for key in data if key.startswith("steps-0-")}
    new |= {"steps-TOTAL_FORMS": "2", "steps-1-ORDER": "2", "steps-1-instruction_sq": data["steps-0-instruction_sq"]}
    new["steps-1-instruction_sq"] = new["steps-1-instruction_sq"].replace("Hapni faqen.", "Dërgojeni.")
    new["steps-1-instruction_en"] = data["steps-0-instruction_en"].replace("EN Hapni faqen.", "")
    post(admin, channel, data | new, action=None)
    assert stale(channel) == {}
    post(admin, channel, posted_again(admin, channel, data | new))
    assert stale(channel) == {("steps.instruction", "en"): "Hapni faqen."}


def posted_again(client, channel, data):
    """The same form once more, with the row ids that the first save gave."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[channel.pk])).context["form"]
    forms = form.formsets["steps"].forms
    ids = {f"steps-{place}-id": str(row.instance.pk or "") for place, row in enumerate(forms)}
    return data | ids | {"steps-INITIAL_FORMS": str(len([key for key in ids.values() if key]))}


def test_reordered_or_deleted_rows_are_no_new_text(channel):
    second = channel.steps.create(sort_order=2, instruction_sq="<p>Dytë.</p>", instruction_en="<p>Second.</p>")
    channel.save()
    channel = HowToPage.objects.get(pk=channel.pk)
    rows = list(channel.steps.all())
    rows[0].sort_order, rows[1].sort_order = 2, 1
    channel.steps = rows
    channel.ticked_units = ["steps.instruction"]
    channel.save_revision().publish()
    assert stale(channel) == {}
    channel = HowToPage.objects.get(pk=channel.pk)
    channel.steps.remove(channel.steps.get(pk=second.pk))
    channel.ticked_units = ["steps.instruction"]
    channel.save_revision().publish()
    assert stale(channel) == {}


def test_page_that_was_never_public_offers_no_ticks(admin):
    draft = make.channel(make.guide(), live=False)
    answer = admin.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert "meaning_changes" not in answer.context["form"].fields
    assertNotContains(answer, "meaning_changes")
    post(admin, draft, posted(draft, ["introduction"], introduction="Krejt tjetër."))
    assert stale(draft) == {}


def test_page_that_was_unpublished_is_compared_with_what_readers_had(admin, channel):
    channel.unpublish()
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."), action=None)
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."))
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_live_page_from_before_the_radar_is_compared_with_its_stored_text(admin, channel):
    PublishedText.objects.all().delete()
    publish_stale(admin, channel)
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


# Ticks belong to the draft


def test_later_draft_carries_the_tick_along_until_it_is_unticked(admin, channel):
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."), action=None)
    HowToPage.objects.get(pk=channel.pk).get_latest_revision_as_object().save_revision()
    assert ticked(admin, channel) == {"introduction"}
    post(admin, channel, posted(channel, introduction="Krejt tjetër."), action=None)
    assert ticked(admin, channel) == set()
    post(admin, channel, posted(channel, introduction="Krejt tjetër."))
    assert stale(channel) == {}


def test_autosave_overwrites_the_draft_and_its_ticks(admin, channel):
    first = post(
        admin, channel, posted(channel, ["introduction", "title"]), None, HTTP_ACCEPT="application/json"
    ).json()
    again = posted(channel, ["introduction"], introduction="Krejt tjetër.")
    again |= {"overwrite_revision_id": first["revision_id"]}
    second = post(admin, channel, again, None, HTTP_ACCEPT="application/json").json()
    assert second["revision_id"] == first["revision_id"]
    assert list(MeaningChange.objects.values_list("revision", "unit")) == [(first["revision_id"], "introduction")]
    assert stale(channel) == {}
    assert ticked(admin, channel) == {"introduction"}
    Revision.objects.get(pk=first["revision_id"]).publish()
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_tick_alone_is_a_change_of_the_draft(admin, channel):
    form_class = type(admin.get(reverse("wagtailadmin_pages:edit", args=[channel.pk])).context["form"])
    data = posted(channel, ["introduction"])
    assert "meaning_changes" in form_class(data, instance=channel, parent_page=channel.get_parent()).changed_data


def test_older_draft_is_reopened_with_its_own_ticks(admin, channel):
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."), action=None)
    older = channel.revisions.latest("created_at")
    post(admin, channel, posted(channel, ["title"], title_sq="Formulari i ri"), action=None)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[channel.pk, older.pk])
    assert admin.get(url).context["form"]["meaning_changes"].value() == ["introduction"]
    assert ticked(admin, channel) == {"title"}


def test_tick_is_used_up_by_its_publication(admin, channel):
    mark = publish_stale(admin, channel)
    confirm(admin, mark)
    channel = HowToPage.objects.get(pk=channel.pk)
    channel.introduction_sq = "<p>Krejt tjetër!</p>"
    channel.save()
    assert stale(channel) == {}


@pytest.mark.parametrize("kind", ["made-up", "steps.nothing", "title'--"])
def test_tick_for_a_text_that_is_not_there_is_refused(admin_client, channel, kind):
    answer = admin_client.post(
        reverse("wagtailadmin_pages:edit", args=[channel.pk]), posted(channel, [kind]) | {"action-publish": "1"}
    )
    assert "meaning_changes" in answer.context["form"].errors
    assert not MeaningChange.objects.exists()


# Every way to publish


def test_scheduled_publication_raises_the_mark_when_it_is_due(admin, channel, time_machine):
    due = timezone.localtime() + timedelta(hours=1)
    data = posted(channel, ["introduction"], introduction="Krejt tjetër.")
    post(admin, channel, data | {"go_live_at": due.strftime("%Y-%m-%d %H:%M")})
    assert stale(channel) == {}
    assert ticked(admin, channel) == {"introduction"}
    time_machine.move_to(timezone.now() + timedelta(hours=2), tick=False)
    call_command("publish_scheduled")
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_approved_draft_raises_the_mark(client, channel):
    editor = member_of("Editors", client)
    post(editor, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."), action="action-submit")
    assert stale(channel) == {}
    moderator = member_of("Moderators", client)
    task = WorkflowState.objects.get().current_task_state
    moderator.post(reverse("wagtailadmin_pages:workflow_action", args=[channel.pk, "approve", task.pk]))
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_publication_from_a_list_raises_the_mark(admin_client, channel):
    post(admin_client, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."), action=None)
    url = reverse("wagtail_bulk_action", args=["pages", "basepage", "publish"])
    admin_client.post(f"{url}?id={channel.pk}")
    assert "Krejt tjetër." in HowToPage.objects.get(pk=channel.pk).introduction_sq
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_draft_is_compared_with_the_live_page(admin, channel):
    post(admin, channel, posted(channel, ["introduction"], introduction="Krejt tjetër."), action=None)
    revision = channel.revisions.latest("created_at")
    url = reverse("wagtailadmin_pages:revisions_compare", args=[channel.pk, "live", revision.pk])
    assertContains(admin.get(url), "Krejt tjetër.")


# What clears a mark, and what does not


def test_changed_translation_clears_the_mark(admin, channel):
    publish_stale(admin, channel)
    post(admin, channel, posted(channel, introduction="Krejt tjetër.", introduction_en="All new."), action=None)
    assert stale(channel) != {}
    post(admin, channel, posted(channel, introduction="Krejt tjetër.", introduction_en="All new."))
    assert stale(channel) == {}


def test_typo_fix_clears_nothing(admin, channel):
    publish_stale(admin, channel)
    post(admin, channel, posted(channel, introduction="Krejt tjetër!"))
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_second_change_keeps_the_text_that_the_translation_was_made_from(admin, channel):
    since = publish_stale(admin, channel).since
    post(admin, channel, posted(channel, ["introduction"], introduction="Edhe njëherë tjetër."))
    assert stale(channel) == {INTRODUCTION: "Hyrje."}
    assert StaleTranslation.objects.get().since == since


def test_deleted_translation_is_no_longer_stale(admin, channel):
    publish_stale(admin, channel)
    post(admin, channel, posted(channel, introduction="Krejt tjetër.", introduction_en=""))
    assert stale(channel) == {}


def test_still_fine_clears_until_the_next_change_of_meaning(admin, channel):
    mark = publish_stale(admin, channel)
    assert confirm(admin, mark).status_code == 302
    assert stale(channel) == {}
    post(admin, channel, posted(channel, introduction="Krejt tjetër!"))
    assert stale(channel) == {}
    post(admin, channel, posted(channel, ["introduction"], introduction="Prapë tjetër."))
    assert stale(channel) == {INTRODUCTION: "Krejt tjetër!"}


def test_still_fine_is_in_the_pages_history(admin, channel):
    confirm(admin, publish_stale(admin, channel))
    entry = PageLogEntry.objects.get(action="translating.still_fine")
    assert entry.data == {"language": "en", "unit": "introduction"}
    history = admin.get(reverse("wagtailadmin_pages:history", args=[channel.pk]))
    with override(history.context["LANGUAGE_CODE"]):
        assertContains(history, entry.message)


def test_text_that_changed_again_is_not_confirmed_unseen(admin, channel):
    mark = publish_stale(admin, channel)
    seen = staleness_seen(admin, mark)
    post(admin, channel, posted(channel, introduction="Edhe njëherë tjetër."))
    url = reverse("translating:still_fine", args=[mark.pk])
    assert admin.post(url, {"seen": seen}).status_code == 302
    assert admin.post(url, {"seen": seen}, HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 409
    assert admin.post(url).status_code == 302
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_only_who_may_edit_the_page_confirms(client, admin_client, channel, django_user_model):
    mark = publish_stale(admin_client, channel)
    url = reverse("translating:still_fine", args=[mark.pk])
    client.logout()
    assert client.post(url).status_code == 302
    from django.contrib.auth.models import Permission

    stranger = django_user_model.objects.create_user("stranger", password="a-long-password")
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    assert client.post(url, HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code in {302, 403}
    assert stale(channel) != {}
    editor = member_of("Editors", client)
    confirm(editor, mark)
    assert stale(channel) == {}


def test_link_alone_confirms_nothing_and_a_forged_post_is_refused(admin_user, channel, client):
    client.force_login(admin_user)
    mark = publish_stale(client, channel)
    client.get(reverse("translating:still_fine", args=[mark.pk]))
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(reverse("translating:still_fine", args=[mark.pk]), {"seen": "x"}).status_code == 403
    assert stale(channel) != {}


# Older drafts


def versions(client, channel, *forms):
    """Publish each of these forms; returns the revisions, the first being the page as it was."""
    revisions = [channel.live_revision]
    for form in forms:
        post(client, channel, posted(channel, **form))
        revisions.append(HowToPage.objects.get(pk=channel.pk).live_revision)
    return revisions


def test_going_back_to_the_old_meaning_clears_the_mark(admin_client, channel):
    before, _changed = versions(admin_client, channel, {"ticks": ["introduction"], "introduction": "Krejt tjetër."})
    before.publish()
    assert stale(channel) == {}


def test_older_draft_that_brings_back_an_old_translation_makes_it_stale_again(admin_client, channel):
    revisions = versions(
        admin_client,
        channel,
        {"ticks": ["introduction"], "introduction": "Krejt tjetër."},
        {"introduction": "Krejt tjetër.", "introduction_en": "All new."},
    )
    assert stale(channel) == {}
    revisions[1].publish()
    assert stale(channel) == {INTRODUCTION: "Hyrje."}
    revisions[2].publish()
    assert stale(channel) == {}


def test_older_draft_does_not_clear_a_mark_with_an_even_older_translation(admin_client, channel):
    original = channel.live_revision
    post(admin_client, channel, posted(channel, introduction_en="A better introduction."))
    post(
        admin_client,
        channel,
        posted(channel, ["introduction"], introduction="Krejt tjetër.", introduction_en="A better introduction."),
    )
    old = original.as_object()
    old.introduction_sq = "<p>Krejt tjetër.</p>"
    old.save_revision().publish()
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_publishing_the_same_draft_again_does_not_undo_still_fine(admin_client, channel):
    confirm(admin_client, publish_stale(admin_client, channel))
    HowToPage.objects.get(pk=channel.pk).latest_revision.publish()
    assert stale(channel) == {}


def test_former_translations_are_forgotten_in_time(channel):
    for number in range(30):
        channel.introduction_en = f"<p>Version {number}.</p>"
        channel.save()
    assert PublishedText.objects.filter(page=channel.pk, unit="introduction", language="en").count() < 15


# Copies, aliases, languages that go


def test_copy_begins_with_the_marks_of_its_texts_and_clears_its_own(admin_client, channel):
    publish_stale(admin_client, channel)
    data = {"new_title": "Kopja", "new_slug": "kopja", "new_parent_page": channel.get_parent().pk}
    admin_client.post(reverse("wagtailadmin_pages:copy", args=[channel.pk]), data)
    copy = HowToPage.objects.exclude(pk=channel.pk).get()
    assert stale(copy) == {INTRODUCTION: "Hyrje."}
    post(admin_client, copy, posted(copy, introduction="Krejt tjetër.", introduction_en="All new."))
    assert stale(copy) == {}
    assert stale(channel) == {INTRODUCTION: "Hyrje."}


def test_guide_is_copied_with_the_marks_of_its_channels(admin_client, channel):
    publish_stale(admin_client, channel)
    guide = GuidePage.objects.get()
    data = {"new_title": "Kopja", "new_slug": "kopja", "new_parent_page": guide.get_parent().pk}
    data |= {"copy_subpages": "on", "publish_copies": "on"}
    admin_client.post(reverse("wagtailadmin_pages:copy", args=[guide.pk]), data)
    copy = HowToPage.objects.exclude(pk=channel.pk).get()
    assert copy.live
    assert stale(copy) == {INTRODUCTION: "Hyrje."}


def test_alias_has_the_marks_of_its_original(admin_client, channel):
    alias = channel.create_alias(parent=channel.get_parent(), update_slug="alias")
    mark = publish_stale(admin_client, channel)
    assert stale(alias) == {INTRODUCTION: "Hyrje."}
    on_alias = StaleTranslation.objects.get(page=alias.pk)
    assert admin_client.get(reverse("translating:still_fine", args=[on_alias.pk])).status_code == 404
    confirm(admin_client, mark)
    assert stale(alias) == {}


def test_mark_in_a_language_that_the_site_has_given_up_is_harmless(admin_client, channel):
    StaleTranslation.objects.create(page_id=channel.pk, language="it", unit="introduction")
    StaleTranslation.objects.create(page_id=channel.pk, language="en", unit="a_field_of_old")
    for url in [
        reverse("wagtailadmin_pages:edit", args=[channel.pk]),
        reverse("wagtailadmin_explore", args=[channel.get_parent().pk]),
        reverse("translating:report"),
        PUBLIC_EN,
    ]:
        assert admin_client.get(url).status_code == 200
    post(admin_client, channel, posted(channel))
    assert set(stale(channel)) <= {("introduction", "it")}


# What readers see


def test_readers_of_the_translation_are_told_until_somebody_confirms(admin_client, client, channel):
    before = BeautifulSoup(client.get(PUBLIC_EN).content, "html.parser")
    assert not before.select("main .notice")
    mark = publish_stale(admin_client, channel)
    client.logout()
    told = BeautifulSoup(client.get(PUBLIC_EN).content, "html.parser")
    assert told.select("main .notice"), "no notice"
    albanian = client.get("/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/formulari/")
    assert not BeautifulSoup(albanian.content, "html.parser").select("main .notice")
    for rel in ["canonical", "alternate"]:
        links = [[link["href"] for link in soup.select(f"link[rel={rel}]")] for soup in (before, told)]
        assert links[0] == links[1]
        assert links[0]
    staleness.confirm(mark)
    assert not BeautifulSoup(client.get(PUBLIC_EN).content, "html.parser").select("main .notice")


@pytest.mark.parametrize("unit", ["seo_title", "search_description"])
def test_what_only_search_engines_show_tells_readers_nothing(client, channel, unit):
    StaleTranslation.objects.create(page_id=channel.pk, language="en", unit=unit)
    assert not BeautifulSoup(client.get(PUBLIC_EN).content, "html.parser").select("main .notice")
    assert HowToPage.objects.get(pk=channel.pk).stale_languages == set()
    StaleTranslation.objects.create(page_id=channel.pk, language="en", unit="title")
    assert HowToPage.objects.get(pk=channel.pk).stale_languages == {"en"}
    assert HowToPage.objects.with_language_state().get(pk=channel.pk).stale_languages == {"en"}


# The edit form


def every_page():
    channel = live_channel()
    return [HomePage.objects.get(), make.index(), make.post(), channel.guide, channel]


def test_every_text_has_its_box_and_its_note(admin):
    for channel in every_page():
        type(channel).objects.filter(pk=channel.pk).update(first_published_at=timezone.now())
        for unit in units_of(type(channel)):
            StaleTranslation.objects.create(page_id=channel.pk, language="en", unit=unit.name)
        answer = admin.get(reverse("wagtailadmin_pages:edit", args=[channel.pk]))
        soup, form = BeautifulSoup(answer.content, "html.parser"), answer.context["form"]
        boxes = [box["value"] for box in soup.select("input[name=meaning_changes]")]
        names = [unit.name for unit in units_of(type(channel)) if unit.relation or f"{unit.field}_sq" in form.fields]
        assert sorted(boxes) == sorted(names), type(channel)
        assert len(soup.select("[data-stale]")) == len(names), type(channel)
        ids = [element["id"] for element in soup.select("[id]")]
        assert len(ids) == len(set(ids))


def test_note_shows_the_difference_in_words_and_escapes_it(admin_client, channel):
    channel.introduction_sq = "<p>Hyrje e &lt;script&gt;alert(1)&lt;/script&gt; vjetër.</p>"
    channel.save()
    post(admin_client, channel, posted(channel, ["introduction"], introduction="Hyrje e re."))
    answer = admin_client.get(reverse("wagtailadmin_pages:edit", args=[channel.pk]))
    assertNotContains(answer, "<script>alert(1)")
    note = BeautifulSoup(answer.content, "html.parser").select_one("#tab-english [data-stale]")
    assert "re" in note.ins.get_text()
    assert "vjetër" in " ".join(deleted.get_text() for deleted in note.select("del"))
    assert note.ins.select_one(".w-sr-only").get_text(strip=True)
    assert note.select_one(".kanal-difference")["lang"] == "sq"


def test_long_difference_is_folded(admin_client, channel):
    post(admin_client, channel, posted(channel, ["introduction"], introduction="fjalë " * 80))
    soup = BeautifulSoup(admin_client.get(reverse("wagtailadmin_pages:edit", args=[channel.pk])).content, "html.parser")
    details = soup.select_one("[data-stale] details")
    assert not details.has_attr("open")


def test_difference_of_huge_texts_is_found_at_once_and_says_the_same():
    old = " ".join(f"Fjalia numër {number} mbetet." for number in range(10_000))
    new = old.replace("numër 500 mbetet", "numër 500 ndryshon")
    started = monotonic()
    html = str(marked_difference(old, new))
    assert monotonic() - started < 2
    soup = BeautifulSoup(html, "html.parser")
    assert "500 mbetet." in soup.select_one("del").get_text()
    assert "500 ndryshon." in soup.select_one("ins").get_text()
    assert len(soup.select("ins, del")) == 2


# Lists


def test_list_of_pages_marks_what_is_stale_without_a_query_for_each(
    admin_client, channel, django_assert_max_num_queries
):
    url = reverse("wagtailadmin_explore", args=[channel.get_parent().pk])
    publish_stale(admin_client, channel)
    assertContains(admin_client.get(url), "kanal-stale-mark", count=1)
    for number in range(4):
        other = make.channel(channel.guide, f"Kanali {number}", f"Channel {number}")
        StaleTranslation.objects.create(page_id=other.pk, language="en", unit="title")
    assertContains(admin_client.get(url), "kanal-stale-mark", count=5)
    unmarked = make.channel(channel.guide, "I fundit", "The last")
    StaleTranslation.objects.all().delete()
    without = queries(admin_client, url)
    for other in HowToPage.objects.exclude(pk=unmarked.pk):
        StaleTranslation.objects.create(page_id=other.pk, language="en", unit="title")
    assert queries(admin_client, url) == without


def queries(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(url)
    return len(captured)


def test_article_is_watched_like_a_channel(admin_client):
    article = make.post("Titulli", "The title")
    article.ticked_units = ["body", "title"]
    article.body_sq = make.body("Krejt tjetër.")
    article.save_revision().publish()
    assert stale(BlogPage.objects.get()) == {("body", "en"): "Teksti i Titulli."}


def rewrite(channel, ticks=(), **texts):
    """Publish a channel with other instructions: `one_sq="…"` is the first step's Albanian."""
    channel = HowToPage.objects.get(pk=channel.pk)
    steps = list(channel.steps.all())
    for name, text in texts.items():
        place, code = name.split("_")
        setattr(steps[["one", "two", "three"].index(place)], f"instruction_{code}", f"<p>{text}</p>")
    channel.steps = steps
    channel.ticked_units = list(ticks)
    channel.save_revision().publish()
    return HowToPage.objects.get(pk=channel.pk)


def test_a_row_stays_stale_until_its_own_translation_follows(channel):
    """Three steps; the first and the third mean something else now. Work on the second says nothing of them."""
    for number in [2, 3]:
        texts = {"instruction_sq": f"<p>Hapi {number}.</p>", "instruction_en": f"<p>Step {number}.</p>"}
        channel.steps.create(sort_order=number, **texts)
    channel.save()
    rewrite(channel, ["steps.instruction"], one_sq="Krejt ndryshe.", three_sq="Edhe kjo.")
    mark = {("steps.instruction", "en"): "Hapni faqen.\nHapi 2.\nHapi 3."}
    assert stale(channel) == mark
    rewrite(channel, two_en="Step 2, thanks.")
    assert stale(channel) == mark
    rewrite(channel, one_en="Something else.")
    assert stale(channel) == mark
    rewrite(channel, three_en="This one, too.")
    assert stale(channel) == {}
