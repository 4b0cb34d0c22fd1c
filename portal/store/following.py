"""From what the database noted to what is stale: each store of pages follows the changes at its own pace."""

import logging
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error, connection
from django.utils import timezone

from portal.pages import shown
from portal.pages.models import BasePage
from portal.store.locks import take
from portal.store.models import KEPT, Change
from portal.store.shelf import EVERYTHING, Purge

EVERY = 0.5  # seconds
# A transaction may commit so long after its changes got their numbers, beside others that have greater ones.
OVERLAP = timedelta(minutes=10)
LOOKED_EVERY = 60  # seconds
MOST_TAGS = 3000
MOST_WAIT = 2  # seconds for another process that follows

logger = logging.getLogger(__name__)


class Follower:
    """Keeps a shelf up to date with the database. Of several processes with one shelf, one does it at a time."""

    def __init__(self, shelf, front=None):
        self.shelf, self.front = shelf, front
        self.fails = False
        self.lock = threading.Lock()

    def follow(self, waits=True):
        """Purge what has become stale by now. Without `waits`, nothing where another process does just that.

        A database that cannot be asked is no reason to stop: the pages stay as they are, and the next time tells.
        """
        try:
            with self.alone(waits) as is_alone:
                if is_alone:
                    self.catch_up()
        except Error as error:
            self.tell_failure(error)
        else:
            self.fails = False

    @contextmanager
    def alone(self, waits):
        """Whether no other thread or process follows for this shelf just now."""
        with self.lock, (self.shelf.folder / "follow.lock").open("w") as file:
            yield take(file, MOST_WAIT if waits else 0)

    def catch_up(self):
        since = self.noted("since")
        if since is None:
            return self.begin()
        new = self.unseen(since)
        if new:
            tags = set(new.values())
            keys = self.shelf.purge(purges_for(tags), new)
            if self.front:
                self.front.purge(keys)
        self.move_on(is_due=len(new) > MOST_TAGS)

    def begin(self):
        """A shelf that has never followed, or not for too long, knows nothing of what changed before."""
        since = settled()
        known = list(Change.objects.filter(pk__gt=since).values_list("pk", flat=True))
        self.shelf.purge([Purge(frozenset({EVERYTHING}))], known)
        self.note("since", since)
        self.note("looked", time.time())

    def unseen(self, since):
        """`{number: tag}` of the changes that this shelf has not followed yet."""
        numbers = set(Change.objects.filter(pk__gt=since).values_list("pk", flat=True))
        seen = {row[0] for row in self.shelf.connection.execute("SELECT change FROM seen WHERE change > ?", [since])}
        missing = sorted(numbers - seen)
        if not missing:
            return {}
        rows = Change.objects.filter(pk__gte=missing[0], pk__lte=missing[-1]).values_list("pk", "tag")
        return {pk: tag for pk, tag in rows if pk not in seen}

    def move_on(self, is_due):
        """Look no further back than where a late transaction may still add something."""
        now = time.time()
        if (self.noted("looked") or 0) < now - KEPT.total_seconds():
            return self.begin()
        if is_due or self.noted("looked") < now - LOOKED_EVERY:
            since = settled()
            self.note("since", since)
            self.note("looked", now)
            with self.shelf.writing() as index:
                index.execute("DELETE FROM seen WHERE change <= ?", [since])

    def noted(self, name):
        row = self.shelf.connection.execute("SELECT value FROM note WHERE name = ?", [name]).fetchone()
        return row and row[0]

    def note(self, name, value):
        self.shelf.connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", [name, value])

    def tell_failure(self, error):
        if not self.fails:
            logger.warning("The page store cannot ask the database what has changed; it keeps what it has: %s", error)
        self.fails = True


def settled():
    """The number of a change up to which no new one comes any more."""
    changes = Change.objects.order_by("-pk").values_list("pk", flat=True)
    if connection.vendor != "sqlite":  # which lets one write at a time
        changes = changes.filter(at__lt=timezone.now() - OVERLAP)
    return changes.first() or 0


def purges_for(tags):
    """What a set of changes makes stale, as `[Purge]`. Of very many, such as an import's, that is everything."""
    if EVERYTHING in tags or len(tags) > MOST_TAGS:
        return [Purge(frozenset({EVERYTHING}))]
    moved = {int(tag.partition(":")[2]) for tag in tags if tag.startswith("moved:")}
    told = {tag for tag in tags if not tag.startswith("moved:")}
    told |= {f"page:{tag.removeprefix('card:')}" for tag in tags if tag.startswith("card:")}
    told.add("sitemap")
    if moved:
        told.add("listed")
    for consequences in shown.CONSEQUENCES:
        told |= consequences(told)
    coming = entrances(moved)
    # A list of topics tells how many pages each has: "counted:topic" when one of any topic came or went.
    lists = set().union(told, *(purge.tags for purge in coming))
    told |= {f"counted:{tag.split(':')[1]}" for tag in lists if tag.startswith("members:")}
    return [Purge(frozenset(told)), *coming]


def entrances(moved):
    """Each page that came, went or changed its place among the others, in every list that it may be in."""
    pages = {page.pk: page for page in BasePage.objects.filter(pk__in=moved)}
    lists = {pk: {"listed"} for pk in pages}
    for memberships in shown.MEMBERSHIPS:
        for pk, tags in memberships(list(pages)).items():
            lists[pk] |= tags
    return [
        Purge(frozenset(lists[pk]), shown.rank(page) if page.is_public and page.is_listed else None)
        for pk, page in pages.items()
    ]
