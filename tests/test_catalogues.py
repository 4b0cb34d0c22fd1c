"""Both catalogues hold every string, translated; and dates and plurals are Albanian."""

from datetime import date

import polib
import pytest
from django.template import Context, Template
from django.utils.formats import date_format, localize
from django.utils.translation import ngettext, override

from portal.settings import BASE_DIR


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
