"""Kept pages on disk: their bytes as files, and which tags each of them shows in an SQLite index beside them.

    <folder>/index.sqlite3      what is kept, under which key, showing what, until when
    <folder>/content/<n>.br     the bytes, n being the entry's number; each also as .gzip and .identity
    <folder>/pages/<host>/…     the same files by address, for a web server's `try_files` (docs/page-store.md)
    <folder>/stamp              eight bytes that change with every purge, mapped into the memory of every process

A write takes SQLite's write lock, so that of a purge and a page that was made before it, the purge is last.
"""

import hashlib
import json
import mmap
import os
import shutil
import sqlite3
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal.pages.shown import KIN
from portal.store.encoding import ENCODINGS, compressed

SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, head TEXT NOT NULL, size INTEGER NOT NULL,
    ends REAL, used REAL NOT NULL, address TEXT
);
CREATE INDEX IF NOT EXISTS entry_by_use ON entry (used);
CREATE INDEX IF NOT EXISTS entry_by_end ON entry (ends) WHERE ends IS NOT NULL AND address IS NOT NULL;
CREATE TABLE IF NOT EXISTS shows (tag TEXT, entry INTEGER, floor INTEGER, PRIMARY KEY (tag, entry)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shows_by_entry ON shows (entry);
CREATE TABLE IF NOT EXISTS purge (number INTEGER PRIMARY KEY AUTOINCREMENT, tags TEXT NOT NULL, rank INTEGER);
CREATE TABLE IF NOT EXISTS seen (change INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
PURGES_REMEMBERED = 10_000  # more than come while one page is made
INDEX = "index.sqlite3"
DAY = 24 * 3600  # seconds
WAIT = 5  # seconds for another process's write
EVERYTHING = "everything"


class DamagedError(Exception):
    """A kept file is not what was written."""


@dataclass(frozen=True)
class Purge:
    """What shows one of `tags` is stale; where a list has a floor, only if a page of this `rank` comes into it."""

    tags: frozenset
    rank: int | None = None


@dataclass
class Kept:
    """A page as it was kept. `head` is `{"headers": [[name, value]], "sums": {encoding: sha256}}`."""

    number: int
    key: str
    head: dict
    ends: float | None

    def is_over(self, now):
        return self.ends is not None and now >= self.ends


class Shelf:
    def __init__(self, folder, most_bytes):
        self.folder, self.most_bytes = Path(folder), most_bytes
        self.content, self.pages = self.folder / "content", self.folder / "pages"
        self.local = threading.local()

    def open(self):
        """Make what is missing. Raises OSError or sqlite3.Error where that cannot be done."""
        self.content.mkdir(parents=True, exist_ok=True)
        self.pages.mkdir(exist_ok=True)
        self.connection.executescript(SCHEMA)
        self.stamp  # noqa: B018
        self.become_current()

    def become_current(self):
        """`current` beside the folder leads to it: a web server need not know the release."""
        partial = self.folder.parent / f".current{os.getpid()}"
        partial.unlink(missing_ok=True)
        partial.symlink_to(self.folder.name)
        partial.replace(self.folder.parent / "current")

    @property
    def connection(self):
        """This thread's own."""
        if getattr(self.local, "process", None) != os.getpid():
            connection = sqlite3.connect(self.folder / INDEX, timeout=WAIT, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            # After a power failure the last rows may be missing: `mend` removes files that have none.
            connection.execute("PRAGMA synchronous=NORMAL")
            self.local.connection, self.local.process = connection, os.getpid()
        return self.local.connection

    @cached_property
    def stamp(self):
        path = self.folder / "stamp"
        with suppress(FileExistsError), path.open("xb") as file:
            file.write(bytes(8))
        with path.open("r+b") as file:
            return mmap.mmap(file.fileno(), 8)

    @contextmanager
    def writing(self):
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    # Reading

    def find(self, key):
        """The page that is kept under a key, as `Kept`, or None."""
        row = self.connection.execute("SELECT number, key, head, ends FROM entry WHERE key = ?", [key]).fetchone()
        return row and Kept(row[0], row[1], json.loads(row[2]), row[3])

    def has(self, kept):
        return bool(self.connection.execute("SELECT 1 FROM entry WHERE number = ?", [kept.number]).fetchone())

    def read(self, kept, encoding):
        """The bytes in one encoding. Raises DamagedError where they are not what was written, or gone."""
        try:
            data = self.path(kept.number, encoding).read_bytes()
        except FileNotFoundError as error:
            raise DamagedError from error
        if hashlib.sha256(data).hexdigest() != kept.head["sums"][encoding]:
            raise DamagedError
        return data

    def path(self, number, encoding):
        return self.content / f"{number // 1000}" / f"{number}.{encoding}"

    @property
    def last_purge(self):
        return self.connection.execute("SELECT coalesce(max(number), 0) FROM purge").fetchone()[0]

    def count(self):
        """`(entries, bytes)`."""
        return self.connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM entry").fetchone()

    # Writing

    def keep(self, key, headers, body, tags, ends, address, since):
        """Keep a page that was made when the last purge was number `since`; None if a later one is about it.

        `address` is the path below `pages/` by which a web server finds it, or None.
        """
        variants = compressed(body)
        sums = {encoding: hashlib.sha256(data).hexdigest() for encoding, data in variants.items()}
        head, size = {"headers": headers, "sums": sums}, sum(map(len, variants.values()))
        with self.writing() as connection:
            before = connection.execute("SELECT number FROM entry WHERE key = ?", [key]).fetchall()
            self.remove(connection, before)
            row = [key, json.dumps(head), size, ends, time.time(), address]
            sql = "INSERT INTO entry (key, head, size, ends, used, address) VALUES (?, ?, ?, ?, ?, ?)"
            number = connection.execute(sql, row).lastrowid
            rows = [(tag, number, floor) for tag, floor in tags.items()]
            connection.executemany("INSERT INTO shows VALUES (?, ?, ?)", rows)
            if self.came_too_late(connection, number, since):
                self.remove(connection, [(number,)])
                return None
            self.write_files(number, variants, address)
        if before:
            self.turn_stamp()
        return Kept(number, key, head, ends)

    def came_too_late(self, connection, number, since):
        sql = "SELECT number, tags, rank FROM purge WHERE number > ? ORDER BY number"
        later = connection.execute(sql, [since]).fetchall()
        if later and later[0][0] > since + 1:
            return True  # so long ago that what was purged is forgotten
        purges = (Purge(frozenset(json.loads(tags)), rank) for _number, tags, rank in later)
        return any((number,) in self.stale(connection, purge, number) for purge in purges)

    def write_files(self, number, variants, address):
        folder = self.path(number, "").parent
        folder.mkdir(exist_ok=True)
        for encoding, data in variants.items():
            write(self.path(number, encoding), data)
        if address:
            self.publish(number, address)

    def publish(self, number, address):
        """The files by their address; what is in the way, such as a folder of that name, keeps Python's answer."""
        target = self.pages / address
        with suppress(NotADirectoryError, FileExistsError, IsADirectoryError):
            target.parent.mkdir(parents=True, exist_ok=True)
            for encoding, suffix in ENCODINGS.items():
                link(self.path(number, encoding), target.with_name(target.name + suffix))

    def unpublish(self, address):
        for suffix in ENCODINGS.values() if address else ():
            with suppress(FileNotFoundError, NotADirectoryError):
                (self.pages / f"{address}{suffix}").unlink()

    def remove(self, connection, numbers):
        """Take entries out; returns their keys."""
        keys = []
        for (number,) in numbers:
            sql = "DELETE FROM entry WHERE number = ? RETURNING key, address"
            for key, address in connection.execute(sql, [number]).fetchall():
                keys.append(key)
                self.unpublish(address)
            connection.execute("DELETE FROM shows WHERE entry = ?", [number])
            for encoding in ENCODINGS:
                self.path(number, encoding).unlink(missing_ok=True)
        return keys

    def drop(self, kept):
        """Forget a page that turned out to be damaged."""
        with self.writing() as connection:
            self.remove(connection, [(kept.number,)])

    # Purging

    def purge(self, purges, changes=()):
        """Forget what is stale, and note which `changes` of the database that was for. Returns the keys."""
        keys = []
        with self.writing() as connection:
            for purge in purges:
                sql = "INSERT INTO purge (tags, rank) VALUES (?, ?)"
                connection.execute(sql, [json.dumps(sorted(purge.tags)), purge.rank])
                keys += self.remove(connection, self.stale(connection, purge))
            connection.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(number,) for number in changes])
            connection.execute(
                "DELETE FROM purge WHERE number <= (SELECT max(number) FROM purge) - ?", [PURGES_REMEMBERED]
            )
        if purges:
            self.turn_stamp()
        return keys

    def turn_stamp(self):
        number = int.from_bytes(self.stamp[:8], "little")
        self.stamp[:8] = ((number + 1) % 2**64).to_bytes(8, "little")

    def stale(self, connection, purge, entry=None):
        """The numbers of the entries that a purge is about, among all or only for one."""
        if EVERYTHING in purge.tags:
            return connection.execute("SELECT number FROM entry WHERE coalesce(? = number, 1)", [entry]).fetchall()
        tags, own = (
            json.dumps(sorted(purge.tags)),
            json.dumps([tag for tag in purge.tags if tag.startswith("members:")]),
        )
        sql = """
            SELECT entry FROM shows WHERE tag IN (SELECT value FROM json_each(:tags)) AND coalesce(entry = :entry, 1)
            AND (floor IS NULL OR floor <= :rank)
            UNION SELECT entry FROM shows WHERE tag IN (SELECT value FROM json_each(:own)) AND floor IS NOT NULL
            AND coalesce(entry = :entry, 1) GROUP BY entry HAVING count(*) * :kin + :rank >= min(floor)
        """
        values = {"tags": tags, "own": own, "rank": purge.rank, "kin": KIN, "entry": entry}
        return connection.execute(sql, values).fetchall()

    # Tidying

    def hide_ended(self, now):
        """A web server cannot know that a page was for yesterday: there it is found no longer."""
        with self.writing() as connection:
            which = "WHERE ends <= ? AND address IS NOT NULL"
            for (address,) in connection.execute(f"SELECT address FROM entry {which}", [now]).fetchall():
                self.unpublish(address)
            connection.execute(f"UPDATE entry SET address = NULL {which}", [now])

    def note_use(self, numbers, now):
        with self.writing() as connection:
            connection.executemany("UPDATE entry SET used = ? WHERE number = ?", [(now, number) for number in numbers])

    def make_room(self):
        """Remove what was not asked for longest, down to nine tenths of what may be kept. Returns the keys."""
        _count, size = self.count()
        if size <= self.most_bytes:
            return []
        with self.writing() as connection:
            numbers, wanted = [], size - self.most_bytes * 9 // 10
            for number, bytes_of_it in connection.execute("SELECT number, size FROM entry ORDER BY used"):
                numbers.append((number,))
                wanted -= bytes_of_it
                if wanted <= 0:
                    break
            keys = self.remove(connection, numbers)
        self.turn_stamp()
        return keys

    def mend(self):
        """Remove files that no entry knows, and entries whose files are damaged. Holds nobody up meanwhile."""
        begun = time.time()
        entries = self.connection.execute("SELECT number, key, head, ends, address FROM entry").fetchall()
        for number, key, head, ends, _address in entries:
            kept = Kept(number, key, json.loads(head), ends)
            if not self.is_whole(kept):
                self.drop(kept)
        known, addresses = {row[0] for row in entries}, {row[4] for row in entries if row[4]}
        for path in [*self.content.glob("*/*"), *self.pages.rglob("*")]:
            if path.is_file() and path.stat().st_mtime < begun and not self.is_known(path, known, addresses):
                path.unlink(missing_ok=True)

    def forget_other_releases(self):
        """Remove the folders of releases that no process has used for a day."""
        for other in self.folder.parent.glob(f"*/{INDEX}"):
            if other.parent.resolve() != self.folder.resolve() and other.stat().st_mtime < time.time() - DAY:
                shutil.rmtree(other.parent, ignore_errors=True)

    def is_known(self, path, numbers, addresses):
        if path.is_relative_to(self.content):
            return path.stem.isdecimal() and int(path.stem) in numbers
        address = path.relative_to(self.pages).as_posix()
        return any(address.removesuffix(suffix) in addresses for suffix in ENCODINGS.values())

    def is_whole(self, kept):
        try:
            return all(self.read(kept, encoding) is not None for encoding in ENCODINGS)
        except DamagedError:
            return False

    def withdraw(self):
        """A web server finds nothing any more, and asks Python for all. Needs neither room nor the index."""
        shutil.rmtree(self.pages, ignore_errors=True)
        with suppress(OSError):
            self.pages.mkdir(exist_ok=True)


def write(path, data):
    """A reader sees the whole file or none."""
    partial = path.with_name(f"{path.name}.part{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)


def link(source, target):
    """`target` becomes `source`, at once; the same bytes twice where the disk knows no links."""
    partial = target.with_name(f".{target.name}.part{os.getpid()}")
    partial.unlink(missing_ok=True)
    try:
        os.link(source, partial)
    except OSError:
        shutil.copyfile(source, partial)
    partial.replace(target)
