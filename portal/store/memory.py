"""The pages that a process has in memory, ready to send: a mirror of the shelf, never older than its stamp."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass

from portal.store.shelf import DamagedError

OVERHEAD = 1500  # bytes of an entry beside its body, about

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Ready:
    """One encoding of a kept page. `headers` are those of a 200; a 304 has the same but what tells of the body."""

    number: int
    body: bytes
    etag: str
    headers: list
    not_modified: list
    ends: float | None
    stamp: bytes


class Memory:
    def __init__(self, shelf, most_bytes):
        self.shelf, self.most_bytes = shelf, most_bytes
        self.pages, self.size = OrderedDict(), 0
        self.lock = threading.Lock()

    def find(self, key, encoding):
        """The page of a key, as `Ready`, or None; from memory while nothing was purged, else the shelf is asked."""
        stamp = self.shelf.stamp[:]
        name = (key, encoding)
        page = self.pages.get(name)
        if page is not None:
            if page.stamp == stamp:
                return page
            if self.shelf.has(page):
                page.stamp = stamp
                return page
            self.forget(name)
        return self.load(key, encoding, stamp)

    def load(self, key, encoding, stamp):
        kept = self.shelf.find(key)
        if kept is None:
            return None
        try:
            body = self.shelf.read(kept, encoding)
        except DamagedError:
            logger.warning("A kept page was damaged and is made again: %s", key)
            self.shelf.drop(kept)
            return None
        page = ready(kept, encoding, body, stamp)
        self.put((key, encoding), page)
        return page

    def put(self, name, page):
        """Keep it as the last used; those not used for longest go when there is no room."""
        cost = len(page.body) + OVERHEAD
        if cost > self.most_bytes:
            return
        with self.lock:
            self._drop(name)
            self.pages[name] = page
            self.size += cost
            while self.size > self.most_bytes:
                self._drop(next(iter(self.pages)))

    def used(self):
        """The numbers of the entries that are in memory."""
        with self.lock:
            return {page.number for page in self.pages.values()}

    def forget(self, name):
        with self.lock:
            self._drop(name)

    def _drop(self, name):
        page = self.pages.pop(name, None)
        if page is not None:
            self.size -= len(page.body) + OVERHEAD


def ready(kept, encoding, body, stamp):
    etag = f'"{kept.head["sums"][encoding][:32]}"'
    shared = [*map(tuple, kept.head["headers"]), ("ETag", etag), ("Vary", "Accept-Encoding")]
    coded = [] if encoding == "identity" else [("Content-Encoding", encoding)]
    not_modified = [(name, value) for name, value in shared if name.lower() != "content-type"]
    return Ready(
        kept.number, body, etag, [*shared, *coded, ("Content-Length", str(len(body)))], not_modified, kept.ends, stamp
    )
