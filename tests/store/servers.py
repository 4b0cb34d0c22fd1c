"""Kanal as it is deployed: granian with its page store, beside nginx or Varnish, on ports of this machine alone."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from portal.bootstrap import find_program
from tests.store.asking import Answer

# Not from the settings: `make bench` chooses its own before they are read.
BASE_DIR = Path(__file__).resolve().parents[2]
SOON = 30  # seconds: for what comes at once on an idle machine


def program(name):
    """The path of a server's program; the test is skipped without it, unless NEED_SERVERS=1."""
    found = find_program(name)
    if not found:
        if os.environ.get("NEED_SERVERS") == "1":
            pytest.fail(f"NEED_SERVERS=1, and {name} is not installed.")
        pytest.skip(f"{name} is not installed.")
    return found


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*command, folder, port, **environment):
    """A server, from when it listens until the end of the block; its words are in `<folder>/<port>.log`."""
    with (Path(folder) / f"{port}.log").open("w") as log:
        # In a session of its own, so that what it starts ends with it, also where it was killed itself.
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=BASE_DIR,
            env=os.environ | environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until(lambda: listens(port), process)
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def listens(port):
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(is_so, process=None):
    """Ask until it is so; the test fails after SOON seconds, or when the process has ended."""
    end = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < end, "it is not so yet"
        assert process is None or process.poll() is None, "the server has ended"
        time.sleep(0.02)


class Machine:
    """One machine with a database, a page store and any number of processes."""

    def __init__(self, folder, database):
        self.folder = folder
        self.database = folder / "db.sqlite3"
        shutil.copyfile(database, self.database)
        with closing(sqlite3.connect(self.database)) as copy:
            copy.execute("PRAGMA journal_mode=WAL")

    def process(self, **environment):
        """A granian of one worker, and the port on which it answers."""
        port = free_port()
        told = {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DEBUG": "true",
            "PAGE_STORE": str(self.folder / "store"),
            "LOG_LEVEL": "WARNING",
        } | environment
        granian = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "portal.wsgi:application"]
        size = ["--host", "127.0.0.1", "--port", port, "--workers", "1", "--blocking-threads", "4"]
        return port, running(*granian, *size, folder=self.folder, port=port, **told)

    def write(self, sql, *values):
        """As any other program would."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            connection.execute(sql, values)


def get(port, path, **headers):
    """The answer of a server of this machine, whatever its status; redirects are not followed."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with opener.open(request, timeout=SOON) as answer:
            return Answer(str(answer.status), answer.headers.items(), answer.read())
    except urllib.error.HTTPError as error:
        return Answer(str(error.code), error.headers.items(), error.read())


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


opener = urllib.request.build_opener(Stay)
