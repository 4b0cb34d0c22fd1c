"""The page store: a WSGI application around Django that answers for it what it has answered before (ADR 0010)."""

import io
import logging
import sqlite3
import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from portal.pages import shown
from portal.pages.days import today
from portal.pages.middleware import ADMIN_PATHS
from portal.store.encoding import chosen
from portal.store.following import EVERY, Follower
from portal.store.keys import address_of, key_of
from portal.store.locks import Locks
from portal.store.memory import Memory
from portal.store.shelf import Shelf

SAFE = {"GET", "HEAD"}
TYPES = {
    "text/html",
    "text/markdown",
    "text/plain",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
}
LARGEST = 16 * 2**20  # bytes
# How long what was for yesterday may still be sent while today's is made, and while it cannot be made.
STALE_WHILE_REVALIDATE = 3600  # seconds
STALE_IF_ERROR = 14 * 24 * 3600  # seconds
TIDY_EVERY = 60  # seconds
OFF_FOR = 60  # seconds
MOST_FLEETING = 5_000
MOST_RENEWING = 1_000
OF_THIS_READER = {
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_ACCEPT_ENCODING",  # the store packs the bytes itself
}
FAULTS = (OSError, sqlite3.Error)
OF_ONE_ANSWER = {"content-length", "content-encoding", "etag", "vary", "date", "connection"}

logger = logging.getLogger(__name__)


