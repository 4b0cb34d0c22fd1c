from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.db import connection, transaction

from portal.search.finding import find
from portal.search.indexing import index_page
from portal.search.models import SearchEntry
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
