"""The tests' own environment: nothing of a developer's .env, database or uploads reaches them."""

import os
from io import BytesIO

import django
import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.test import override_settings
from PIL import Image
from pytest_django import fixtures

from portal.run import compile_catalogues
from tests.snapshots import restore, save

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DEBUG": "true",
    "SECRET_KEY": "insecure-key-of-the-tests",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    # Another database's tests are a run of their own (test_postgres.py).
    "DATABASE_URL": os.environ.get("DATABASE_URL_OF_TESTS", "sqlite://:memory:"),
    "BASE_URL": "http://localhost:8000",
    "EMAIL_URL": "memorymail://",
    "LOG_LEVEL": "ERROR",
}
compile_catalogues()
django.setup()

# A run with settings of its own, started by test_third_language.py.
collect_ignore = ["italian"]


# One of their tests takes minutes, so they begin first: whoever comes last lets the other cores wait.
LONGEST = ["test_postgres.py", "test_third_language.py", "test_start.py"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_terminal_summary(terminalreporter):
    if connection.vendor != "sqlite":
        terminalreporter.write_line(f"Tested on {connection.vendor}.")
    if os.environ.get("NO_BROWSER") == "1":
        terminalreporter.write_line("NO_BROWSER=1: the tests in tests/browser were left out.", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(tmp_path_factory):
    """Uploads go to a folder of this run, passwords are hashed quickly, and no thread writes counts beside a test.

    Static files are found when they are asked for, as with `make run`: listing them all would be done anew for each
    test's client.
    """
    values = {
        "MEDIA_ROOT": str(tmp_path_factory.mktemp("media")),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "COUNTS_WRITTEN_EVERY": None,
        "WHITENOISE_AUTOREFRESH": True,
    }
    with override_settings(**values):
        yield


@pytest.fixture(scope="session")
def django_test_environment(django_test_environment):
    """The database is set up for the browser tests too: they use it without pytest-django's own marker."""
    fixtures._get_databases_for_setup = lambda items: ({DEFAULT_DB_ALIAS}, set())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory, pytestconfig, worker_id):
    """A database in a file, so that the browser tests' server can have connections of its own.

    With --reuse-db it is kept beside pytest's own cache, which spares half a minute of migrations.
    """
    if connection.vendor != "sqlite":
        return
    keep = pytestconfig.getoption("reuse_db")
    folder = pytestconfig.cache.mkdir("database") if keep else tmp_path_factory.mktemp("database")
    connection.settings_dict["TEST"]["NAME"] = str(folder / f"test-{worker_id}.sqlite3")
    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(autouse=True)
def empty_caches():
    """No test sees what another left in a cache: rolled-back rows give their keys to later ones."""
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def default_language():
    """A request leaves its language active in this thread; each test begins in Albanian."""
    from django.conf import settings
    from django.utils.translation import activate

    activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def empty_copy(django_db_setup, django_db_blocker, tmp_path_factory):
    """A copy of the database as migrated. Flushing every table instead would also lose what migrations put there."""
    copy = tmp_path_factory.mktemp("snapshots") / "empty"
    with django_db_blocker.unblock():
        save(copy)
    return copy


@pytest.fixture(scope="session")
def snapshots(empty_copy, django_db_blocker):
    """Where copies of the database lie: `empty` as migrated, `demo` with the demo loaded."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        shrink_pictures()
        call_command("prepare_pictures", verbosity=0)
        save(empty_copy.with_name("demo"))
        restore(empty_copy)
    return empty_copy.parent


def shrink_pictures():
    """The demo's drawings a tenth as wide: what is made of them takes seconds, not minutes."""
    from portal.pages.models import PortalImage

    for image in PortalImage.objects.iterator():
        with image.open_file() as file:
            drawing, small = Image.open(file), BytesIO()
            drawing.resize((drawing.width // 10, drawing.height // 10)).save(small, "PNG")
        image.file.storage.delete(image.file.name)
        image.file = ContentFile(small.getvalue(), name=image.filename)
        image.save()


@pytest.fixture
def committed(empty_copy, django_db_blocker):
    """For a test whose threads see each other's rows: nothing is rolled back, all is undone by the copy."""
    with django_db_blocker.unblock():
        yield
        restore(empty_copy)


@pytest.fixture(scope="module")
def demo(snapshots, django_db_blocker):
    """The demo, for the tests of a whole file."""
    with django_db_blocker.unblock():
        restore(snapshots / "demo")
        yield
        restore(snapshots / "empty")
