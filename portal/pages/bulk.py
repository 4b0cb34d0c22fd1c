"""Rows by the hundred thousand, for which an object each would take most of the time."""

from django.db import connection


def insert_rows(model, names, rows):
    """Store `rows`, tuples of plain values in the order of `names`, which are columns of the model's table.

    Nothing is converted and no signal is sent; a column that is not named needs a default in the database.
    """
    quote = connection.ops.quote_name
    columns, values = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({values})", list(rows))
