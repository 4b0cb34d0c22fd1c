"""Both catalogues hold every string, translated; and dates and plurals are Albanian."""

import re
from datetime import date, datetime
from io import BytesIO

import polib
import pytest
from babel.messages.extract import extract_python
from django.utils.formats import date_format, get_format, localize, number_format, time_format
from django.utils.translation import gettext, ngettext, npgettext, override
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
    """`(context, message)` of all that code and templates ask for; Babel reads what Django makes of a template."""
    folders = ["portal", "blog", "help"]
    sources = [path.read_text() for folder in folders for path in (BASE_DIR / folder).rglob("*.py")]
    for path in (BASE_DIR / "templates").rglob("*.html"):
        lines = templatize(path.read_text()).splitlines()
        sources.append("\n".join(line.strip() for line in lines))
    for source in sources:
        for _line, function, found, _comments in extract_python(BytesIO(source.encode()), FUNCTIONS, [], {}):
            texts = found if isinstance(found, tuple) else (found,)
            context, *texts = texts if function in WITH_CONTEXT else (None, *texts)
            if texts[0]:
                yield context, texts[0]


@pytest.mark.parametrize("language", ["sq", "en"])
def test_no_message_is_missing(language):
    """`make messages` has been run since a string was added."""
    catalogue = polib.pofile(str(BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po"))
    known, asked = {(entry.msgctxt, entry.msgid) for entry in catalogue}, set(messages_in_code())
    assert len(asked) > 300
    assert asked - known == set()


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


@pytest.mark.parametrize("count", [0, 1, 2, 21, 101])
def test_every_plural_message_has_two_forms_and_only_one_is_one(count):
    catalogue = polib.pofile(str(BASE_DIR / "locale/sq/LC_MESSAGES/django.po"))
    with override("sq"):
        for entry in catalogue:
            if entry.msgid_plural:
                form = entry.msgstr_plural[0 if count == 1 else 1]
                words = entry.msgid, entry.msgid_plural, count
                said = npgettext(entry.msgctxt, *words) if entry.msgctxt else ngettext(*words)
                assert said == form


def test_albanian_dates_times_and_numbers():
    moment = datetime(2024, 9, 9, 15, 5)
    with override("sq"):
        assert date_format(moment, "DATE_FORMAT") == "9 shtator 2024"
        assert date_format(moment, "SHORT_DATE_FORMAT") == "9.9.2024"
        assert time_format(moment, "TIME_FORMAT") == "15:05"
        assert date_format(moment, "DATETIME_FORMAT") == "9 shtator 2024, 15:05"
        assert date_format(moment, "MONTH_DAY_FORMAT") == "9 shtator"
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert localize(1234.5) == "1234,5"
        assert number_format(1234567.89, force_grouping=True) == "1\u00a0234\u00a0567,89"


@pytest.mark.parametrize("names", ["F", "N", "E", "b"])
def test_months_are_in_lower_case(names):
    with override("sq"):
        for month in range(1, 13):
            rendered = date_format(date(2024, month, 9), names)
            assert rendered == rendered.lower()


@pytest.mark.parametrize("names", ["l", "D"])
def test_weekdays_are_in_lower_case(names):
    with override("sq"):
        for day in range(1, 8):
            rendered = date_format(date(2024, 9, day), names)
            assert rendered == rendered.lower()


def test_what_a_reader_says_is_not_called_as_a_state_of_the_channel():
    assert {gettext(text) for text in ["Has moved", "A step is wrong"]} == {
        "Është zhvendosur",
        "Një hap është i gabuar",
    }
    assert gettext("Has changed") == "Ka ndryshuar"
