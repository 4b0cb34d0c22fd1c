"""What depends on the database is tested once more on PostgreSQL, against a server of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from portal.bootstrap import find_postgres
from portal.settings import BASE_DIR

# How it searches, what it locks, and what it notes of changes.
ASKED = ["tests/search", "tests/cart/test_at_once.py", "tests/store/test_rows.py"]
# No other machine reaches it, and nothing here has to outlive the test.
QUICK = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


@pytest.fixture
def postgres():
    """The DATABASE_URL of a PostgreSQL that listens on a Unix socket only and ends with the test."""
    programs = find_postgres()
    if not programs:
        if os.environ.get("NEED_SERVERS") == "1":
            pytest.fail("NEED_SERVERS=1, and no PostgreSQL is installed.")
        pytest.skip("PostgreSQL is not installed, so search was tested on SQLite alone.")
    folder = Path(tempfile.mkdtemp(prefix="kanal-postgres-"))
    owner = owner_of(folder)

    def run(program, *arguments):
        command = [programs / program, *arguments]
        subprocess.run(command, check=True, timeout=60, cwd=folder, stdout=subprocess.DEVNULL, **owner)

    data = folder / "data"
    try:
        run(
            "initdb", "-D", data, "--username=kanal", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        run("pg_ctl", "-D", data, "-w", "-t", "30", "-l", folder / "log", "-o", f"-k {folder} {QUICK}", "start")
        try:
            run("createdb", "-h", folder, "-U", "kanal", "kanal")
            yield f"postgres://kanal@/{folder}/kanal"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def owner_of(folder):
    """PostgreSQL refuses to run as root; Debian has made a user for it."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def test_it_is_the_same_on_postgresql(postgres):
    # Both: pytest-django may read the settings before tests/conftest.py has made its environment.
    environment = os.environ | {"DATABASE_URL_OF_TESTS": postgres, "DATABASE_URL": postgres}
    command = [sys.executable, "-m", "pytest", *ASKED, "-q", "-p", "no:cacheprovider", "-o", "addopts="]
    # Ranking is the same Python on either; loading the demo would take half of the time.
    command += ["--ignore", "tests/search/test_demo.py"]
    run = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=1500)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert "Tested on postgresql." in run.stdout
