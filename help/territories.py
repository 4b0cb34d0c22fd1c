"""Names of countries and languages in the reader's language, from CLDR."""

from babel import Locale

from portal.pages.languages import codes, current, language_name

ALBANIAN_SPEAKING = {"AL", "XK", "MK"}
OTHER_LANGUAGES = ["it", "de", "fr", "es", "el", "tr", "mk", "sr", "pt", "nl", "ar", "ja", "zh"]


def country_name(code):
    return Locale(current()).territories.get(code, code)


def country_choices():
    """`[(ISO 3166 code, name)]`: where Albanian is spoken first, the rest by name.

    Groups of countries have longer codes in CLDR.
    """
    names = Locale(current()).territories
    countries = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"]
    return sorted(countries, key=lambda pair: (pair[0] not in ALBANIAN_SPEAKING, pair[1]))


def language_choices():
    return [(code, language_name(code)) for code in dict.fromkeys([*codes(), *OTHER_LANGUAGES])]
