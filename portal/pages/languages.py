"""What each language of the site shows: the one place that decides it for pages, topics, companies and authors."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, override

# Open Graph wants a territory, hreflang does not: Albanian is read in Albania, Kosovo and North Macedonia.
OG_LOCALES = {"sq": "sq_AL", "en": "en_GB"}


def codes():
    """The site's language codes, the default one first."""
    return [code for code, _name in settings.LANGUAGES]


def current():
    """The active language if the site speaks it, else the default one."""
    language = get_language()
    return language if language in codes() else settings.LANGUAGE_CODE


@contextmanager
def default_language():
    """Activate the default language: modeltranslation writes the unsuffixed columns in the active one."""
    with override(settings.LANGUAGE_CODE):
        yield


def localized_name(field, code):
    """`("title", "en")` → `"title_en"`: the column that holds a translated field in one language."""
    return f"{field}_{code.replace('-', '_')}"


def value_in(instance, field, code):
    """The value of a translated field in one language, without falling back to another."""
    return getattr(instance, localized_name(field, code))


def shown_language(instance, field):
    """The language of what `instance.field` shows now: the active one, or the default as its fallback.

    A field that is not translated (a company's name) is in no language of its own, so the active one is right.
    """
    code = current()
    untranslated = not hasattr(instance, localized_name(field, code))
    return code if untranslated or value_in(instance, field, code) else settings.LANGUAGE_CODE


def language_name(code):
    """`"sq"` → `"Albanian"`, or `"shqip"` to those who read Albanian (CLDR)."""
    return Locale(current()).languages.get(code, code)


def url_in(instance, code):
    """The address of a page, topic, company or author in one language."""
    with override(code):
        return instance.get_absolute_url()


@dataclass
class LanguageEntry:
    """One line of the language switcher."""

    code: str
    name: str
    url: str
    current: bool
    has_translation: bool


class Languages:
    """The languages of one public page, seen from the language it is read in.

    `instance` has `get_absolute_url()` and `speaks(code)`: a page, a topic, a company or an author.
    """

    def __init__(self, instance):
        self.instance = instance
        self.active = current()

    @cached_property
    def spoken(self):
        return [code for code in codes() if code == settings.LANGUAGE_CODE or self.instance.speaks(code)]

    @property
    def is_translated(self):
        return self.active in self.spoken

    @property
    def content(self):
        """The language of the text itself."""
        return self.active if self.is_translated else settings.LANGUAGE_CODE

    @property
    def canonical(self):
        return url_in(self.instance, self.content)

    @property
    def alternates(self):
        """`[(hreflang, path)]`, the same from every language; `x-default` is the default language's address."""
        if len(self.spoken) < 2:
            return []
        pairs = [(code, url_in(self.instance, code)) for code in self.spoken]
        return [*pairs, ("x-default", url_in(self.instance, settings.LANGUAGE_CODE))]

    @property
    def og_locale(self):
        return OG_LOCALES.get(self.content, self.content)

    @property
    def og_locale_alternates(self):
        return [OG_LOCALES.get(code, code) for code in self.spoken if code != self.content]

    @property
    def switcher(self):
        return [
            LanguageEntry(code, name, url_in(self.instance, code), code == self.active, code in self.spoken)
            for code, name in settings.LANGUAGES
        ]
