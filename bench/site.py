"""A site of its own for a bench, in a folder that goes away with it. Django is set up here, so import it first."""

import os
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder(keep=""):
    """A folder that goes away at the end, or `keep`, which stays."""
    if keep:
        Path(keep).mkdir(parents=True, exist_ok=True)
        yield Path(keep)
        return
    with tempfile.TemporaryDirectory(prefix="kanal-bench-") as folder:
        yield Path(folder)


def set_up(folder, database_url=""):
    """Django in production mode; BENCH_DATABASE_URL names a database, else there is one in the folder."""
    os.environ |= {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "portal.settings", "MEDIA_ROOT": f"{folder}/media"}
    os.environ |= {"SECRET_KEY": "bench" + os.urandom(40).hex(), "ALLOWED_HOSTS": "localhost", "LOG_LEVEL": "ERROR"}
    chosen = database_url or os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/db.sqlite3"
    os.environ["DATABASE_URL"] = chosen
    import django
    from django.conf import settings

    settings.STATIC_ROOT = Path(folder) / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    django.setup()


def copy_database(source, target):
    """A copy of a SQLite database that nobody is writing to, whatever is still in its log."""
    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)
