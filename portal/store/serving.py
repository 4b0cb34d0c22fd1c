"""The page store as the settings want it."""

import hashlib
from pathlib import Path

from django.conf import settings

from portal.pages.remembered import follow_version
from portal.store.front import Front
from portal.store.layer import PageStore

# What pages are made of beside the database; another release must not send the pages of the one before it.
ROOMS = ("portal", "blog", "help", "templates", "locale", "static")
KINDS = {".py", ".html", ".md", ".mo", ".css", ".js", ".svg", ".woff2"}


def with_store(app):
    """`app` behind the page store, or as it is where PAGE_STORE is empty."""
    if not settings.PAGE_STORE:
        return app
    front = Front(settings.BASE_URL) if settings.WAGTAILFRONTENDCACHE else None
    sizes = [settings.PAGE_STORE_MEGABYTES * 2**20, settings.PAGE_STORE_MEMORY_MEGABYTES * 2**20]
    store = PageStore(app, Path(settings.PAGE_STORE) / release(), *sizes, front)
    follow_version(store.version)
    return store


def release():
    """A name that differs between two versions of the code, its texts and its settings."""
    digest = hashlib.sha256(repr([settings.BASE_URL, settings.LANGUAGES, settings.FRONT_CACHES]).encode())
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*")):
            if path.suffix in KINDS:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
