"""The tests' own environment: nothing of a developer's .env, database or uploads reaches them."""

import os
import shutil
import subprocess
import sys
from fcntl import LOCK_EX, flock
from io import BytesIO
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.template import RequestContext
from django.test import client, override_settings
from django.utils.translation import activate
from PIL import Image
from pytest_django import fixtures

from portal.run import compile_catalogues
from tests.snapshots import clear_caches, restore, save

ROOT = Path(__file__).parent.parent
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
    first = {item.path: place for place, item in reversed([*enumerate(items)])}

    def place(item):
        """Within a file, the tests that begin with its own rows come after those that begin with an empty site."""
        name = item.path.name
        longest = LONGEST.index(name) if name in LONGEST else len(LONGEST)
        return longest, first[item.path], not {"for_file", "demo"}.isdisjoint(item.fixturenames)

    items.sort(key=place)


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
def shared_folder(tmp_path_factory, worker_id):
    """The folder of all processes of this run: what is slow to make is made there by one of them."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def made_once(path, make):
    """The file at a path, made by the process that comes first; the others wait for it."""
    with path.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not path.exists():  # as copies in PostgreSQL, which each process has for itself, never do
            make(path)
    return path


def migrate(path):
    """Another process does it: this one's connection has yet to be led away from the developer's database."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": f"sqlite:///{path}"}, check=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings, tmp_path_factory, pytestconfig, worker_id, shared_folder
):
    """A database in a file, so that the browser tests' server can have connections of its own.

    With --reuse-db it is kept beside pytest's own cache, which spares half a minute of migrations.
    """
    if connection.vendor != "sqlite":
        return
    keep = pytestconfig.getoption("reuse_db")
    folder = pytestconfig.cache.mkdir("database") if keep else tmp_path_factory.mktemp("database")
    file = folder / f"test-{worker_id}.sqlite3"
    if not keep:
        shutil.copy(made_once(shared_folder / "migrated", migrate), file)
    connection.settings_dict["TEST"]["NAME"] = str(file)
    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """The file that was copied is used as it is."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def contexts_of_pages():
    """`response.context` is that of the view's own template. The test client would copy, too, those of the thousand
    icons and widgets that a screen of the admin includes: a tenth of its tests' time.
    """
    store = client.store_rendered_templates

    def store_own(found, signal, sender, template, context, **kwargs):
        if context.template is template and isinstance(context, RequestContext):
            store(found, signal, sender, template, context, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", store_own)
        yield


@pytest.fixture(autouse=True)
def empty_caches():
    """No test sees what another left in a cache: rolled-back rows give their keys to later ones."""
    clear_caches()
    yield
    clear_caches()


@pytest.fixture(autouse=True)
def default_language():
    """A request leaves its language active in this thread; each test begins in Albanian."""
    activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def empty_copy(django_db_setup, django_db_blocker, shared_folder):
    """A copy of the database as migrated. Flushing every table instead would also lose what migrations put there."""
    with django_db_blocker.unblock():
        return made_once(shared_folder / "empty", save)


@pytest.fixture(scope="session")
def snapshots(empty_copy, shared_folder, settings_of_tests, django_db_blocker):
    """Where copies of the database lie: `empty` as migrated, `demo` with the demo loaded."""
    pictures = shared_folder / "pictures-of-demo"

    def load(path):
        call_command("load_demo", verbosity=0)
        shrink_pictures()
        call_command("prepare_pictures", verbosity=0)
        shutil.copytree(settings.MEDIA_ROOT, pictures, dirs_exist_ok=True)
        save(path)
        restore(empty_copy)

    with django_db_blocker.unblock():
        made_once(shared_folder / "demo", load)
    shutil.copytree(pictures, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return shared_folder


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


@pytest.fixture(scope="module")
def for_file(django_db_setup, django_db_blocker):
    """What a fixture of the whole file makes after this one stands around the transactions of its tests.

    There is one such set of rows in a file, so that no test meets another's. A fixture of each test hands out
    objects of its own (deepcopy, or make.fresh): what a test does to rows is rolled back, to objects it is not.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        activate(settings.LANGUAGE_CODE)
        yield
        transaction.set_rollback(True)
