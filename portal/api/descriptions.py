"""What rooms tell the API about their own page types, so that it need not know them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from portal.pages.languages import value_in


@dataclass(frozen=True)
class Description:
    """`texts(page, code, root_url)` is a dict of long texts in one language; `facts` maps the name of a field, which
    holds in every language, to `make(page, root_url)`."""

    texts: Callable = lambda page, code, root_url: {}
    facts: dict[str, Callable] = field(default_factory=dict)


NOTHING = Description()
_descriptions = {}


def describe(model, **parts):
    """To be called in a room's `AppConfig.ready`."""
    _descriptions[model] = Description(**parts)


def description_of(model):
    return _descriptions.get(model, NOTHING)


def home_texts(page, code, root_url):
    return {name: value_in(page, name, code) or None for name in ["hero_title", "hero_text"]}
