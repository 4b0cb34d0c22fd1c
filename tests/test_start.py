"""`make run`: what it refuses in one line, what it makes, and that it leaves nothing running."""

import ast
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.core.management import call_command
from wagtail.models import Site

from portal import bootstrap, run
from portal.settings import BASE_DIR


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_bootstrap_parses_on_an_old_python():
    ast.parse((BASE_DIR / "portal/bootstrap.py").read_text(), feature_version=(3, 6))


def test_old_python_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 11, 7, "final", 0))
    with pytest.raises(SystemExit, match=r"^Kanal needs Python 3\.12 or newer; .* is 3\.11\.7\.$"):
        bootstrap.refuse_old_python()


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_occupied_port_is_refused_in_one_line(address):
    with socket.socket() as other:
        other.bind((address, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"^Port {port} is already in use\. Choose another: .*$"):
            run.free_port(str(port))


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", ""])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(SystemExit, match="PORT must be a number"):
        run.free_port(port)


def test_missing_network_is_reported_in_one_line(monkeypatch, tmp_path):
    (tmp_path / "requirements.txt").write_text(f"absent==1 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", bootstrap.Path(sys.executable))
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=r"^requirements\.txt could not be installed; is there a network\?[^\n]*$"):
        bootstrap.install("requirements.txt")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_index(name):
    text = (BASE_DIR / name).read_text()
    assert "//" not in text
    for requirement in re.split(r"\n(?=\w)", re.sub(r"(?m)^ *#.*\n", "", text).strip()):
        assert re.match(r"[\w.-]+==[\w.]+ \\\n    --hash=sha256:", requirement), requirement


@pytest.mark.parametrize("name", ["PORT", "DATABASE_URL", "ADMIN_PASSWORD"])
def test_start_prepares_again_when_the_environment_changed(monkeypatch, name):
    monkeypatch.setenv(name, "sqlite:///one.sqlite3")
    before = run.state()
    assert run.state() == before
    monkeypatch.setenv(name, "sqlite:///two.sqlite3")
    assert run.state() != before


def test_scheduled_publishing_runs_beside_the_server_and_ends_with_it(monkeypatch):
    supervisor = run.Supervisor(port=1)

    def publish():
        supervisor.minutely = [run.start(["sleep", "60"]) for _number in range(2)]

    monkeypatch.setattr(run, "PUBLISH_EVERY", 2)
    monkeypatch.setattr(supervisor, "start_server", lambda: run.start(["sleep", "3.5"]))
    monkeypatch.setattr(supervisor, "wait_for_answer", lambda: True)
    monkeypatch.setattr(supervisor, "publish", publish)
    assert supervisor.run() == 0
    assert [process.returncode for process in supervisor.minutely] == [-signal.SIGTERM] * 2


@pytest.mark.django_db
def test_generated_password_is_printed_once(capsys, client, monkeypatch):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    call_command("ensure_admin")
    password = re.search(r"password: (\S+)  \(shown only now\)", capsys.readouterr().out)[1]
    assert client.login(username="admin", password=password)
    call_command("ensure_admin")
    assert capsys.readouterr().out == ""
    assert client.login(username="admin", password=password)


@pytest.mark.django_db
def test_admin_password_is_honoured_at_creation_and_later(capsys, client, monkeypatch):
    for password in ("first-password", "second-password"):
        monkeypatch.setenv("ADMIN_PASSWORD", password)
        call_command("ensure_admin")
        assert password not in capsys.readouterr().out
        assert client.login(username="admin", password=password)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("base_url", "host", "port"),
    [("http://localhost:8123", "localhost", 8123), ("https://kanal.example", "kanal.example", 443)],
)
def test_site_follows_the_port(settings, base_url, host, port):
    settings.BASE_URL = base_url
    call_command("follow_port")
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port, site.root_url) == (host, port, base_url)


@pytest.fixture
def start(tmp_path):
    """A function that starts Kanal on an empty folder and returns the process, its address and its log."""
    port = free_port()
    environment = os.environ | {
        "PORT": str(port),
        "BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "ADMIN_PASSWORD": "a-password-of-tests",
    }
    stamp = run.STAMP.read_text() if run.STAMP.exists() else None

    def start():
        log = (tmp_path / "log").open("w")
        command = [sys.executable, "-m", "portal.run"]
        process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log)
        return process, f"http://localhost:{port}", tmp_path / "log"

    yield start
    if stamp is None:
        run.STAMP.unlink(missing_ok=True)
    else:
        run.STAMP.write_text(stamp)


def wait_for_page(process, url):
    deadline = time.monotonic() + 400
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return urllib.request.urlopen(url, timeout=30).read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("Kanal did not answer")


def test_first_and_second_start(start):
    process, url, log = start()
    try:
        assert f'<link rel="canonical" href="{url}/sq/">' in wait_for_page(process, f"{url}/sq/")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert "Demo:" in log.read_text()

    process, url, log = start()
    try:
        wait_for_page(process, f"{url}/sq/")
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert "Preparing" not in log.read_text()
    run.free_port(url.rpartition(":")[2])
