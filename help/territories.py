"""Names of countries and languages in the reader's language, from CLDR."""

from babel import Locale

from portal.pages.languages import codes, current

OTHER_LANGUAGES = ["it", "de", "fr", "es", "el", "tr", "mk", "sr", "pt", "nl", "ar", "ja", "zh"]


def country_name(code):
    return Locale(current()).territories.get(code, code)


def language_name(code):
    return Locale(current()).languages.get(code, code)


def country_choices():
    """`[(ISO 3166 code, name)]` sorted by name; groups of countries have longer codes in CLDR."""
    names = Locale(current()).territories
    countries = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"]
    return sorted(countries, key=lambda pair: pair[1])


def language_choices():
    return [(code, language_name(code)) for code in [*codes(), *OTHER_LANGUAGES]]
