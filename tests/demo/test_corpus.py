"""Made-up pages are like those that editors have made: saved anew, nothing about them changes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.translation import override
from wagtail.models import ReferenceIndex

from blog.models import BlogPage
from help.models import ChannelChange, GuidePage, HowToPage
from portal.demo.corpus.growing import SCORE, grow
from portal.demo.models import LoadedPiece
from portal.pages.languages import codes, localized_name, value_in
from portal.pages.models import BasePage, ContentVersion, PublishedText
from portal.search.indexing import index_page
from portal.search.models import Posting, SearchEntry
from portal.sharing.models import ShortLink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# What `save` itself may renew of a page.
COLUMNS = [field.attname for field in BasePage._meta.concrete_fields if field.attname != "latest_revision_created_at"]


@pytest.fixture
def made():
    """The pages of two scores."""
    before = set(BasePage.objects.values_list("pk", flat=True))
    grow(2 * SCORE)
    return BasePage.objects.exclude(pk__in=before).order_by("path")


def columns(pages):
    with override("sq"):
        return {row["pk"]: row for row in pages.rewrite(False).values("pk", *COLUMNS)}


def words(pages):
    rows = Posting.objects.filter(entry__page__in=pages).values_list("entry__page", "entry__language", "word", "weight")
    return sorted(rows)


def entries(pages):
    names = ["page", "language", "name", "title", "heading", "step", "body", "kind", "company", "topics", "ranks_last"]
    return sorted(SearchEntry.objects.filter(page__in=pages).values_list(*names), key=lambda row: row[:2])


def texts(pages):
    names = ["page", "unit", "language", "text", "source", "words", "is_live"]
    return sorted(PublishedText.objects.filter(page__in=pages).values_list(*names))


def test_a_page_saved_anew_is_the_same(made):
    before = columns(made), words(made), texts(made), list(ContentVersion.objects.order_by("pk").values())
    changes, links = ChannelChange.objects.count(), ShortLink.objects.count()
    for page in made.specific():
        page.save()
    assert before == (columns(made), words(made), texts(made), list(ContentVersion.objects.order_by("pk").values()))
    assert (changes, links) == (ChannelChange.objects.count(), ShortLink.objects.count())


def test_the_index_is_as_written_one_by_one(made):
    before = entries(made), words(made)
    SearchEntry.objects.filter(page__in=made).delete()
    for page in made.specific():
        index_page(page)
    assert (entries(made), words(made)) == before
    assert len(before[0]) > made.count()  # in both languages, most of them


def test_what_they_refer_to_is_known(made):
    def known():
        rows = ReferenceIndex.objects.filter(object_id__in=[str(page.pk) for page in made])
        return sorted(rows.values_list("object_id", "to_object_id", "model_path", "content_path"))

    before = known()
    for page in made.specific():
        ReferenceIndex.create_or_update_for_object(page)
    assert before
    assert known() == before


def test_the_tree_is_sound(made):
    assert BasePage.find_problems() == ([], [], [], [], [])
    out = StringIO()
    call_command("fixtree", interactive=False, stdout=out)
    assert "No problems found" in out.getvalue()


def test_readers_can_open_every_public_one(made, client):
    public = list(made.published())
    assert {type(page.specific) for page in public} == {BlogPage, GuidePage, HowToPage}
    for page in public:
        for code in codes():
            with override(code):
                response = client.get(page.url)
            assert response.status_code == 200
            assert value_in(page, "title", code) or value_in(page, "title", "sq") in response.content.decode()


def test_a_larger_number_adds_to_what_is_there(made):
    first = columns(made)
    assert grow(3 * SCORE) == SCORE
    assert grow(3 * SCORE) == 0
    later = columns(BasePage.objects.filter(pk__in=first))
    assert {pk: row["title_sq"] for pk, row in later.items()} == {pk: row["title_sq"] for pk, row in first.items()}
    assert BasePage.find_problems() == ([], [], [], [], [])


def test_the_same_texts_come_again(made):
    name = localized_name("title", "en")
    before = sorted(made.values_list("title_sq", name))
    BasePage.objects.filter(pk__in=[page.pk for page in made]).delete()
    LoadedPiece.objects.filter(key__startswith="corpus/").delete()
    known = set(BasePage.objects.values_list("pk", flat=True))
    grow(2 * SCORE)
    assert sorted(BasePage.objects.exclude(pk__in=known).values_list("title_sq", name)) == before


def test_a_site_in_production_is_left_alone():
    before = BasePage.objects.count()
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="production"):
        call_command("make_corpus", "20")
    assert BasePage.objects.count() == before


def test_it_can_be_told_to_fill_one():
    before = BasePage.objects.count()
    with override_settings(DEBUG=False):
        call_command("make_corpus", "7", into_production=True, verbosity=0)
    assert BasePage.objects.count() == before + SCORE
