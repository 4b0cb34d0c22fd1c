"""What Django's QuerySets do not do with many rows."""

from django.db import connection
from django.db.models.expressions import RawSQL

ROWS_LOOKED_AT = 1000  # of each index


def insert_rows(model, names, rows):
    """By the hundred thousand, where an object each would take most of the time.

    Store `rows`, tuples of plain values in the order of `names`, which are columns of the model's table.

    Nothing is converted and no signal is sent; a column that is not named needs a default in the database.
    """
    quote = connection.ops.quote_name
    columns, values = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({values})", list(rows))


def any_of(some):
    """For `pk__in=`: the keys that any of these QuerySets names, each of one column and with a limit of its own.

    Django's `union` refuses limits on SQLite, which only wants each of them in brackets of its own.
    """
    parts = [queryset.query.sql_with_params() for queryset in some]
    sql = " UNION ".join(f"SELECT * FROM ({sql}) AS part{number}" for number, (sql, _params) in enumerate(parts))
    return RawSQL(sql, [value for _sql, params in parts for value in params])


def learn_spread():
    """Let SQLite see how many rows share a value, so that it chooses the better index; it looks at a part of them.

    PostgreSQL does that by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
