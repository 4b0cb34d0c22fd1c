"""Copies of the test database to return to. Restoring one takes milliseconds; loading the demo takes many seconds."""

import sqlite3
from contextlib import closing

import psycopg
from django.core.cache import caches
from django.db import connection
from psycopg.sql import SQL, Identifier


def save(path):
    if connection.vendor == "postgresql":
        return copy_database(connection.settings_dict["NAME"], copy_name(path))
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)


def restore(path):
    if connection.vendor == "postgresql":
        copy_database(copy_name(path), connection.settings_dict["NAME"])
    else:
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)
    clear_caches()


def clear_caches():
    for cache in caches.all():
        cache.clear()


def copy_name(path):
    return f"{connection.settings_dict['NAME']}_{path.name}"


def copy_database(source, target):
    """PostgreSQL copies a database that nobody is connected to."""
    connection.close()
    values = connection.get_connection_params() | {"dbname": "postgres"}
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(autocommit=True, **{name: values[name] for name in names if name in values}) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(target)))
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(target), Identifier(source)))
