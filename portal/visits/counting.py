"""Views are counted in this process's memory and written every few seconds; nothing else of a reader is kept."""

import logging
import time

from django.db import DatabaseError

from portal.pages.counting import Tally, kept
from portal.pages.days import today
from portal.visits.models import DailyViews, RecentViews

REFRESH_EVERY = 3600  # seconds between two sums of what was read lately

logger = logging.getLogger(__name__)


class ViewCounter(Tally):
    """Views of pages, by language and day."""

    refreshed = None

    def add(self, page, language):
        """Count one view of a page's id in one language."""
        self.count((page, language, today()))

    def write(self, counts):
        DailyViews.objects.add(counts)

    def write_beside(self):
        self.flush()
        try:
            if self.refreshed is None or time.monotonic() - self.refreshed > REFRESH_EVERY:
                RecentViews.objects.refresh()
                self.refreshed = time.monotonic()
        except DatabaseError:
            logger.exception("What was read lately was not summed.")


counter = kept(ViewCounter())
