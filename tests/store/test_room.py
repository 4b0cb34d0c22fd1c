"""How much is kept: on disk, in memory, and after a start that followed a crash."""

import os
import time

import pytest

from portal.store.memory import OVERHEAD
from portal.store.shelf import Purge, Shelf
from tests.store.asking import Asking

KILOBYTE = 1024


def numbered(environ, start_response):
    """A page of a kilobyte that no compression shortens much, the same for each path every time."""
    import random

    body = random.Random(environ["PATH_INFO"]).randbytes(KILOBYTE)
    start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public")])
    return [body]


pytestmark = pytest.mark.django_db


def test_disk_is_bounded_and_what_is_used_stays(make_store):
    store = make_store(numbered, most_bytes=100 * KILOBYTE)
    ask = Asking(store)
    for number in range(60):
        ask(f"/sq/{number}/")
        ask("/sq/favourite/")
        store.tidy()
    count, size = store.shelf.count()
    assert size <= 100 * KILOBYTE
    assert 20 < count < 40
    assert ask("/sq/favourite/").came_from == "hit"
    assert ask("/sq/59/").came_from == "hit"
    assert ask("/sq/0/").came_from == "stored"
    assert sum(path.stat().st_size for path in store.shelf.content.rglob("*") if path.is_file()) <= 105 * KILOBYTE


def test_memory_is_bounded(make_store):
    store = make_store(numbered, memory_bytes=10 * (KILOBYTE + OVERHEAD))
    ask = Asking(store)
    for number in range(50):
        ask(f"/sq/{number}/")
    assert len(store.memory.pages) == 10
    assert store.memory.size <= 10 * (KILOBYTE + OVERHEAD)
    assert ask("/sq/3/").came_from == "hit"  # from the file


def test_page_larger_than_memory_is_sent_from_its_file(make_store):
    store = make_store(numbered, memory_bytes=KILOBYTE)
    ask = Asking(store)
    first = ask("/sq/1/")
    again = ask("/sq/1/")
    assert (again.came_from, again.body) == ("hit", first.body)
    assert not store.memory.pages


def files(store):
    return {path.relative_to(store.shelf.folder) for path in store.shelf.folder.rglob("*.html*") if path.is_file()}


def test_start_after_a_crash_removes_what_no_entry_knows(make_store, tmp_path):
    store = make_store(numbered)
    ask = Asking(store)
    ask("/sq/kept/")
    ask("/sq/damaged/")
    stray = store.shelf.pages / "localhost:8000" / "sq" / "stray" / "index.html"
    stray.parent.mkdir()
    stray.write_text("not known")
    (store.shelf.content / "0" / "999.br").write_text("not known")
    damaged = store.shelf.find("localhost:8000/sq/damaged/")
    store.shelf.path(damaged.number, "gzip").write_bytes(b"")
    store.shelf.mend()
    assert not stray.exists()
    assert not (store.shelf.content / "0" / "999.br").exists()
    assert store.shelf.find("localhost:8000/sq/damaged/") is None
    assert ask("/sq/kept/").came_from == "hit"
    assert all("kept" in str(path) for path in files(store))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/sq/blog/", "localhost:8000/sq/blog/index.html"),
        ("/sq/index.md", "localhost:8000/sq/index.md"),
        ("/sq/../../etc/passwd/", None),
        ("/sq/./", None),
        ("/sq/a b/", None),
        ("/sq/" + "a" * 300 + "/", None),
        ("/sq/\x00/", None),
        ("/sq//x/", None),
        ("/sq/é/", None),
    ],
)
def test_only_plain_addresses_become_files(make_store, path, found):
    store = make_store(numbered)
    ask = Asking(store)
    ask(path)
    assert ask(path).came_from == "hit"
    published = [str(file.relative_to(store.shelf.pages)) for file in store.shelf.pages.rglob("*") if file.is_file()]
    assert sorted(published) == sorted([f"{found}{suffix}" for suffix in ("", ".br", ".gz")] if found else [])


@pytest.fixture
def shelf(tmp_path):
    shelf = Shelf(tmp_path / "shelf", 10**7)
    shelf.open()
    return shelf


