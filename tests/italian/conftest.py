"""Kanal with three languages, on a site that was filled with two. tests/test_third_language.py runs this folder."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from portal.run import compile_catalogues
from portal.settings import BASE_DIR

compile_catalogues("tests/italian/locale")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """Migrate and fill with two languages, then migrate once more with three. The database is the run's own file."""
    for command in ("migrate", "load_demo"):
        two_languages = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
        arguments = [sys.executable, "manage.py", command, "--verbosity=0"]
        subprocess.run(arguments, cwd=BASE_DIR, env=two_languages, check=True, timeout=300)
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def db_access(db):
    """Every test here uses the database; what it writes is rolled back."""