class PageStore:
    """`app` with kept pages before it.

    `folder` is shared by all processes of a machine; `most_bytes` bounds it, `memory_bytes` what each process keeps
    of it in memory. A folder that cannot be written to switches the store off for a minute, with one line in the log.
    `front` purges what stands before this machine. `works_beside`: whether a thread follows changes and tidies.
    """

    def __init__(self, app, folder, most_bytes, memory_bytes, front=None, works_beside=True):
        self.app = app
        self.shelf = Shelf(folder, most_bytes)
        self.memory = Memory(self.shelf, memory_bytes)
        self.follower = Follower(self.shelf, front)
        self.locks = Locks(self.shelf.folder / "locks")
        self.front, self.works_beside = front, works_beside
        self.fleeting = OrderedDict()  # keys of answers that were not kept: nobody waits for such a one
        self.is_open, self.is_off, self.off_until = False, False, 0
        self.opening = threading.Lock()
        self.renewing, self.renewer = set(), None

    def __call__(self, environ, start_response):
        method = environ["REQUEST_METHOD"]
        if method in SAFE:
            key = key_of(environ)
            if key is not None and (self.is_open or self.open()):
                try:
                    return self.answer(key, environ, start_response)
                except FAULTS as error:
                    self.switch_off(error)
        elif environ["PATH_INFO"].startswith(ADMIN_PATHS):
            return self.pass_change(environ, start_response)
        return self.app(environ, start_response)

    def pass_change(self, environ, start_response):
        """What an editor has done is seen by everybody when the answer is there."""
        result = self.app(environ, start_response)
        self.guarded(self.follower.follow)
        return result

    def version(self):
        """What changes with every change that readers see, or None while the store does not follow them."""
        return self.shelf.stamp[:] if self.is_open else None

    # Answering

    def answer(self, key, environ, start_response):
        encoding = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        page = self.memory.find(key, encoding)
        if page is None:
            return self.make(key, encoding, environ, start_response)
        if is_over(page):
            return self.answer_ended(page, key, encoding, environ, start_response)
        return send(page, environ, start_response, "kanal; hit")

    def answer_ended(self, page, key, encoding, environ, start_response):
        """What was for yesterday: at first as it is, while today's is made; later only if that cannot be made."""
        age = time.time() - page.ends
        if age < STALE_WHILE_REVALIDATE:
            self.renew_beside(key, environ)
            return send(page, environ, start_response, "kanal; hit; detail=stale")
        return self.make(key, encoding, environ, start_response, page if age < STALE_IF_ERROR else None)

    def make(self, key, encoding, environ, start_response, instead=None):
        """Let Django answer, once for all who ask at the same time; `instead` is sent where it fails."""
        with self.locks.of(key) if key not in self.fleeting else nullcontext():
            page = self.memory.find(key, encoding)
            if page and not is_over(page):
                return send(page, environ, start_response, "kanal; hit")
            made = self.ask(key, environ)
        page = made.is_kept and self.memory.find(key, encoding)
        if page:
            return send(page, environ, start_response, "kanal; fwd=miss; stored")
        if instead and made.status.startswith("5"):
            logger.warning("A page could not be made anew and is sent as it was: %s", key)
            return send(instead, environ, start_response, "kanal; hit; detail=stale-if-error")
        start_response(made.status, made.headers)
        return [made.body if environ["REQUEST_METHOD"] == "GET" else b""]

    def ask(self, key, environ):
        """Django's answer to this address, kept if it is for everybody."""
        since = self.shelf.last_purge
        with shown.noted() as seen:
            made = answer_of(self.app, environ_for(environ, key))
        seen.tags["site:"] = None
        kind = made.header("Content-Type")
        if made.is_for_everybody and seen.answered >= asked_in(key):
            ends, address = end_of(seen), address_of(key, kind)
            made.is_kept = bool(self.shelf.keep(key, made.shared(ends), made.body, seen.tags, ends, address, since))
        self.remember_fleeting(key, made)
        return made

    def remember_fleeting(self, key, made):
        if made.is_kept:
            self.fleeting.pop(key, None)
        else:
            self.fleeting[key] = True
            if len(self.fleeting) > MOST_FLEETING:
                with suppress(KeyError):
                    self.fleeting.popitem(last=False)

    # Beside the answers

    def renew_beside(self, key, environ):
        """Have the page made by a thread of its own, unless that is under way."""
        if key in self.renewing or len(self.renewing) >= MOST_RENEWING:
            return
        self.renewing.add(key)
        self.renewer = self.renewer or ThreadPoolExecutor(1, "page-store-renewer")
        self.renewer.submit(self.renew, key, {**environ, "REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()})

    def renew(self, key, environ):
        try:
            self.ask(key, environ)
        except FAULTS as error:
            self.switch_off(error)
        finally:
            self.renewing.discard(key)
            close_old_connections()

    def work_beside(self):
        """What a process's own thread does: follow what others change, and tidy up."""
        tidied = 0
        self.guarded(self.mend)
        while True:
            time.sleep(EVERY)
            try:
                self.guarded(self.follower.follow, waits=False)
                close_old_connections()
                if time.monotonic() > tidied + TIDY_EVERY:
                    tidied = time.monotonic()
                    self.guarded(self.tidy)
            except Exception as error:
                # Whatever it is: pages that nobody purges any longer must not be sent.
                logger.exception("The page store cannot follow what changes.")
                self.switch_off(error)

    def mend(self):
        """After a start, by one process: a crash may have left files that nobody knows."""
        with self.locks.of("mend"):
            self.shelf.mend()
            self.shelf.forget_other_releases()

    def tidy(self):
        now = time.time()
        self.shelf.note_use(self.memory.used(), now)
        self.shelf.hide_ended(now)
        keys = self.shelf.make_room()
        if keys and self.front:
            self.front.purge(keys)

    # Faults

    def open(self):
        """Whether the store works; tried again a minute after it did not."""
        with self.opening:
            if not self.is_open and time.monotonic() >= self.off_until:
                try:
                    self.shelf.open()
                    self.locks.folder.mkdir(exist_ok=True)
                    self.follower.follow()
                    self.is_open = True
                    self.tell_return()
                except FAULTS as error:
                    self.switch_off(error)
                self.start_working_beside()
        return self.is_open

    def tell_return(self):
        if self.is_off:
            logger.warning("The page store works again.")
        self.is_off = False

    def start_working_beside(self):
        if self.works_beside:
            self.works_beside = False
            threading.Thread(target=self.work_beside, name="page-store", daemon=True).start()

    def guarded(self, act, **options):
        """Nothing while the store is off, and off it goes where its folder fails."""
        if self.is_open:
            try:
                act(**options)
            except FAULTS as error:
                self.switch_off(error)

    def switch_off(self, error):
        """Without its folder the store does nothing; and what a web server finds there must not grow old."""
        if not self.is_off:
            logger.error("The page store is off, Django answers alone: %s", error)
        self.is_open, self.is_off, self.off_until = False, True, time.monotonic() + OFF_FOR
        self.shelf.withdraw()


@dataclass
class Made:
    """What Django answered."""

    status: str
    headers: list
    body: bytes
    is_kept: bool = False

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def is_for_everybody(self):
        """Whether this answer serves every reader: a whole page, public, the same for all cookies and languages."""
        directives = {part.strip() for part in self.header("Cache-Control").split(",")}
        return (
            self.status.startswith("200")
            and self.header("Content-Type").partition(";")[0] in TYPES
            and "public" in directives
            and not directives & {"no-store", "private", "no-cache"}
            and not self.header("Set-Cookie")
            and not self.header("Content-Encoding")
            and self.header("Vary").lower() in {"", "accept-encoding"}
            and len(self.body) <= LARGEST
        )

    def shared(self, ends):
        """The headers to keep. Caches that are told what is stale may keep what we keep, without asking."""
        kept = [[name, value] for name, value in self.headers if name.lower() not in OF_ONE_ANSWER]
        seconds = min(settings.SHARED_MAX_AGE, ends - time.time() if ends else settings.SHARED_MAX_AGE)
        told = f", s-maxage={int(seconds)}, stale-while-revalidate=60" if seconds > 0 else ""
        return [[name, value + told if name.lower() == "cache-control" else value] for name, value in kept]


def answer_of(app, environ):
    told = []

    def start_response(status, headers, exc_info=None):
        told[:] = [status, headers]

    result = app(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return Made(*told, body)


def asked_in(key):
    """The names of the parameters in the query of a key."""
    return {name for name, _value in parse_qsl(key.partition("?")[2], keep_blank_values=True)}


def environ_for(environ, key):
    """The request as everybody's: whole, without what only this reader has already or added to the address."""
    asked = {name: value for name, value in environ.items() if name not in OF_THIS_READER}
    return asked | {"REQUEST_METHOD": "GET", "QUERY_STRING": key.partition("?")[2]}


def end_of(seen):
    """The moment, in seconds since 1970, from which an answer is another one; None while nothing changes."""
    ends = [next_midnight()] if seen.ends_today else []
    ends += [time.time() + seen.seconds] if seen.seconds else []
    return min(ends, default=None)


def next_midnight():
    """The moment, in seconds since 1970, at which the site's day ends."""
    midnight = datetime.combine(today() + timedelta(days=1), time_of_day.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone()).timestamp()


def is_over(page):
    return page.ends is not None and page.ends <= time.time()


def send(page, environ, start_response, status):
    """A kept page, or 304 to who has it (RFC 9110, 13.1.2)."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and (page.etag in asked or asked.strip() == "*"):
        start_response("304 Not Modified", [*page.not_modified, ("Cache-Status", status)])
        return [b""]
    start_response("200 OK", [*page.headers, ("Cache-Status", status)])
    return [page.body if environ["REQUEST_METHOD"] == "GET" else b""]
