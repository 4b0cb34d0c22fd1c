"""What each language of the site shows: the one place that decides it for pages, topics, companies and authors."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.urls import translate_url
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_from_path, override

# Open Graph wants a territory, hreflang does not: Albanian is read in Albania, Kosovo and North Macedonia.
# Where CLDR's likeliest territory is not the one that we write for, it is named here.
OG_LOCALES = {"en": "en_GB"}


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
    """The language of what `instance.field` shows now: the active one, or the first that says anything.

    This is the order in which modeltranslation falls back (`MODELTRANSLATION_FALLBACK_LANGUAGES`). A field that
    is not translated (a company's name) is in no language of its own, so the active one is right.
    """
    active = current()
    if not hasattr(instance, localized_name(field, active)):
        return active
    return next((code for code in [active, *codes()] if value_in(instance, field, code)), active)


def language_name(code):
    """`"sq"` → `"Albanian"`, or `"shqip"` to those who read Albanian (CLDR)."""
    return Locale(current()).languages.get(code, code)


def language_choices(some=None):
    """`[("sq", "Albanian"), …]` for forms and filters: the site's languages, or `some` codes."""
    return [(code, capfirst(language_name(code))) for code in (codes() if some is None else some)]


def og_locale(code):
    """`"sq"` → `"sq_AL"`: a language with the territory that Open Graph asks for (CLDR's likely subtags)."""
    likely = get_global("likely_subtags").get(code, code)
    parts = likely.split("_")
    return OG_LOCALES.get(code) or f"{parts[0]}_{parts[-1]}"


def url_in(instance, code):
    """The address of a page, topic, company or author in one language."""
    with override(code):
        return instance.get_absolute_url()


def absolute_url(root_url, address):
    """`"https://kanal.example"`, `"/sq/"` → `"https://kanal.example/sq/"`; "" where there is no address.

    A page of another site of the same installation has a whole address already, which stays what it is.
    """
    return root_url + address if address.startswith("/") else address


def spoken_codes(speaks):
    """The languages that a text is offered in; `speaks(code)` says whether it is written in one.

    A text that is written in none is offered in the default language, which has its title at least.
    `BasePageQuerySet.speaking` asks the database the same.
    """
    return [code for code in codes() if speaks(code)] or [settings.LANGUAGE_CODE]


class SiteView:
    """An address that is no page (a list of topics, the search, the cart): it is there in every language."""

    is_public = True

    def __init__(self, path):
        self.path = path

    def speaks(self, code):
        return True

    def get_absolute_url(self):
        wanted = current()
        with override(get_language_from_path(self.path)):
            return translate_url(self.path, wanted)


@dataclass
class LanguageEntry:
    """One line of the language switcher. `has_translation` is False where another language is shown instead."""

    code: str
    name: str
    url: str
    current: bool
    has_translation: bool


@dataclass(frozen=True)
class Notice:
    """What a reader is told above the text: `kind` is "untranslated" or "stale"; `url` leads to the truth."""

    kind: str
    language: str
    url: str


class Languages:
    """All that depends on a page's languages, decided in this one place; docs/languages.md has it as a table.

    `instance` has `get_absolute_url()` and `speaks(code)`, and may have `is_public` and `stale_languages`: a page,
    a topic, a company, an author or a `SiteView`. `requested` is the language of the address, the active one
    unless it is named.
    """

    def __init__(self, instance, requested=None):
        self.instance = instance
        self.requested = requested or current()

    @property
    def is_public(self):
        """Drafts, private and scheduled pages, and what stands below such a page, have no address at all."""
        return getattr(self.instance, "is_public", True)

    @cached_property
    def spoken(self):
        return spoken_codes(self.instance.speaks)

    @property
    def is_translated(self):
        return self.requested in self.spoken

    @property
    def is_stale(self):
        """Whether the default language has changed its meaning since this translation was written."""
        original = self.requested == settings.LANGUAGE_CODE
        return not original and self.is_translated and self.requested in getattr(self.instance, "stale_languages", ())

    @property
    def html(self):
        """`<html lang>`: what surrounds the text is always in the language of the address."""
        return self.requested

    @property
    def content(self):
        """The language of the text itself."""
        return self.requested if self.is_translated else self.spoken[0]

    @property
    def canonical(self):
        """The path that the page is known by; empty for what is not public."""
        return url_in(self.instance, self.content) if self.is_public else ""

    @cached_property
    def addresses(self):
        """`[(code, path)]` of each language that the text is in: what sitemap, feeds and API list."""
        return [(code, url_in(self.instance, code)) for code in self.spoken] if self.is_public else []

    @property
    def alternates(self):
        """`[(hreflang, path)]`, the same from every language; `x-default` is the default language's address."""
        if len(self.addresses) < 2:
            return []
        return [*self.addresses, ("x-default", self.addresses[0][1])]

    @property
    def og_locale(self):
        return og_locale(self.content)

    @property
    def og_locale_alternates(self):
        return [og_locale(code) for code in self.spoken if code != self.content]

    @property
    def in_feed(self):
        """Whether the feed of the requested language has an entry for it."""
        return self.is_public and self.is_translated

    @property
    def switcher(self):
        """Where each language leads: never to an address that is not there, so home from what is not public."""
        return [
            LanguageEntry(
                code,
                name,
                url_in(self.instance, code) if self.is_public else f"/{code}/",
                code == self.requested,
                code in self.spoken,
            )
            for code, name in settings.LANGUAGES
        ]

    @property
    def notice(self):
        if not self.is_translated:
            return Notice("untranslated", self.content, self.canonical)
        if self.is_stale:
            original = settings.LANGUAGE_CODE
            return Notice("stale", original, url_in(self.instance, original) if self.is_public else "")
        return None
