"""Production starts only with settings that are safe, and its check finds nothing to say."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from blog.embeds import PROVIDERS
from portal.settings import BASE_DIR

SAFE = {
    "DEBUG": "false",
    "SECRET_KEY": "x9Kq2" * 12,
    "ALLOWED_HOSTS": "kanal.example",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp://localhost:25",
}


def manage(*command, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"]} | SAFE | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_deployment_check_is_clean():
    result = manage("check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "insecure-development-key-that-is-long-enough-to-pass-the-length"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ".example,*"),
        ("FRONT_CACHES", "127.0.0.1:6081"),
        ("FRONT_CACHES", "varnish://127.0.0.1:6081,cloudflare://zone-without-token"),
    ],
)
def test_production_refuses_unsafe_settings_in_one_clear_line(name, value):
    result = manage("check", **{name: value})
    assert result.returncode != 0
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_embedded_players_are_exactly_those_that_the_policy_allows():
    players = {f"https://{urlsplit(provider.player).hostname}" for provider in PROVIDERS}
    assert players == set(settings.EMBED_HOSTS)


def test_migrations_are_complete():
    result = manage("makemigrations", "--check", "--dry-run")
    assert result.returncode == 0, result.stdout
