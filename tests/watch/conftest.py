"""Real servers on this machine, names that lead to them, and a visitor who may go there and nowhere else."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from portal.watch.guard import Guard, NoHostError, system_addresses
from portal.watch.turns import Turns
from portal.watch.visiting import Visitor

HERE = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.server.seen.append((self.command, self.headers["Host"].split(":")[0], self.path))
        self.server.headers.append(dict(self.headers))
        page = self.server.pages.get(self.path, 404)
        if isinstance(page, dict):  # by method
            page = page[self.command]
        if callable(page):
            return page(self)
        code, headers = page if isinstance(page, tuple) else (page, {})
        self.reply(code, headers)

    do_HEAD = do_GET = answer  # noqa: N815

    def reply(self, code, headers=None, length=0):
        self.send_response(code)
        for name, value in {"Content-Length": str(length), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_arguments):
        pass


class WebServer(ThreadingHTTPServer):
    """`pages` says how each path is answered: a status, `(status, headers)`, a function of the handler, or
    `{method: one of these}`. `seen` are the requests, `(method, host, path)`.
    """

    daemon_threads = True

    def __init__(self, pages, certificate=None):
        super().__init__((HERE, 0), Handler)
        self.pages, self.seen, self.headers, self.released = pages, [], [], threading.Event()
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def port(self):
        return self.server_address[1]

    def url(self, path="/", host="site.example"):
        return f"{self.scheme}://{host}:{self.port}{path}"

    def handle_error(self, request, client_address):
        """A client that hangs up is what these tests are about."""

    def end(self):
        self.released.set()
        self.shutdown()
        self.server_close()


@pytest.fixture
def serve():
    """A function that starts a server with these pages: `serve({"/": 200}, certificate)`."""
    servers = []

    def start(pages, certificate=None):
        servers.append(WebServer(pages, certificate))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return servers[-1]

    yield start
    for server in servers:
        server.end()


@pytest.fixture
def authority():
    return trustme.CA(organization_name="Alfa")


@pytest.fixture
def names():
    """What names lead to: `{name: addresses, or a function that returns them}`. Others below .example lead here."""
    return {}


@pytest.fixture
def resolve(names):
    def look_up(host):
        look_up.asked.append(host)
        if host in names:
            found = names[host]
            return found() if callable(found) else found
        if host.endswith(".example"):
            return [HERE]
        if host.endswith(".invalid"):
            raise NoHostError(host)
        return system_addresses(host)  # numbers, which ask no name server

    look_up.asked = []
    return look_up


@pytest.fixture
def visitor(resolve, authority):
    """A function that makes a visitor for some servers."""

    def make(*servers, networks=(f"{HERE}/32",), authorities=(), **more):
        trust = ssl.create_default_context()
        for one in (authority, *authorities):
            one.configure_trust(trust)
        guard = Guard(resolve, {80, 443, *(server.port for server in servers)}, networks)
        return Visitor(guard, more.pop("turns", None) or Turns(delay=0), trust, **more)

    return make


@pytest.fixture(autouse=True)
def quiet(settings):
    """Nobody beyond this machine is asked whether there is a network."""
    settings.WATCH_CONTROLS, settings.WATCH_HOST_DELAY = [], 0
