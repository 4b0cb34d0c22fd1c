"""What every page shows (its site, settings, menu), kept in each process while nothing has changed."""

from functools import wraps

from portal.pages import shown

MOST = 1000  # values of one function


class Following:
    """`version()` changes with every change that readers see; it is None where nobody follows changes."""

    @staticmethod
    def version():
        return None


def follow_version(function):
    Following.version = staticmethod(function)


def remembered(function):
    """`function` of hashable arguments, asked again only after a change. What it shows is noted each time."""
    kept = {}

    @wraps(function)
    def ask(*arguments):
        now = Following.version()
        if now is None:
            return function(*arguments)
        known = kept.get(arguments)
        if known is None or known[0] != now:
            with shown.noted() as seen:
                value = function(*arguments)
            if len(kept) >= MOST:
                kept.clear()
            known = kept[arguments] = now, value, seen
        shown.note_all(known[2])
        return known[1]

    return ask
