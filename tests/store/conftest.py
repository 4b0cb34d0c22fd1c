import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from portal.store.layer import PageStore
from tests.store.asking import Asking

MEGABYTE = 2**20


@pytest.fixture(autouse=True)
def one_connection():
    """The test's own connection, with its transaction, answers the requests too; Django's client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def make_store(tmp_path):
    """`make_store(app=Django, most_bytes=…)`: a page store in a folder of this test; several share the folder."""

    def make(app=None, folder=tmp_path / "store", most_bytes=50 * MEGABYTE, memory_bytes=10 * MEGABYTE, **options):
        return PageStore(app or WSGIHandler(), folder, most_bytes, memory_bytes, works_beside=False, **options)

    return make


@pytest.fixture
def store(make_store):
    return make_store()


@pytest.fixture
def ask(store):
    """`ask("/sq/", Cookie="a=b")`: the answer of the store."""
    return Asking(store)
