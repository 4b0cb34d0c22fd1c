"""Views are counted in this process's memory and written every few seconds; nothing else of a reader is kept."""

import atexit
import logging
import threading
import time
from collections import Counter

from django.conf import settings
from django.db import DatabaseError, connection

from portal.pages.days import today
from portal.visits.models import DailyViews, RecentViews

MOST_KEYS = 5_000  # in memory, a few hundred bytes each: a flood of made-up addresses takes no more than that
REFRESH_EVERY = 3600  # seconds between two sums of what was read lately

logger = logging.getLogger(__name__)


class ViewCounter:
    """The views that this process has counted and not yet written; safe in many threads.

    VIEWS_WRITTEN_EVERY seconds after a view a thread writes what has come together; None leaves that to the caller.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = Counter()
        self.timer = None
        self.refreshed = None

    def add(self, page, language):
        """Count one view of a page's id in one language. Over `MOST_KEYS` different ones, new ones are lost."""
        key = (page, language, today())
        with self.lock:
            if key in self.counts or len(self.counts) < MOST_KEYS:
                self.counts[key] += 1
            if self.timer is None and settings.VIEWS_WRITTEN_EVERY is not None:
                self._start_timer()

    def flush(self):
        """Write what was counted. What the database refuses is counted again the next time."""
        with self.lock:
            taken, self.counts, self.timer = self.counts, Counter(), None
        try:
            DailyViews.objects.add(taken)
        except DatabaseError:
            logger.exception("Views were not written; they are kept for the next time.")
            self._put_back(taken)

    def _put_back(self, taken):
        with self.lock:
            self.counts.update(dict(taken.most_common(MOST_KEYS)))

    def _start_timer(self):
        self.timer = threading.Timer(settings.VIEWS_WRITTEN_EVERY, self._write_beside)
        self.timer.daemon = True
        self.timer.start()

    def _write_beside(self):
        """In the timer's own thread, whose connection nobody else would close."""
        try:
            self.flush()
            if self.refreshed is None or time.monotonic() - self.refreshed > REFRESH_EVERY:
                RecentViews.objects.refresh()
                self.refreshed = time.monotonic()
        except DatabaseError:
            logger.exception("What was read lately was not summed.")
        finally:
            connection.close()

    def end(self):
        """Write the last views before the process ends."""
        if self.timer is not None:
            self.flush()


counter = ViewCounter()
atexit.register(counter.end)
