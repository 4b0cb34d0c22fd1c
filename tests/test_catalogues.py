"""Both catalogues hold every string, translated; and dates and plurals are Albanian."""

import re
from datetime import date
from io import BytesIO

import polib
import pytest
from babel.messages.extract import extract_python
from django.template import Context, Template
from django.utils.formats import date_format, localize
from django.utils.translation import ngettext, override
from django.utils.translation.template import templatize

from portal.settings import BASE_DIR

WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
FUNCTIONS = ["_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", *WITH_CONTEXT]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.mark.parametrize("language", ["sq", "en"])
def test_catalogue_is_complete(language):
    catalogue = polib.pofile(str(BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po"))
    assert not [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert catalogue.metadata["Plural-Forms"].replace(" ", "") == "nplurals=2;plural=(n!=1);"


def test_catalogues_hold_the_same_messages():
    ids = [
        {
            (entry.msgctxt, entry.msgid)
            for entry in polib.pofile(str(BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po"))
        }
        for language in ["sq", "en"]
    ]
    assert ids[0] == ids[1]


def messages_in_code():
    """Every message that code and templates ask for, found by Babel in what Django makes of a template."""
    folders = ["portal", "blog", "help"]
    sources = [path.read_text() for folder in folders for path in (BASE_DIR / folder).rglob("*.py")]
    for path in (BASE_DIR / "templates").rglob("*.html"):
        lines = templatize(path.read_text()).splitlines()
        sources.append("\n".join(line.strip() for line in lines))
    for source in sources:
        for _line, function, found, _comments in extract_python(BytesIO(source.encode()), FUNCTIONS, [], {}):
            texts = found if isinstance(found, tuple) else (found,)
            texts = texts[1:] if function in WITH_CONTEXT else texts
            if texts[0]:
                yield texts[0]


@pytest.mark.parametrize("language", ["sq", "en"])
def test_no_message_is_missing(language):
    """`make messages` has been run since a string was added."""
    catalogue = polib.pofile(str(BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po"))
    known, asked = {entry.msgid for entry in catalogue}, set(messages_in_code())
    assert len(asked) > 300
    assert sorted(asked - known) == []


@pytest.mark.parametrize("language", ["sq", "en"])
def test_placeholders_are_the_same_in_every_language(language):
    catalogue = polib.pofile(str(BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po"))
    for entry in catalogue:
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not text or set(PLACEHOLDER.findall(text)) == wanted, entry.msgid


@pytest.mark.parametrize(("count", "words"), [(0, "0 mënyra"), (1, "1 mënyrë"), (2, "2 mënyra"), (21, "21 mënyra")])
def test_albanian_plurals(count, words):
    with override("sq"):
        assert ngettext("%(channels)s way", "%(channels)s ways", count) % {"channels": count} == words


def test_albanian_dates_and_numbers():
    with override("sq"):
        assert date_format(date(2024, 9, 9), "DATE_FORMAT") == "9 shtator 2024"
        assert date_format(date(2024, 9, 9), "SHORT_DATE_FORMAT") == "9.9.2024"
        assert localize(1234.5) == "1234,5"


@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_in_lower_case(month):
    with override("sq"):
        rendered = Template('{{ day|date:"j F Y" }}').render(Context({"day": date(2024, month, 9)}))
    assert rendered == rendered.lower()
