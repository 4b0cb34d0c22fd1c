"""Requests to a WSGI application, as a server makes them."""

from wsgiref.util import setup_testing_defaults

HOST = "localhost:8000"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = int(status[:3]), {name.lower(): value for name, value in headers}, body

    @property
    def came_from(self):
        """ "hit", "stored" (made now and kept), or "" for what the store has nothing to do with."""
        words = self.headers.get("cache-status", "")
        return "stored" if "stored" in words else "hit" if "hit" in words else ""

    @property
    def text(self):
        return self.body.decode()


class Asking:
    def __init__(self, app):
        self.app = app

    def __call__(self, address, method="GET", host=HOST, **headers):
        path, _mark, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "HTTP_HOST": host}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        told = []
        result = self.app(environ, lambda status, headers, exc_info=None: told.extend([status, headers]))
        try:
            return Answer(*told, b"".join(result))
        finally:
            if hasattr(result, "close"):
                result.close()
