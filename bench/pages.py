"""How fast pages are sent, kept and forgotten: `make bench`, with the goals beside (docs/performance.md).

A temporary site of 1,000 pages is served in turn by what is compared: nginx with the same bytes as a file, a bare
Django view under the same server, Kanal with and without its page store, nginx before Kanal. Figures are medians of
interleaved rounds. Goals are ratios: other machines have other milliseconds. Needs nginx and wrk (Debian packages).
"""

import argparse
import http.client
import json
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

from bench.site import scratch_folder, set_up
from portal.bootstrap import find_program
from tests.store.servers import free_port, get, running, wait_until

ROUNDS = 5
SECONDS = 2  # of each round
READERS = 16  # connections that ask at the same time
BURST = 64
PAGES_ASKED = 60
CRAWLED = 400
# What the peers took with a bare Django view at 0.4 ms (the page of recorded figures): milliseconds, p50.
BARE, GHOST, BAKERYDEMO, BAKERYDEMO_SEARCH, WORDPRESS_SEARCH = 0.4, 35, 59, 291, 62
HOST = "localhost"
# As a server that ends HTTPS would ask.
ASKED = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
PLAIN = {"Host": HOST, "X-Forwarded-Proto": "https"}
BARE_APP = """
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", MIDDLEWARE=[])
import django
django.setup()
urlpatterns = [path("", lambda request: HttpResponse(b"x" * 20_000))]
application = WSGIHandler()
"""


class Figure:
    """One line of the result: what was measured, as a ratio to what, and whether that is what was wanted."""

    def __init__(self, name, value, goal, is_enough, detail=""):
        self.name, self.value, self.goal, self.is_enough, self.detail = name, value, goal, is_enough, detail

    def __str__(self):
        mark = "" if self.is_enough is None else "yes" if self.is_enough else "NO"
        return f"| {self.name} | {self.value} | {self.goal} | {mark} | {self.detail} |"


def at_least(name, ratio, goal, detail):
    return Figure(name, f"{ratio:.2f} × nginx", f"≥ {goal}", ratio >= goal, detail)


def at_most(name, ratio, goal, detail):
    return Figure(name, f"{ratio:.0f} × bare", f"≤ {goal:.0f}", ratio <= goal, detail)


class Bench:
    def __init__(self, folder):
        self.folder, self.stack = folder, ExitStack()
        self.database = folder / "db.sqlite3"

    def start(self, *command, folder=None, **environment):
        port = free_port()
        command = [str(part).replace("PORT", str(port)) for part in command]
        self.stack.enter_context(running(*command, folder=folder or self.folder, port=port, **environment))
        return port

    def granian(self, app, **environment):
        granian = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", app]
        size = ["--host", "127.0.0.1", "--port", "PORT", "--workers", "1", "--blocking-threads", "1"]
        return self.start("taskset", "-c", "0", *granian, *size, "--log-level", "error", **environment)

    def kanal(self, store="", **environment):
        return self.granian("portal.wsgi:application", PAGE_STORE=store, **environment)

    def nginx(self, root, proxied=None):
        """A folder of files, and what is not there from a port."""
        folder = self.folder / f"nginx-{free_port()}"
        folder.mkdir()
        headers = "proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https;"
        beyond = f"proxy_pass http://127.0.0.1:{proxied}; {headers}" if proxied else "return 404;"
        conf = folder / "nginx.conf"
        conf.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1; "
            f"{'user root; ' if os.geteuid() == 0 else ''}events {{ worker_connections 512; }} http {{ access_log off; "
            f"types {{ text/html html; }} gzip_static on; open_file_cache max=1000; keepalive_requests 1000000; "
            f"server {{ listen 127.0.0.1:LISTEN; root {root}; "
            f"location / {{ try_files ${{uri}}index.html $uri @beyond; }} location @beyond {{ {beyond} }} }} }}"
        )
        port = free_port()
        conf.write_text(conf.read_text().replace("LISTEN", str(port)))
        command = ["taskset", "-c", "0", find_program("nginx"), "-c", conf, "-p", folder]
        self.stack.enter_context(running(*command, folder=folder, port=port))
        return port

    def pages(self):
        """Addresses of articles, spread over the site."""
        with closing(sqlite3.connect(self.database)) as connection:
            sql = """SELECT url_path_sq FROM pages_basepage JOIN blog_blogpage ON basepage_ptr_id = id
                     WHERE live AND is_visible ORDER BY id"""
            found = ["/sq/" + path.split("/", 2)[2] for (path,) in connection.execute(sql)]
        return found


