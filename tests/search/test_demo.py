"""Search in the demo: how well it answers, and two editors at once. Times are in `bench/`."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from bench.search import judged, mrr, recall
from help.models import HowToPage
from portal.search.finding import find
from portal.search.indexing import index_page
from portal.search.models import SearchEntry


@pytest.fixture(autouse=True)
def loaded(demo, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_readers_find_what_they_look_for():
    answers = [pair for part in ["tuning", "held_out"] for pairs in judged(part).values() for pair in pairs]
    assert len(answers) >= 80
    missed = [query for query, places in answers if not all(places)]
    assert recall(answers) >= 0.95, missed
    assert mrr(answers) >= 0.8


def test_two_write_the_entries_of_one_page_at_once():
    channel = HowToPage.objects.filter(live=True).first()
    written, done = Event(), Event()

    def first():
        with transaction.atomic():
            index_page(channel)
            written.set()
            done.wait(1)  # which it never is, unless the second does not wait for this transaction
        connection.close()

    def second():
        written.wait(10)
        index_page(channel)
        done.set()
        connection.close()

    with ThreadPoolExecutor(2) as editors:
        for running in [editors.submit(first), editors.submit(second)]:
            running.result(timeout=30)
    entries = SearchEntry.objects.filter(page=channel.pk)
    assert sorted(entry.language for entry in entries) == sorted({entry.language for entry in entries})
    assert channel.pk in [hit.page_id for hit in find(channel.title_sq, "sq").hits]
