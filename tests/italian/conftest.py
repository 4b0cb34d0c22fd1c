"""Kanal with three languages, on a site that was filled with two. tests/test_third_language.py runs this folder."""

import pytest
from django.core.management import call_command

from portal.run import compile_catalogues

compile_catalogues("tests/italian/locale")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The run's own file, migrated and filled with two languages, is migrated once more with three."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def db_access(db):
    """Every test here uses the database; what it writes is rolled back."""
