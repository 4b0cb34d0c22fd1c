"""Counts of what readers do, kept in memory and written every few seconds: no answer waits for the database."""

import atexit
import logging
import threading
from collections import Counter
from itertools import batched

from django.conf import settings
from django.db import Error, connection, transaction

MOST_KEYS = 5_000  # in memory, a few hundred bytes each: a flood of made-up addresses takes no more than that
ROWS_PER_STATEMENT = 200

logger = logging.getLogger(__name__)


class Tally:
    """The counts that this process has not yet written; safe in many threads.

    COUNTS_WRITTEN_EVERY seconds after a count a thread writes what has come together; None leaves that to the caller.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = Counter()
        self.timer = None

    def write(self, counts):
        """Store a Counter of keys."""
        raise NotImplementedError

    def count(self, key):
        """Count one more of a key. Over `MOST_KEYS` different ones, new ones are lost."""
        with self.lock:
            if key in self.counts or len(self.counts) < MOST_KEYS:
                self.counts[key] += 1
            if self.timer is None and settings.COUNTS_WRITTEN_EVERY is not None:
                self._start_timer()

    def flush(self):
        """Write what was counted. What the database refuses is counted again the next time."""
        with self.lock:
            taken, self.counts, self.timer = self.counts, Counter(), None
        try:
            self.write(taken)
        except Error:
            logger.warning("Counts were not written; they are kept for the next time.", exc_info=True)
            self._put_back(taken)

    def write_beside(self):
        """What the timer's thread does."""
        self.flush()

    def end(self):
        """Write the last counts before the process ends."""
        if self.timer is not None:
            self.flush()

    def _put_back(self, taken):
        with self.lock:
            self.counts.update(dict(taken.most_common(MOST_KEYS)))

    def _start_timer(self):
        self.timer = threading.Timer(settings.COUNTS_WRITTEN_EVERY, self._run_beside)
        self.timer.daemon = True
        self.timer.start()

    def _run_beside(self):
        """In the timer's own thread, whose connection nobody else would close."""
        try:
            self.write_beside()
        finally:
            connection.close()


def kept(tally):
    """The tally, whose last counts are written when the process ends."""
    atexit.register(tally.end)
    return tally


@transaction.atomic
def add_up(model, names, rows, latest=()):
    """Add rows to what is stored: `names` are the fields of a row, the last of them `count`, which goes up.

    Those in `latest` take the row's value; the others are the model's unique constraint. One statement adds many
    rows, so that several processes add up whatever they do at the same moment.
    """
    # In one order in all processes: of two that update the same rows, none waits for the other in a circle.
    rows = sorted(rows)
    with connection.cursor() as cursor:
        for some in batched(rows, ROWS_PER_STATEMENT):
            cursor.execute(upsert(model, names, latest, len(some)), [value for row in some for value in row])


def upsert(model, names, latest, number):
    """Django's `bulk_create` can overwrite a row that is there, but not add to it."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = {name: quote(model._meta.get_field(name).column) for name in names}
    key = ", ".join(column for name, column in columns.items() if name not in {"count", *latest})
    row = f"({', '.join(['%s'] * len(names))})"
    renewed = "".join(f", {columns[name]} = excluded.{columns[name]}" for name in latest)
    return (
        f"INSERT INTO {table} ({', '.join(columns.values())}) VALUES {', '.join([row] * number)} "
        f"ON CONFLICT ({key}) DO UPDATE SET count = {table}.count + excluded.count{renewed}"
    )
