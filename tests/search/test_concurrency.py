from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from django.db import connection, transaction

from portal.search.finding import find
from portal.search.indexing import index_page
from portal.search.models import DailySearches, SearchEntry
from portal.search.noting import SearchCounter
from tests import make


def test_two_write_the_entries_of_one_page_at_once(committed):
    page = make.post("Gjirafa", "Giraffe")
    written, done = Event(), Event()

    def first():
        with transaction.atomic():
            index_page(page)
            written.set()
            done.wait(1)  # which it never is, unless the second does not wait for this transaction
        connection.close()

    def second():
        written.wait(10)
        index_page(page)
        done.set()
        connection.close()

    with ThreadPoolExecutor(2) as editors:
        for running in [editors.submit(first), editors.submit(second)]:
            running.result(timeout=30)
    entries = SearchEntry.objects.filter(page=page.pk)
    assert sorted(entry.language for entry in entries) == sorted({entry.language for entry in entries})
    assert page.pk in [hit.page_id for hit in find("gjirafa", "sq").hits]


def test_processes_that_write_searches_at_once_lose_none(committed):
    start = Barrier(2)

    def read():
        start.wait(10)
        counter = SearchCounter()
        for number in range(10):
            counter.add("gjirafa", "sq", 2)
            counter.add(f"zebra {number}", "sq", 0)
            counter.flush()
        connection.close()

    with ThreadPoolExecutor(2) as processes:
        for running in [processes.submit(read), processes.submit(read)]:
            running.result(timeout=30)
    assert DailySearches.objects.get(query="gjirafa").count == 20
    assert list(DailySearches.objects.exclude(query="gjirafa").values_list("count", flat=True)) == [2] * 10
