"""What an answer shows, noted while it is made: so the page store (docs/page-store.md) knows what makes it stale.

A *tag* names something that readers see. `card:12` is what lists tell of page 12, `page:12` all that it says, and
`topic:3`, `image:7` and the like are rows of other tables; they are noted by themselves when such a row is fetched.
A list has a tag for who may come into it: `listed` (a post or guide anywhere), `members:topic:3`, `under:<path>`
(below a page of the tree), `menu`, `products`. The rooms say in their `AppConfig.ready` which rows are told by
which tags (`follow`), and `portal.store` has the database note every change of them (ADR 0010).
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db.models.signals import post_init

KIN = 10_000_000  # more than the ordinal of any date

_shown = ContextVar("shown", default=None)


@dataclass
class Shown:
    """What one answer shows.

    `tags` is `{tag: floor}`: None where whatever comes into the list changes the answer, else the rank that a page
    must reach to come in. `ends_today`: the answer is another one tomorrow. `seconds`: it holds no longer than that,
    None where nothing but a change ends it. `answered` are the parameters of the
    query that made it what it is: with any other, it is what everybody gets who makes one up.
    """

    tags: dict = field(default_factory=dict)
    ends_today: bool = False
    seconds: int | None = None
    answered: set = field(default_factory=set)

    def note(self, tag, floor):
        known = self.tags.get(tag, floor)
        self.tags[tag] = None if known is None or floor is None else min(known, floor)


@contextmanager
def noted():
    """`with noted() as shown:` gathers what is shown within it."""
    shown = Shown()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


@contextmanager
def unnoted():
    """Rows that are fetched within it are not noted one by one: their list has one tag for all of them."""
    token = _shown.set(None)
    try:
        yield
    finally:
        _shown.reset(token)


def note(*tags, floor=None):
    shown = _shown.get()
    if shown is not None:
        for tag in tags:
            shown.note(tag, floor)


def note_all(seen):
    """What was noted of a part of the answer, at another time."""
    shown = _shown.get()
    if shown is not None:
        for tag, floor in seen.tags.items():
            shown.note(tag, floor)
        shown.ends_today |= seen.ends_today


def note_day():
    """The answer depends on the day."""
    shown = _shown.get()
    if shown is not None:
        shown.ends_today = True


def note_seconds(seconds):
    """The answer holds for so long, such as a number that is counted only now and then."""
    shown = _shown.get()
    if shown is not None:
        shown.seconds = min(seconds, shown.seconds or seconds)


def note_answered(name):
    """The parameter `name` of the query says what is shown."""
    shown = _shown.get()
    if shown is not None:
        shown.answered.add(name)


def rank(page, kinship=0):
    """Where a page stands among others that are ordered by kinship, then newest first; the greater, the earlier."""
    return kinship * KIN + (page.date.toordinal() if page.date else 0)


# What the rooms say of their tables


@dataclass(frozen=True)
class Rule:
    """Rows of `model` are told by the tag `name:<value of column>`, when one of `columns` changes (None: any).

    `column` is the name of a column, or an expression in which `{row}` stands for the row. `only`, an expression
    too, says of which rows. What comes and goes is told as well.
    """

    model: type
    name: str
    column: str
    columns: tuple | None = None
    besides: tuple = ()  # columns whose change readers do not see
    only: str = ""

    @property
    def is_by_key(self):
        """Whether a row has the same tag as long as it lives."""
        return self.column == self.model._meta.pk.column


RULES = []
CONSEQUENCES = []
MEMBERSHIPS = []


def follow(model, name, column, **options):
    """Tell changes of a model's rows; see `Rule`."""
    RULES.append(Rule(model, name, column, **options))


def follow_fetched(model, name, column, **options):
    """As `follow`, for rows whose tag is noted when one of them is fetched while an answer is made."""
    follow(model, name, column, **options)
    note_fetched(model, name, column)


def note_fetched(model, name, column="pk"):
    attribute = "pk" if column == model._meta.pk.column else column

    def note_row(instance, **_kwargs):
        shown = _shown.get()
        if shown is not None:
            shown.tags[f"{name}:{getattr(instance, attribute)}"] = None

    post_init.connect(note_row, sender=model, weak=False, dispatch_uid=("shown", model, name))


def follow_consequences(function):
    """`function(tags)` gives more tags that are stale when `tags` are, as a set; it may ask the database."""
    CONSEQUENCES.append(function)
    return function


def follow_memberships(function):
    """`function(page_keys)` gives the lists that pages are in beside the one of all, `{key: {tags}}`."""
    MEMBERSHIPS.append(function)
    return function