def keep(shelf, key="h/sq/", tags=("page:1",), since=None, body=b"text"):
    tags = tags if isinstance(tags, dict) else dict.fromkeys(tags)
    since = shelf.last_purge if since is None else since
    return shelf.keep(key, [["Content-Type", "text/html"]], body, tags, None, None, since)


def test_page_that_was_made_before_a_purge_is_not_kept_after_it(shelf):
    """Django read the old text, an editor published, the purge found nothing yet: the late page must not come in."""
    before = shelf.last_purge
    shelf.purge([Purge(frozenset({"page:1"}))])
    assert keep(shelf, since=before) is None
    assert shelf.find("h/sq/") is None
    assert keep(shelf, tags=["page:2"], since=before)
    assert keep(shelf)


def test_a_maker_that_slept_through_many_purges_keeps_nothing(shelf, monkeypatch):
    monkeypatch.setattr("portal.store.shelf.PURGES_REMEMBERED", 3)
    before = shelf.last_purge
    for number in range(10):
        shelf.purge([Purge(frozenset({f"page:{number + 100}"}))])
    assert keep(shelf, since=before) is None


def test_same_key_replaces(shelf):
    first, second = keep(shelf, body=b"first"), keep(shelf, body=b"second")
    assert shelf.find("h/sq/").number == second.number
    assert shelf.read(second, "identity") == b"second"
    assert not shelf.path(first.number, "br").exists()
    assert shelf.count()[0] == 1


@pytest.mark.parametrize(
    ("tags", "purge", "is_stale"),
    [
        ({"page:1": None}, Purge(frozenset({"page:1"})), True),
        ({"page:1": None}, Purge(frozenset({"page:10"})), False),
        ({"page:1": None}, Purge(frozenset({"everything"})), True),
        ({"listed": 700}, Purge(frozenset({"listed"}), 699), False),
        ({"listed": 700}, Purge(frozenset({"listed"}), 700), True),
        ({"listed": 700}, Purge(frozenset({"listed"})), False),
        ({"listed": None}, Purge(frozenset({"listed"})), True),
        # Shown are pages that share two things: one that shares one, however new, does not come in.
        (
            {"members:topic:1": 20_000_700, "members:topic:2": 20_000_700},
            Purge(frozenset({"members:topic:1"}), 9000),
            False,
        ),
        (
            {"members:topic:1": 20_000_700, "members:topic:2": 20_000_700},
            Purge(frozenset({"members:topic:1", "members:topic:2", "listed"}), 701),
            True,
        ),
        (
            {"members:topic:1": 20_000_700, "members:topic:2": 20_000_700},
            Purge(frozenset({"members:topic:1", "members:topic:2", "members:company:1"}), 699),
            False,
        ),
        ({"members:topic:1": 5}, Purge(frozenset({"members:topic:1"}), 0), True),
    ],
)
def test_floor_of_a_list(shelf, tags, purge, is_stale):
    keep(shelf, tags=tags)
    keep(shelf, key="h/other/", tags=["page:77"])
    assert shelf.purge([purge]) == (
        ["h/sq/"] if is_stale and "everything" not in purge.tags else ["h/sq/", "h/other/"] if is_stale else []
    )


def test_other_releases_go_a_day_after_their_last_use(make_store, tmp_path):
    store = make_store(numbered, folder=tmp_path / "releases" / "new")
    old, fresh = (
        make_store(numbered, folder=tmp_path / "releases" / "old"),
        make_store(numbered, folder=tmp_path / "releases" / "fresh"),
    )
    for one in (old, fresh, store):
        Asking(one)("/sq/1/")
    yesterday = time.time() - 25 * 3600
    os.utime(old.shelf.folder / "index.sqlite3", (yesterday, yesterday))
    store.shelf.forget_other_releases()
    assert not old.shelf.folder.exists()
    assert fresh.shelf.folder.exists()
    assert Asking(store)("/sq/1/").came_from == "hit"
    assert (tmp_path / "releases" / "current").resolve() == store.shelf.folder
