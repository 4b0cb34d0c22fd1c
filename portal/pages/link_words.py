"""Words of a link that say nothing of where it leads, when they stand alone. A new language adds a line."""

import re

from django.utils.text import slugify

EMPTY = {
    "sq": "këtu; kliko këtu; klikoni këtu; shtyp këtu; shtypni këtu; shiko këtu; shikoni këtu; lexo më shumë; "
    "lexoni më shumë; më shumë; vazhdo; kjo faqe; ky link; kjo lidhje; lidhja; linku",
    "en": "here; click here; click; tap here; see here; read more; learn more; more; more info; this page; this link; "
    "link; continue",
}
ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
FOLDED = {slugify(words) for line in EMPTY.values() for words in line.split(";")}


def says_nothing(words):
    """Whether a link has only such words, with or without ë, ç and signs; or a bare address in their place."""
    return slugify(words) in FOLDED or bool(ADDRESS.fullmatch(words.strip()))