def rate(port, path):
    """Answers a second of one server with one processor, asked by another."""
    command = ["taskset", "-c", "1", find_program("wrk"), "-t1", f"-c{READERS}", f"-d{SECONDS}s"]
    headers = [part for name, value in ASKED.items() for part in ("-H", f"{name}: {value}")]
    told = subprocess.check_output([*command, *headers, f"http://127.0.0.1:{port}{path}"], text=True)
    assert "Non-2xx" not in told, told
    return float(re.search(r"Requests/sec:\s*([\d.]+)", told)[1])


def seconds(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        began = time.perf_counter()
        connection.request("GET", path, headers=ASKED)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, path
        return time.perf_counter() - began


def interleaved(asked, rounds):
    """`{name: median}` of functions that are called in turn."""
    found = {name: [] for name in asked}
    for number in range(rounds):
        for name, function in asked.items():
            found[name].append(function(number))
    return {name: statistics.median(values) for name, values in found.items()}


def measure_kept(bench):
    """Goals 1 and 2: answers a second from the store, beside nginx with the same bytes."""
    path = bench.pages()[0]
    store = bench.folder / "store"
    kanal, bare = bench.kanal(store=str(store)), bench.granian("bare:application", PYTHONPATH=str(bench.folder))
    get(kanal, path, **PLAIN)
    files = store / "current" / "pages" / HOST
    static, front = bench.nginx(files), bench.nginx(files, proxied=kanal)
    rates = interleaved(
        {
            "static": lambda _n: rate(static, path),
            "kanal": lambda _n: rate(kanal, path),
            "front": lambda _n: rate(front, path),
            "bare": lambda _n: rate(bare, "/"),
        },
        ROUNDS,
    )
    told = {name: f"{value:,.0f} a second" for name, value in rates.items()}
    python, nginx = rates["kanal"] / rates["static"], rates["front"] / rates["static"]
    return [
        at_least("kept article, Python alone, one core", python, 0.25, told["kanal"]),
        at_least("the same by nginx from the store's files", nginx, 0.9, told["front"]),
        Figure("floor: nginx, static file", "1", "", None, told["static"]),
        Figure("floor: a bare Django view", f"{rates['bare'] / rates['static']:.2f} × nginx", "", None, told["bare"]),
    ]


def measure_made(bench):
    """Goals 3 and 6: how long Django takes for an article and a search, beside a bare view."""
    pages = bench.pages()[:: max(1, len(bench.pages()) // PAGES_ASKED)][:PAGES_ASKED]
    kanal, bare = bench.kanal(), bench.granian("bare:application", PYTHONPATH=str(bench.folder))
    words = ["telefon", "llogaria", "si te kontaktoj", "fjalekalimi", "kthimi"]
    for path in pages[:5]:
        seconds(kanal, path)
    took = interleaved(
        {
            "bare": lambda _n: seconds(bare, "/"),
            "article": lambda n: seconds(kanal, pages[n % len(pages)]),
            "search": lambda n: seconds(kanal, f"/sq/kerko/?q={words[n % len(words)].replace(' ', '+')}"),
        },
        PAGES_ASKED,
    )
    article, search = took["article"] / took["bare"], took["search"] / took["bare"]
    most_article = min(0.5 * GHOST, 0.33 * BAKERYDEMO) / BARE
    most_search = min(0.15 * BAKERYDEMO_SEARCH, 0.6 * WORDPRESS_SEARCH) / BARE
    told = {name: f"{1000 * value:.1f} ms" for name, value in took.items()}
    return [
        at_most("article, not kept, p50", article, most_article, told["article"]),
        at_most("search, p50", search, most_search, told["search"]),
        Figure("floor: a bare Django view, p50", "1", "", None, told["bare"]),
    ]


def measure_forgotten(bench):
    """Goals 8 and 10: how soon every process sees a change, what else is made again, and what a burst costs."""
    store = str(bench.folder / "forgetful")
    ports = [bench.kanal(store=store) for _ in range(4)]
    everything = bench.pages()
    asked = everything[:: max(1, len(everything) // CRAWLED)][:CRAWLED]
    for path in asked:
        get(ports[0], path, **PLAIN)
    changed = asked[len(asked) // 2]
    slug = changed.strip("/").split("/")[-1]
    for port in ports:
        assert get(port, changed, **PLAIN).came_from == "hit"
    with closing(sqlite3.connect(bench.database, timeout=20)) as connection, connection:
        connection.execute("UPDATE pages_basepage SET title_sq = 'Titull i ri' WHERE slug_sq = ?", [slug])
    began = time.perf_counter()
    for port in ports:
        wait_until(lambda port=port: "Titull i ri" in get(port, changed, **PLAIN).text)
    took = time.perf_counter() - began
    answers = {path: get(ports[0], path, **PLAIN) for path in asked}
    rest = [answer.came_from for answer in answers.values() if "Titull i ri" not in answer.text]
    kept = rest.count("hit") / len(rest)
    detail = f"of {len(rest)}; {len(asked) - len(rest)} showed it"
    return [
        Figure("change → all of four processes", f"{took:.2f} s", "≤ 1 s", took <= 1),
        Figure("unrelated articles still kept", f"{100 * kept:.1f} %", "≥ 95 %", kept >= 0.95, detail),
        measure_burst(bench, ports),
    ]


def measure_burst(bench, ports):
    path = bench.pages()[1] + "?utm_source=burst"
    bench.stack.enter_context(ExitStack())
    shutil.rmtree(bench.folder / "burst", ignore_errors=True)
    cold = [bench.kanal(store=str(bench.folder / "burst")) for _ in range(2)]
    for port in cold:
        get(port, "/robots.txt", **PLAIN)
    with ThreadPoolExecutor(BURST) as readers:
        answers = list(readers.map(lambda number: get(cold[number % 2], path, **PLAIN), range(BURST)))
    made = sum(answer.came_from == "stored" for answer in answers)
    return Figure(f"{BURST} readers of one cold page, two processes", f"made {made} ×", "1", made == 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--keep", default="", help="a folder that stays, with its database")
    options = parser.parse_args()
    missing = [name for name in ("nginx", "wrk") if not find_program(name)]
    if missing:
        sys.exit(f"make bench needs {' and '.join(missing)} (Debian: apt-get install nginx-light wrk).")
    with scratch_folder(options.keep) as folder:
        prepare(folder, options.pages)
        bench = Bench(folder)
        (folder / "bare.py").write_text(BARE_APP)
        print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, {options.pages} pages\n")
        print("| what | measured | goal | reached | |\n|---|---|---|---|---|")
        for part in (measure_kept, measure_made, measure_forgotten):
            with ExitStack() as bench.stack:
                for figure in part(bench):
                    print(figure, flush=True)


def prepare(folder, pages):
    os.environ |= {"PAGE_STORE": "", "BASE_URL": f"https://{HOST}", "STATIC_ROOT": f"{folder}/static"}
    set_up(folder)
    from django.core.management import call_command

    if not (folder / "made").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("make_corpus", str(pages), "--into-production", verbosity=0)
        (folder / "made").write_text(json.dumps(pages))


if __name__ == "__main__":
    main()
