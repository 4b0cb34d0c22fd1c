"""What the database notes of each write, whatever writes."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from blog.models import BlogPage
from portal.pages import shown
from portal.pages.models import BasePage
from portal.store.following import MOST_TAGS, purges_for
from portal.store.models import Change
from portal.store.shelf import EVERYTHING, Purge
from tests import make
from tests.store.asking import Asking

pytestmark = pytest.mark.django_db


def test_every_followed_table_and_column_is_there():
    with connection.cursor() as cursor:
        for rule in shown.RULES:
            table = rule.model._meta.db_table
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            named = {*(rule.columns or ()), *rule.besides, *({rule.column} if rule.column.isidentifier() else ())}
            assert named <= there, rule


def tags_of(change):
    Change.objects.all().delete()
    change()
    return set(Change.objects.values_list("tag", flat=True))


def test_bulk_update_is_told():
    posts = [make.post("Një", "One"), make.post("Dy", "Two")]
    assert tags_of(lambda: BasePage.objects.filter(depth=4).update(title_sq="Pa sinjale")) == {
        f"card:{post.pk}" for post in posts
    }


def test_sql_past_django_is_told():
    post = make.post()

    def write():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE blog_blogpage SET body_en = '[]' WHERE basepage_ptr_id = %s", [post.pk])

    assert tags_of(write) == {f"page:{post.pk}"}


def test_same_value_again_is_not_told():
    post = make.post()
    assert tags_of(lambda: BlogPage.objects.filter(pk=post.pk).update(title_sq=post.title_sq, live=True)) == set()


def test_draft_lock_and_schedule_are_not_told():
    post = make.post()

    def keep_draft():
        post.title_sq = "Diçka tjetër"
        post.save_revision()
        BasePage.objects.filter(pk=post.pk).update(locked=True, go_live_at="2030-01-01 00:00Z")

    assert tags_of(keep_draft) == set()


def test_what_is_rolled_back_was_never_told():
    post = make.post()

    def fail():
        with transaction.atomic():
            BasePage.objects.filter(pk=post.pk).update(title_sq="Tjetër")
            transaction.set_rollback(True)

    assert tags_of(fail) == set()


def test_going_live_and_leaving_is_told_to_the_lists():
    index, apple = make.index(), make.company("Apple")
    told = tags_of(lambda: make.post(company=apple))
    post = BlogPage.objects.get()
    assert {f"card:{post.pk}", f"moved:{post.pk}", f"under:{index.path}", f"members:company:{apple.pk}"} <= told
    assert {f"moved:{post.pk}", f"under:{index.path}"} <= tags_of(post.unpublish)


def test_move_is_told_to_both_places():
    guides = [make.guide(), make.guide("Mënyra të tjera", "Other ways")]
    channel = make.channel(guides[0])
    told = tags_of(lambda: channel.move(guides[1], "last-child"))
    assert {f"under:{guide.path}" for guide in guides} <= told


def test_every_model_of_ours_is_followed_or_has_a_reason():
    """A room that is new and shown must not be forgotten: its tables are named somewhere."""
    rooms = {"blog", "help"}
    followed = {rule.model._meta.db_table for rule in shown.RULES}
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in rooms}
    assert tables - followed <= {"help_freshness", "help_freshnessinterval", "help_freshnesssettings"}


def test_very_many_changes_at_once_make_everything_stale():
    assert purges_for({f"card:{number}" for number in range(MOST_TAGS + 1)}) == [Purge(frozenset({EVERYTHING}))]


def test_what_was_noted_is_forgotten_a_day_later():
    Change.objects.all().delete()
    old, new = Change.objects.create(tag="old"), Change.objects.create(tag="new")
    Change.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(hours=25))
    call_command("forget_changes", verbosity=0)
    assert list(Change.objects.all()) == [new]


def test_all_pages_are_purged_by_a_command(make_store):
    store = make_store()
    ask = Asking(store)
    post = make.post()
    ask(post.url)
    call_command("purge_pages", verbosity=0)
    store.follower.follow()
    assert store.shelf.count()[0] == 0
    assert ask(post.url).came_from == "stored"


def test_store_that_slept_too_long_begins_anew(make_store):
    store = make_store()
    ask = Asking(store)
    post = make.post()
    ask(post.url)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        Change.objects.all().forget_old()
        store.follower.follow()
    assert store.shelf.count()[0] == 0
