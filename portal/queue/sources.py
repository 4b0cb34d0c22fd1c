"""Where the queue's work comes from. Each app registers what it knows, so the queue need not know the apps."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Tile(models.TextChoices):
    """The counts above the queue."""

    VERIFY = "verify", _("To verify")
    REPORTS = "reports", _("Reported by readers")
    ADDRESSES = "addresses", _("Dead or doubtful addresses")
    TEXTS = "texts", _("Missing and stale texts")


@dataclass(frozen=True)
class Found:
    """One thing to do. `subject` names it for ever among those of its source, such as a page's number.

    `evidence` is what speaks for it now: work that a person has called done comes back when it differs. `detail` is
    what its words are made of, as JSON. Without a `page` it is ordered by `weight` alone.
    """

    subject: str
    evidence: str
    page: int | None = None
    weight: int = 0
    detail: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """One press of a button that does the work.

    `do(item, user)` returns whether there was anything left to do, and may refuse with PermissionDenied; `note` is what
    is kept as the note of the item that is done.
    """

    label: str | Promise
    note: str | Promise
    do: Callable


@dataclass(frozen=True)
class Source:
    """`find()` yields everything of this sort that is to be done now, as Found.

    `title(item)`, `words(item)` and `url(item)` show an item in the active language; `settle(item, user)` is called
    when a person says that it is done. `act` is there where no other screen is needed.
    """

    key: str
    label: str | Promise
    tile: Tile
    find: Callable
    words: Callable
    url: Callable
    title: Callable = lambda item: item.page.get_admin_display_title()
    settle: Callable = lambda item, user: None
    act: Act | None = None


SOURCES = {}


def register(source):
    SOURCES[source.key] = source
