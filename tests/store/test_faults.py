"""A store that cannot work, damaged files, a database that is gone, pages that have an end."""

import errno
import threading

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError

from portal.store.layer import OFF_FOR
from tests import make
from tests.store.asking import Asking

pytestmark = pytest.mark.django_db


class Fragile:
    """Django, until it is broken."""

    def __init__(self):
        self.django, self.is_broken, self.asked = WSGIHandler(), False, 0

    def __call__(self, environ, start_response):
        self.asked += 1
        if self.is_broken:
            start_response("503 Service Unavailable", [("Content-Type", "text/html"), ("Retry-After", "30")])
            return [b"Back in a moment"]
        return self.django(environ, start_response)


@pytest.fixture
def django():
    return Fragile()


@pytest.fixture
def store(make_store, django):
    return make_store(django)


@pytest.fixture
def post():
    return make.post()


@pytest.fixture
def guide():
    """Its page says what holds today."""
    guide = make.guide()
    make.channel(guide)
    return guide


@pytest.fixture(autouse=True)
def warnings_too(caplog):
    caplog.set_level("WARNING", "portal.store")


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name.startswith("portal.store")]


def files_of(store):
    return [path for path in store.shelf.content.glob("*/*") if path.is_file()]


@pytest.mark.parametrize("how", ["changed", "cut off", "gone"])
def test_damaged_file_is_noticed_and_made_again(make_store, store, post, caplog, how):
    whole = Asking(store)(post.url).body
    for path in files_of(store):
        if how == "gone":
            path.unlink()
        else:
            path.write_bytes(b"<h1>other</h1>" if how == "changed" else path.read_bytes()[:100])
    other = Asking(make_store())
    again = other(post.url)
    assert (again.body, again.came_from) == (whole, "stored")
    assert other(post.url).came_from == "hit"
    assert len(lines(caplog)) == 1


def test_folder_that_cannot_be_made_switches_the_store_off_with_one_line(make_store, tmp_path, post, caplog):
    (tmp_path / "file").write_text("in the way")
    ask = Asking(make_store(folder=tmp_path / "file" / "store"))
    for _ in range(5):
        answer = ask(post.url)
        assert "Një postim" in answer.text
        assert answer.came_from == ""
    assert len(lines(caplog)) == 1


