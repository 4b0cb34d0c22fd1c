"""Kanal with one more language: what portal/settings.py would say, and where the migration for it lies."""

from portal.settings import *  # noqa: F403
from portal.settings import BASE_DIR
from portal.settings import LANGUAGES as TWO_LANGUAGES
from portal.settings import LOCALE_PATHS as OUR_LOCALES

LANGUAGES = [*TWO_LANGUAGES, ("it", "Italiano")]
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(code for code, _name in LANGUAGES)
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "tests/italian/locale", *OUR_LOCALES]
MIGRATION_MODULES = {app: f"tests.italian.migrations.{app}" for app in ("pages", "blog", "help", "cart")}
