"""A second run writes its own draft, and only while nobody else has."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from blog.models import BlogPage
from help.models import GuidePage, HowToPage
from portal.importing.drafts import Import
from portal.importing.models import ImportedArticle
from portal.importing.reading import RefusedError
from tests.make import help_index, index

GUIDE = "# Mënyra\n\n## 1. Formular\n\nFillimi.\n\n- a\n- b\n\n## 2. Telefon\n\nx\n\n## 3. Chat\n\ny\n"
POST = "---\nkey: k1\ntitle: Një\n---\nTeksti.\n"


def channels():
    return HowToPage.objects.order_by("path")


def test_a_guide_is_brought_up_to_date(run):
    made = run(GUIDE)
    keys = [(channel.pk, channel.status.key) for channel in channels()]
    shorter = GUIDE.replace("Fillimi.", "Ndryshuar.").replace("- b\n", "").partition("## 3.")[0]
    again = run(shorter)
    assert (again.page.pk, again.was_there, made.was_there) == (made.page.pk, True, False)
    assert GuidePage.objects.count() == 1
    assert [(channel.pk, channel.status.key) for channel in channels()] == keys[:2]
    first = channels()[0]
    assert "Ndryshuar." in first.introduction_sq
    assert "Ndryshuar." in first.get_latest_revision_as_object().introduction_sq
    assert first.steps.count() == 1
    run(GUIDE)
    assert channels().count() == 3


def test_the_same_text_once_more_makes_no_second_page(run):
    run(POST)
    run(POST.replace("title: Një", "title: Tjetër"))
    page = BlogPage.objects.get()
    assert (page.title_sq, ImportedArticle.objects.count()) == ("Tjetër", 1)


def test_another_title_without_a_key_is_another_article(run):
    run("# Një\n\nx\n")
    run("# Dy\n\nx\n")
    assert BlogPage.objects.count() == 2


def publish(page):
    page.save_revision().publish()


def unpublish(page):
    publish(page)
    page.unpublish()


def edit(page):
    page.title_sq = "Nga redaktori"
    page.save_revision()


def lock(page):
    page.locked = True
    page.save()


@pytest.mark.parametrize("act", [publish, unpublish, edit, lock])
def test_what_somebody_else_has_touched_is_left_alone(run, act):
    run(POST)
    act(BlogPage.objects.get())
    page = BlogPage.objects.get()
    before = (page.body_sq.raw_data[0], page.latest_revision_id, page.live, page.title_sq)
    with pytest.raises(RefusedError):
        run(POST.replace("Teksti.", "Tjetër."))
    page = BlogPage.objects.get()
    assert (page.body_sq.raw_data[0], page.latest_revision_id, page.live, page.title_sq) == before


def edit_channel(channel):
    channel.source_url = "https://www.example.com/"
    channel.save_revision()


def publish_channel(channel):
    channel.source_url = "https://www.example.com/"
    channel.save_revision().publish()


def delete_channel(channel):
    channel.delete()


def add_channel(channel):
    channel.get_parent().specific.add_child(instance=HowToPage(title_sq="Tjetër", live=False))


@pytest.mark.parametrize("act", [edit_channel, publish_channel, delete_channel, add_channel])
def test_a_channel_that_somebody_has_touched_keeps_its_guide_alone(run, act):
    run(GUIDE)
    act(channels()[1])
    before = list(channels().values_list("pk", "latest_revision", "live"))
    with pytest.raises(RefusedError):
        run(GUIDE.replace("Fillimi.", "Ndryshuar."))
    assert list(channels().values_list("pk", "latest_revision", "live")) == before
    assert "Fillimi." in channels()[0].introduction_sq


def test_a_deleted_draft_is_made_anew(run):
    run(POST).page.delete()
    run(POST)
    assert BlogPage.objects.count() == 1


def test_a_page_that_no_import_made_is_never_written(run):
    from tests.make import post

    own = post("Një")
    run("# Një\n\nNga skedari.\n")
    own.refresh_from_db()
    assert own.live
    assert "Nga skedari" not in str(own.body_sq)
    assert BlogPage.objects.count() == 2


def test_somebody_elses_draft_needs_the_right_to_edit(run):
    owner = get_user_model().objects.create_superuser("owner", "owner@example.com", "x")
    Import(POST, user=owner).store()
    shop = get_user_model().objects.create_user("shop", "shop@example.com", "x")
    with pytest.raises(RefusedError):
        Import(POST, user=shop).store()


def test_looking_stores_nothing(run):
    Import(GUIDE).look()
    assert not GuidePage.objects.exists()
    run(GUIDE)
    before = list(channels().values_list("pk", "latest_revision"))
    Import(GUIDE.replace("Fillimi.", "Ndryshuar.")).look()
    assert list(channels().values_list("pk", "latest_revision")) == before
    assert "Fillimi." in channels()[0].introduction_sq
    assert channels()[0].steps.count() == 2


@pytest.mark.usefixtures("committed")
def test_two_runs_at_once_make_one_draft():
    help_index()
    index()
    failures = []

    def store():
        try:
            Import(POST).store()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=store) for _run in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert BlogPage.objects.count() == ImportedArticle.objects.count() == 1
