"""Which public page shows which address: what rooms tell the watch, so that it need not know them."""

from itertools import chain
from urllib.parse import urldefrag, urlsplit

_providers = []


def watch(provider):
    """To be called in a room's `AppConfig.ready`.

    `provider(pages)` yields `(page id, url, what)` for those of `pages` (a queryset of BasePage) that are public;
    `what` is one of `portal.watch.models.WatchedPlace.What`.
    """
    if provider not in _providers:
        _providers.append(provider)


def shown_on(pages):
    """The set of all `(page id, url, what)`: web addresses only, without what follows `#`, which no server sees."""
    found = chain.from_iterable(provider(pages) for provider in _providers)
    return {(page, urldefrag(url.strip()).url, what) for page, url, what in found if is_web(url)}


def is_web(url):
    try:
        return urlsplit(url.strip()).scheme in ("http", "https") and "\x00" not in url
    except ValueError:
        return False
