"""`make run`, inside .venv: bring the database up to date, serve Kanal, do what is due each minute and each day."""

import errno
import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import environ
import psycopg

ROOT = Path(__file__).resolve().parent.parent
STAMP = Path(sys.prefix) / "prepared.sha256"  # in .venv
# What load_demo and the migrations are made of: when none of it changed, a start has nothing to prepare.
SOURCES = ("requirements.txt", "*/migrations/*.py", "portal/*/migrations/*.py", "portal/demo/**/*.*")
CATALOGUES = ("locale", "portal/pages/wagtail_words")
WATCHED = {".py", ".html", ".po", ".svg"}
PUBLISH_EVERY = 60  # seconds
PUBLISH_AT_MOST = 50
EACH_MINUTE = ["publish_scheduled", "send_order_mails"]
TIDY_EVERY = 24 * 3600
TIDYING = [
    "forget_changes",
    "forget_customers",
    "forget_old_reports",
    "forget_old_searches",
    "forget_old_views",
    "prepare_pictures",
    "sweep_carts",
    "turn_notices",
]


def main():
    on_ending(interrupt)
    environ.Env.read_env(ROOT / ".env")
    os.environ.setdefault("DEBUG", "true")
    port = free_port(os.environ.setdefault("PORT", "8000"))
    compile_catalogues()
    prepare()
    return Supervisor(port).run()


def on_ending(handler):
    """Ctrl+C, a plain kill and a closed terminal all mean the same: end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def interrupt(*_):
    """End once: a second signal, as make and a terminal send one each, must not break the ending off."""
    on_ending(signal.SIG_IGN)
    raise KeyboardInterrupt


def free_port(text):
    """PORT as a number, or one line that says why Kanal cannot serve there."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, int(text)))
        except PermissionError:
            sys.exit(f"Port {text} is reserved for the system. Choose another: PORT=8000 make run")
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"Port {text} is already in use. Choose another: PORT={int(text) + 1} make run")
    return int(text)


def compile_catalogues(*folders):
    """Compile <folder>/*/LC_MESSAGES/django.po where it is newer than its .mo; needs no system gettext."""
    for folder in folders or CATALOGUES:
        catalogues = list(ROOT.glob(f"{folder}/*/LC_MESSAGES/django.po"))
        if any(is_older(po.with_suffix(".mo"), po) for po in catalogues):
            run_or_stop([beside_python("pybabel"), "-q", "compile", "-d", folder, "-D", "django"])


def is_older(made, source):
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def prepare():
    """Migrate, load the demo, make the admin, set the port; nothing when all is as at the last start."""
    if STAMP.exists() and STAMP.read_text() == state():
        return
    print("Preparing the database and the demo …", flush=True)
    run_or_stop([sys.executable, "manage.py", "prepare_demo"])
    STAMP.write_text(state())
    STAMP.chmod(0o600)


def state():
    """One hash over the sources, the environment and the database that a start depends on."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern) if path.suffix != ".pyc"):
        digest.update(path.read_bytes())
    names = ("DATABASE_URL", "PORT", "BASE_URL", "MEDIA_ROOT", "ADMIN_PASSWORD")
    digest.update(repr([os.environ.get(name) for name in names]).encode())
    digest.update(repr(database_mark()).encode())
    # Slow on purpose: the hash includes ADMIN_PASSWORD.
    return hashlib.pbkdf2_hmac("sha256", digest.digest(), b"kanal", 200_000).hex()


def database_mark():
    """When the database was first migrated and how far: it differs after a reset or a restored backup."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{ROOT / 'db.sqlite3'}"
    try:
        with closing(connect(environ.Env.db_url_config(url))) as connection:
            return connection.execute("SELECT min(applied), count(*) FROM django_migrations").fetchone()
    except (sqlite3.Error, psycopg.Error):
        return None


def connect(config):
    if config["ENGINE"].endswith("sqlite3"):
        return sqlite3.connect(f"file:{config['NAME']}?mode=ro", uri=True)
    keys = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return psycopg.connect(**{key: config[name] or None for key, name in keys.items()}, connect_timeout=5)


def run_or_stop(command):
    process = start(command)
    try:
        failed = process.wait()
    finally:
        end(process)
    if failed:
        sys.exit(f"Kanal did not start: {' '.join(command[1:])} failed; its words are above.")


def beside_python(tool):
    """The path of a tool that is installed in the same environment as this Python."""
    return str(Path(sys.executable).with_name(tool))


class Supervisor:
    """The server and, beside it, what is due each minute and each day; all end with this process, Ctrl+C included.

    The server is granian, as in production: it imports the project once, which runserver does twice and so
    misses five seconds. What granian lacks is done here: a change of code or template restarts it.
    """

    def __init__(self, port):
        self.port = port
        self.url = f"http://localhost:{port}"
        self.server = None
        self.minutely, self.tidying, self.tidy_due = [], [], 0

    def run(self):
        """Serve until told to stop (0) or until the server ends by itself (its exit code)."""
        try:
            self.server = self.start_server()
            if self.wait_for_answer():
                print(f"Kanal: {self.url}   Admin: {self.url}/admin/   Stop: Ctrl+C", flush=True)
            return self.watch()
        except KeyboardInterrupt:
            return 0
        finally:
            for process in [*self.minutely, *self.tidying, self.server]:
                end(process)

    def start_server(self):
        address = ["--host", "127.0.0.1", "--port", str(self.port)]
        size = ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
        app = ["--interface", "wsgi", "portal.wsgi:application"]
        return start([beside_python("granian"), *address, *size, *app])

    def wait_for_answer(self):
        """Ask for the first page until there is one, so that the reader's own first page is quick."""
        while self.server.poll() is None:
            try:
                urllib.request.urlopen(self.url, timeout=30).close()
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def watch(self):
        sources, due, edited = newest_source(), time.monotonic() + PUBLISH_EVERY, False
        while edited or self.server.poll() is None:
            time.sleep(1)
            if newest_source() != sources:
                sources, edited = newest_source(), True
                compile_catalogues()
                end(self.server)
                self.server = self.start_server()
            if time.monotonic() >= due:
                due = time.monotonic() + PUBLISH_EVERY
                self.publish()
                self.tidy()
            elif time.monotonic() >= due - PUBLISH_EVERY + PUBLISH_AT_MOST:
                for process in self.minutely:
                    end(process)
        return self.server.returncode

    def publish(self):
        """What production does each minute."""
        self.minutely = [start([sys.executable, "manage.py", command]) for command in EACH_MINUTE]

    def tidy(self):
        """What production does once a day; here with the first minute, too."""
        if time.monotonic() >= self.tidy_due:
            self.tidy_due = time.monotonic() + TIDY_EVERY
            self.tidying = [start([sys.executable, "manage.py", command, "-v0"]) for command in TIDYING]


def newest_source():
    """A value that changes when a source file is edited, added or removed."""
    times = []
    for folder in ("portal", "blog", "help", "templates", "locale", "static/icons"):
        for path in (ROOT / folder).rglob("*"):
            with suppress(FileNotFoundError):
                if path.suffix in WATCHED:
                    times.append(path.stat().st_mtime)
    return len(times), max(times)


def start(command):
    """Start a child in a session of its own, so that Ctrl+C reaches this process alone and it ends them in order."""
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def end(process):
    """End a child and what it started: politely, and after five seconds for certain."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