def test_full_disk_serves_on_and_comes_back(store, post, caplog, monkeypatch):
    ask = Asking(store)
    assert ask("/sq/").came_from == "stored"
    published = store.shelf.pages / "localhost:8000" / "sq" / "index.html"
    assert published.exists()

    def no_space(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("portal.store.shelf.write", no_space)
        for _ in range(5):
            assert "Një postim" in ask(post.url).text
    assert len(lines(caplog)) == 1
    assert not published.exists()  # what a web server finds would not be purged any longer
    store.off_until -= OFF_FOR
    assert ask(post.url).came_from == "stored"


def test_purging_on_a_full_disk_leaves_nothing_stale(store, post, monkeypatch):
    """Nothing can be noted; so nothing is sent from the store until it can be."""
    ask = Asking(store)
    ask(post.url)
    post.title_sq = "Titulli i ri"
    post.save_revision().publish()

    def no_space(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(store.shelf, "purge", no_space)
        store.guarded(store.follower.follow)
        assert "Titulli i ri" in ask(post.url).text
    store.off_until -= OFF_FOR
    assert "Titulli i ri" in ask(post.url).text


def test_kept_pages_are_sent_while_the_database_is_gone(store, django, post, caplog, monkeypatch):
    ask = Asking(store)
    ask(post.url)

    def gone(*_args):
        raise OperationalError("the database is gone")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    store.follower.follow()
    store.follower.follow()
    assert ask(post.url).came_from == "hit"
    uncached = ask("/en/blog/a-post/")
    assert uncached.status == 503
    assert uncached.headers["retry-after"] == "30"
    assert uncached.text.index('lang="en"') < uncached.text.index('lang="sq"')
    assert uncached.came_from == ""
    assert len(lines(caplog)) == 1


# Pages with an end


def test_page_of_a_day_is_made_anew_on_the_next(store, django, guide):
    ask = Asking(store)
    with time_machine.travel("2026-11-28 12:00+01:00", tick=False):
        ask(guide.url)
        assert ask(guide.url).came_from == "hit"
    with time_machine.travel("2026-11-29 12:00+01:00", tick=False):
        assert ask(guide.url).came_from == "stored"


def test_text_without_a_day_is_kept_on(store, post):
    ask = Asking(store)
    with time_machine.travel("2026-11-28 12:00+01:00", tick=False):
        ask("/sq/tema/")
    with time_machine.travel("2027-11-28 12:00+01:00", tick=False):
        assert ask("/sq/tema/").came_from == "hit"


def test_just_after_midnight_nobody_waits(store, django, guide):
    ask = Asking(store)
    with time_machine.travel("2026-11-28 12:00+01:00", tick=False):
        ask(guide.url)
    made = threading.Event()
    store.renew_beside = lambda key, environ: made.set()
    with time_machine.travel("2026-11-29 00:10+01:00", tick=False):
        answer = ask(guide.url)
    assert (answer.came_from, made.is_set()) == ("hit", True)
    assert "stale" in answer.headers["cache-status"]


def test_renewing_makes_it_for_today(store, django, guide):
    ask = Asking(store)
    with time_machine.travel("2026-11-28 12:00+01:00", tick=False):
        ask(guide.url)
    with time_machine.travel("2026-11-29 00:10+01:00", tick=False):
        store.renew(f"localhost:8000{guide.url}", environ_of(guide.url))
        answer = ask(guide.url)
        assert "stale" not in answer.headers["cache-status"]
        assert answer.came_from == "hit"


def environ_of(path):
    seen = []
    Asking(lambda environ, start: (seen.append(environ), start("200 OK", []), [b""])[2])(path)
    return seen[0]


def test_yesterdays_page_is_sent_where_todays_cannot_be_made(store, django, guide, caplog):
    ask = Asking(store)
    with time_machine.travel("2026-11-28 12:00+01:00", tick=False):
        whole = ask(guide.url).body
    django.is_broken = True
    with time_machine.travel("2026-11-29 12:00+01:00", tick=False):
        answer = ask(guide.url)
        assert (answer.status, answer.body) == (200, whole)
        assert ask("/sq/").status == 503
    assert len(lines(caplog)) == 1
    with time_machine.travel("2027-01-29 12:00+01:00", tick=False):
        assert ask(guide.url).status == 503


def test_web_server_does_not_find_yesterdays_page(store, guide):
    ask = Asking(store)
    file = store.shelf.pages / "localhost:8000" / guide.url.strip("/") / "index.html"
    with time_machine.travel("2026-11-28 12:00+01:00", tick=False):
        ask(guide.url)
        store.tidy()
        assert file.exists()
    with time_machine.travel("2026-11-29 00:01+01:00", tick=False):
        store.tidy()
        assert not file.exists()
        assert Asking(store)(guide.url).came_from == "hit"


def test_what_came_while_the_follower_was_broken_is_not_sent(store, post, monkeypatch):
    """A fault that nobody thought of: nothing is purged any longer, so nothing is sent from the store."""
    ask = Asking(store)
    ask(post.url)

    def broken(*_args):
        raise RuntimeError("nobody thought of this")

    class OnceMoreError(Exception):
        pass

    def wait_once(_seconds, waited=[]):  # noqa: B006
        waited.append(1)
        if len(waited) > 1:
            raise OnceMoreError

    monkeypatch.setattr("portal.store.layer.time.sleep", wait_once)
    monkeypatch.setattr("portal.store.following.purges_for", broken)
    post.title_sq = "Titulli i ri"
    post.save_revision().publish()
    with pytest.raises(OnceMoreError):
        store.work_beside()
    assert "Titulli i ri" in ask(post.url).text
