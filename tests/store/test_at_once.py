"""Many readers, editors and processes at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.store.asking import Asking

MANY = 64


class Slow:
    """An application that has not answered before all who ask have asked."""

    def __init__(self):
        self.asked, self.may_answer = 0, threading.Event()
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        with self.lock:
            self.asked += 1
        assert self.may_answer.wait(30)
        kept = [("Content-Type", "text/html"), ("Cache-Control", "public")]
        start_response("200 OK", kept if environ["PATH_INFO"].startswith("/sq/kept") else kept[:1])
        return [b"text"]


@pytest.fixture
def opened(make_store, monkeypatch):
    """Two processes' stores of one folder; the database is not what this is about."""
    monkeypatch.setattr("portal.store.following.Follower.follow", lambda self, waits=True: None)
    app = Slow()
    stores = [make_store(app), make_store(app)]
    for store in stores:
        store.open()
    return app, [Asking(store) for store in stores]


def test_burst_on_a_cold_page_makes_it_once(opened):
    app, asking = opened
    arrived = threading.Barrier(MANY + 1)

    def read(number):
        arrived.wait(30)
        return asking[number % 2]("/sq/kept/").body

    with ThreadPoolExecutor(MANY) as readers:
        answers = [readers.submit(read, number) for number in range(MANY)]
        arrived.wait(30)
        app.may_answer.set()
        assert {answer.result(30) for answer in answers} == {b"text"}
    assert app.asked == 1


def test_other_pages_do_not_wait(opened):
    app, asking = opened
    first = threading.Thread(target=asking[0], args=["/sq/kept/1/"])
    second = threading.Thread(target=asking[0], args=["/sq/kept/2/"])
    first.start()
    second.start()
    while app.asked < 2:
        threading.Event().wait(0.001)
    app.may_answer.set()
    first.join(30)
    second.join(30)
    assert app.asked == 2


def test_nobody_waits_for_what_is_not_kept(opened):
    app, asking = opened
    app.may_answer.set()
    asking[0]("/sq/fleeting/")
    app.may_answer.clear()
    readers = [threading.Thread(target=asking[0], args=["/sq/fleeting/"]) for _ in range(5)]
    for reader in readers:
        reader.start()
    while app.asked < 6:
        threading.Event().wait(0.001)
    app.may_answer.set()
    for reader in readers:
        reader.join(30)
    assert app.asked == 6
