"""How many there are of something: exact on a small site; on a large one, what counting said a minute ago."""

import hashlib

from django.core.cache import cache
from django.db.models import Count

from portal.pages.shown import note_seconds

COUNTED_EACH_TIME = 1000  # rows; counting more takes longer than showing a page of them
COUNT_HOLDS = 60  # seconds


def how_many(items):
    """The length of a QuerySet."""
    keys = items.order_by().values("pk")

    def count():
        number = count_up_to_many(keys)
        return keys.count() if number is None else number

    return kept_if_long(keys, count, lambda number: number)


def counts_by(rows, name):
    """`{value of the column: how many rows have it}` of a QuerySet of rows."""
    counted = rows.order_by().values_list(name).annotate(number=Count("pk"))
    return kept_if_long(counted, lambda: dict(counted), lambda counts: sum(counts.values()))


def has_many(rows):
    """Whether a QuerySet has more rows than are counted each time; looks no further than that."""
    return count_up_to_many(rows) is None


def count_up_to_many(rows):
    """The number of rows as long as that is soon told, else None; of none it is 0."""
    number = rows[: COUNTED_EACH_TIME + 1].count()
    return number if number <= COUNTED_EACH_TIME else None


def kept_if_long(query, count, length):
    """The answer of `count()`; kept for COUNT_HOLDS seconds if it stands for many rows."""
    sql, params = query.query.sql_with_params()
    key = "counts/" + hashlib.sha256(repr((sql, params)).encode()).hexdigest()
    known = cache.get(key)
    if known is None:
        known = count()
        if length(known) > COUNTED_EACH_TIME:
            cache.set(key, known, COUNT_HOLDS)
    if length(known) > COUNTED_EACH_TIME:
        note_seconds(COUNT_HOLDS)
    return known
