"""When the content of a page last changed: in one language, and never by a mere verification."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from blog.models import BlogPage
from help.models import ChannelStatus
from portal.pages.models import BasePage, ContentVersion
from tests import admin_forms, make

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def post_of_file(for_file):
    with time_machine.travel(FIRST, tick=False):
        return make.post("Titulli", "The title", summary_sq="Përmbledhja.", summary_en="The summary.")


@pytest.fixture
def post(post_of_file):
    return make.fresh(post_of_file)


def changed(page):
    """`{code: datetime}` as it is stored now."""
    return dict(ContentVersion.objects.filter(page=page.pk).values_list("language", "changed_at"))


def publish(page, moment=LATER):
    with time_machine.travel(moment, tick=False):
        page.save_revision().publish()


def test_a_new_page_is_dated_to_its_publication(post):
    assert changed(post) == {"sq": FIRST, "en": FIRST}


def test_publishing_without_a_change_changes_no_date(post):
    publish(BlogPage.objects.get(pk=post.pk))
    assert changed(post) == {"sq": FIRST, "en": FIRST}


@pytest.mark.parametrize("field", ["title_en", "summary_en", "body_en"])
def test_a_text_changes_the_date_of_its_own_language(post, field):
    setattr(post, field, make.body("Another text.") if field == "body_en" else "Another")
    publish(post)
    assert changed(post) == {"sq": FIRST, "en": LATER}


def test_a_fact_changes_the_date_of_every_language():
    with time_machine.travel(FIRST, tick=False):
        channel = make.channel(make.guide())
    channel.address = "https://www.example.com/moved"
    publish(channel)
    assert changed(channel) == {"sq": LATER, "en": LATER}


def test_a_step_changes_the_date_of_its_language():
    with time_machine.travel(FIRST, tick=False):
        channel = make.channel(make.guide())
    step = channel.steps.get()
    step.instruction_en = "<p>Open another page.</p>"
    channel.steps = [step]
    publish(channel)
    assert changed(channel) == {"sq": FIRST, "en": LATER}


def test_pressing_publish_changes_no_date(admin_client):
    """The form writes keys of its own into rich text, and `<b>` for `<strong>`."""
    text = "<p>Një <strong>tekst</strong> me <em>theks</em>.</p>\n<ul>\n<li>Pika</li>\n</ul>"
    with time_machine.travel(FIRST, tick=False):
        titles = {"title_sq": "Mënyra Si të Kontaktoni TikTok-un", "title_en": "Ways to Contact TikTok"}
        guide = make.guide(**titles, introduction_sq=text, introduction_en=text.replace("Një", "A"))
    form = admin_forms.guide(
        slug_sq=guide.slug_sq,
        slug_en=guide.slug_en,
        summary_en="The official ways.",
        introduction_sq=rich_text(guide.introduction_sq),
        introduction_en=rich_text(guide.introduction_en),
        date="2026-03-01",
        company=guide.company_id,
    )
    with time_machine.travel(LATER, tick=False):
        url = reverse("wagtailadmin_pages:edit", args=[guide.pk])
        assert admin_client.post(url, form | {"action-publish": "1"}).status_code == 302
    stored = type(guide).objects.get(pk=guide.pk)
    assert "data-block-key" in stored.introduction_sq
    assert changed(stored) == {"sq": FIRST, "en": FIRST}


def test_a_text_that_stands_in_for_a_missing_one_counts_where_it_is_shown():
    with time_machine.travel(FIRST, tick=False):
        page = make.post("Titulli", "The title", summary_sq="Përmbledhja.")
    page.summary_sq = "Një tjetër."
    publish(page)
    assert changed(page) == {"sq": LATER, "en": LATER}


def test_a_draft_changes_nothing(post):
    post.title_sq = "Ndryshe"
    with time_machine.travel(LATER, tick=False):
        post.save_revision()
    assert changed(post) == {"sq": FIRST, "en": FIRST}


@pytest.mark.parametrize(
    "values", [{"slug_en": "elsewhere"}, {"seo_title_en": "For machines"}, {"show_in_menus": True}]
)
def test_what_no_reader_sees_in_the_text_changes_nothing(post, values):
    for name, value in values.items():
        setattr(post, name, value)
    publish(post)
    assert changed(post) == {"sq": FIRST, "en": FIRST}


def test_verifying_a_channel_changes_no_date(admin_client):
    with time_machine.travel(FIRST, tick=False):
        channel = make.channel(make.guide())
    url = reverse("channel_status:edit", args=[channel.status.pk])
    form = {"state": "works", "reason_sq": "", "reason_en": "", "replacement": "", "verified_on": "2026-03-09"}
    with time_machine.travel(LATER, tick=False):
        assert admin_client.post(url, form).status_code == 302
    assert ChannelStatus.objects.get(channel=channel).verified_on == date(2026, 3, 9)
    assert set(changed(channel).values()) == {FIRST}
    assert set(changed(channel.get_parent()).values()) == {FIRST}


def test_publishing_an_older_draft_is_a_change_of_today(post):
    older = post.save_revision()
    post.title_en = "Newer"
    publish(post)
    evening = datetime(2026, 3, 9, 20, tzinfo=UTC)
    with time_machine.travel(evening, tick=False):
        older.publish()
    assert changed(post) == {"sq": FIRST, "en": evening}


def test_the_page_shows_the_day_of_its_language(client, post):
    post.body_en = make.body("Another text.")
    publish(post)
    assert "9 March 2026" in client.get("/en/blog/the-title/").content.decode()
    assert "9 mars 2026" not in client.get("/sq/blog/titulli/").content.decode()


def test_state_of_the_languages_comes_with_the_page(post, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = BasePage.objects.with_language_state().get(pk=post.pk)
        assert page.changed_at("en") == FIRST
        assert page.stale_languages == set()


def test_a_copy_begins_with_dates_of_its_own(post):
    with time_machine.travel(LATER, tick=False):
        copy = post.copy(update_attrs={"title_sq": "Kopja", "slug_sq": "kopja", "slug_en": "copy"})
    assert changed(copy) == {"sq": LATER, "en": LATER}


def test_migrating_notes_pages_that_were_live_before(post):
    """Dated to their publication, so that the first save without a change moves no date."""
    publish(BlogPage.objects.get(pk=post.pk), FIRST)
    ContentVersion.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert changed(post) == {"sq": FIRST, "en": FIRST}
    publish(BlogPage.objects.get(pk=post.pk))
    assert changed(post) == {"sq": FIRST, "en": FIRST}
