"""The words in bold in docs/editors.md and docs/editors.en.md are the labels of the admin, in each language."""

import re
from functools import cache

import polib
import pytest
from django.conf import settings
from django.utils.text import capfirst

from portal.handbook.book import path_in
from portal.settings import BASE_DIR

BOLD = re.compile(r"\*\*(.+?)\*\*")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LANGUAGE_IN_LABEL = re.compile(r" \[(sq|en)\]$")
NAMES = {name for _code, name in settings.LANGUAGES}


@cache
def labels(code):
    """`{what is read: {msgid}}` of our catalogue and, where it is silent, of Wagtail's; "…" is what is filled in."""
    found, known = {}, set()
    for catalogue in [f"locale/{code}", "portal/pages/wagtail_words/sq"]:
        entries = polib.pofile(str(BASE_DIR / f"{catalogue}/LC_MESSAGES/django.po"))
        for entry in entries:
            if (entry.msgctxt, entry.msgid) in known:
                continue
            known.add((entry.msgctxt, entry.msgid))
            # Wagtail's English is its message ids.
            text = entry.msgid if catalogue.endswith("words/sq") and code == "en" else entry.msgstr
            text = capfirst(PLACEHOLDER.sub("…", text or (entry.msgid if code == "en" else "")))
            found.setdefault(text, set()).add(entry.msgid)
    return found


def messages(label, code):
    """The msgids that a label may be; a tab is named after its language, which is no message."""
    plain = LANGUAGE_IN_LABEL.sub("", label)
    return {label} if label in NAMES else labels(code).get(capfirst(plain), set())


def bold(code):
    """`{key of a task: its labels}`"""
    text = path_in(code).read_text()
    parts = re.split(r'<a id="([a-z-]+)"></a>', text)
    return {key: BOLD.findall(part) for key, part in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("code", ["sq", "en"])
def test_every_label_is_on_some_screen(code):
    unknown = {label for found in bold(code).values() for label in found if not messages(label, code)}
    assert not unknown


def test_both_languages_name_the_same_labels():
    albanian, english = bold("sq"), bold("en")
    for key in english:
        ours = [messages(label, "sq") for label in albanian[key]]
        theirs = [messages(label, "en") for label in english[key]]
        assert len(ours) == len(theirs), key
        assert all(any(one & other for other in theirs) for one in ours), key
        assert all(any(one & other for other in ours) for one in theirs), key
