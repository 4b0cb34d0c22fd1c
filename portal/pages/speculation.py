"""What a browser may draw ahead of use when a reader's pointer rests on a link (https://wicg.github.io/nav-speculation/)."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

# The ending is one that nobody else has, so that a name with a hash in it still tells the media type.
RULES = "bundles/pages.speculationrules"
NEVER = "[download], [rel~=nofollow], [type], [target], [href$='.md']"


def speculation_rules():
    """The rules as JSON: pages in every language, but what is a reader's own, and what links say is no page."""
    codes = [code for code, _name in settings.LANGUAGES]
    where = [
        {"href_matches": [f"/{code}/*" for code in codes], "relative_to": "document"},
        {"not": {"href_matches": [path for code in codes for path in own_paths(code)], "relative_to": "document"}},
        {"not": {"selector_matches": NEVER}},
    ]
    return json.dumps({"prerender": [{"where": {"and": where}, "eagerness": "moderate"}]})


def own_paths(code):
    """Search, cart with its orders, and answers, in a language."""
    with override(code):
        paths = [reverse("search"), reverse("cart"), reverse("feedback", args=[0]).removesuffix("0/")]
    return [f"{path}*" for path in paths]
