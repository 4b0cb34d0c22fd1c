"""Copies of the test database to return to. Restoring one takes milliseconds; loading the demo takes many seconds."""

import sqlite3
from contextlib import closing

from django.core.cache import caches
from django.db import connection


def save(path):
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)


def restore(path):
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        copy.backup(connection.connection)
    for cache in caches.all():
        cache.clear()
