"""Kanal as it is deployed, for those who measure what a browser is sent: HTTPS, static files collected, pages kept."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from portal.settings import BASE_DIR
from tests.store.servers import free_port, running

# The admin's own files are not asked for here; packing them would take a minute.
NOT_COLLECTED = ["wagtail*", "admin", "django*"]


@contextmanager
def deployment(folder, media, make_ready=()):
    """The address of a server with the database `folder/db.sqlite3`, after these commands of manage.py."""
    port = free_port()
    environment = {
        "DEBUG": "false",
        "SECRET_KEY": "x9Kq2" * 12,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": f"https://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(media),
        "STATIC_ROOT": str(folder / "static"),
        "PAGE_STORE": str(folder / "store"),
    }
    ignored = [f"--ignore={pattern}" for pattern in NOT_COLLECTED]
    for command in [*make_ready, ["collectstatic", "--noinput", *ignored]]:
        manage = [sys.executable, "manage.py", *command, "-v0"]
        subprocess.run(manage, cwd=BASE_DIR, env=os.environ | environment, check=True)
    granian = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "tests.with_pictures:application"]
    size = ["--host", "127.0.0.1", "--port", port, "--workers", "1", "--blocking-threads", "4"]
    with running(*granian, *size, *certified(folder), folder=folder, port=port, **environment):
        yield environment["BASE_URL"]


def certified(folder):
    """granian's options for HTTPS with a certificate of this run; it reads keys as PKCS#8 alone."""
    issued = trustme.CA().issue_cert("localhost")
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    (folder / "key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    issued.cert_chain_pems[0].write_to_path(folder / "certificate")
    return ["--ssl-keyfile", folder / "key", "--ssl-certificate", folder / "certificate"]
