"""Tests in a real browser: the demo behind a live server, with nothing but this machine within reach."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from portal.bootstrap import find_browser
from tests.snapshots import restore

HERE = Path(__file__).parent
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Two browsers at once on a small machine need longer than Playwright's five seconds.
expect.set_options(timeout=20_000)
# Wagtail saves by itself what differs from the form as it was at the last "watch-edits", one for each "ready",
# some time after the page has loaded.
NOTE_WATCHING = """
let expected = 0;
addEventListener("w-unsaved:ready", () => { expected += 1; });
addEventListener("w-unsaved:watch-edits", () => { if (--expected === 0) document.body.dataset.watched = ""; });
"""
# Playwright keeps an event loop in the tests' thread, where Django would refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(config, items):
    ours = [item for item in items if HERE in item.path.parents]
    if os.environ.get("NO_BROWSER") == "1":
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)
    elif ours and not find_browser():
        pytest.exit("The browser tests need Chromium and there is none; NO_BROWSER=1 leaves them out.", returncode=1)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium, which looks nothing up but this machine and asks nobody for updates."""
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": find_browser(), "args": arguments}


@pytest.fixture(scope="session")
def live_portal(django_db_setup):
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def server(live_portal, snapshots, django_db_blocker, settings):
    """The URL of a running Kanal with the demo. A test may write with the ORM or the browser: all is undone."""
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_portal.url
    with django_db_blocker.unblock():
        restore(snapshots / "demo")
        call_command("follow_port")
        yield live_portal.url
        restore(snapshots / "empty")


@pytest.fixture
def page_at(server, new_context):
    """A function that opens a page: page_at(width=360, scheme="dark", java_script=False).goto("/sq/").

    The test fails when such a page logs an error or asks any other machine for anything.
    """
    problems = []

    def open_page(width=1280, scheme="light", java_script=True, height=900, **options):
        context = new_context(
            base_url=server,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=java_script,
            **options,
        )
        context.on("request", lambda request: problems.extend(foreign(request)))
        context.on("console", lambda message: problems.extend(errors(message)))
        context.on("weberror", lambda error: problems.append(f"uncaught: {error.error}"))
        return context.new_page()

    yield open_page
    assert not problems, "\n".join(problems)


@pytest.fixture
def sign_in(server, settings):
    """A function that gives a page the session of a user, beside those of other pages: sign_in(page, user)."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.add_init_script(NOTE_WATCHING)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])

    return sign_in


@pytest.fixture
def assert_accessible():
    """A function that runs axe on a page and fails with its report."""

    def check(page):
        results = Axe().run(page, options={"runOnly": ACCESSIBILITY_RULES})
        assert results.violations_count == 0, results.generate_report()

    return check


def foreign(request):
    """What a request asks of another machine, as a list to record."""
    address = urlsplit(request.url)
    if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOOPBACK:
        return [f"asked another machine: {request.url}"]
    return []


def errors(message):
    """What a console message reports as an error: not that the page itself is a 404, nor that a change was refused."""
    itself = message.page and message.location["url"] == message.page.url
    is_refusal = "status of 400" in message.text or "status of 409" in message.text
    if message.type != "error" or (itself and "status of 4" in message.text) or is_refusal:
        return []
    return [f"console: {message.text} ({message.location['url']})"]
