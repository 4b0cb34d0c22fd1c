"""How Kanal answers as it grows: `make bench-growth`, or ARGS="1000 10000" for other sizes.

Each size is a database of its own (`manage.py make_corpus`) with a process of its own; each work is asked of them in
turn, so that whatever else the machine does slows all of them. What is printed is the median of the CPU's time in
milliseconds, which other work disturbs least, then wall time, queries, and how many times as long as with the first
size. `--keep FOLDER` keeps the databases there and takes those that are there already.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from contextlib import ExitStack
from pathlib import Path

from bench.site import copy_database, scratch_folder, set_up

SIZES = [1_000, 10_000, 100_000]
ROUNDS = 15
PAGES_ASKED = 10
DEEP = 500
# How many times as long as with the first size it may take; None is not promised.
GOALS = {
    "article": 1.1,
    "guide": 1.1,
    "channel": 1.1,
    "home": None,
    "listing, page 1": 1.2,
    "listing, page 500": 1.5,
    "list of guides": 1.2,
    "topic": 1.2,
    "topic, page 500": 1.5,
    "company": None,
    "author": 1.2,
    "search, common": 3,
    "search, two common": 3,
    "search, rare": 3,
    "search, none": 3,
    "suggestions": 3,
    "sitemap index": None,
    "sitemap file": None,
    "feed": 1.2,
    "topic feed": 1.2,
    "explorer": 1.5,
    "explorer, last page": 1.5,
    "page edit": 1.5,
    "queue": None,
    "readership": None,
    "stale translations": None,
}
COMMON, ALSO_COMMON, NONE = "të", "telefon", "xqzwvy"


# In the process of one size


class Site:
    """Answers the work that is asked of it, in a process of its own."""

    def __init__(self):
        from django.contrib.auth import get_user_model
        from django.test import Client

        from portal.pages.models import BasePage

        self.reader, self.editor = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
        self.editor.force_login(get_user_model().objects.get_or_create(username="bench", is_superuser=True)[0])
        self.pages = BasePage.objects.published()
        self.asked = 0

    def works(self):
        """`{name: [addresses, asked in turn]}`; those of the admin begin with `/admin/`."""
        from django.urls import reverse

        from blog.models import Author, BlogIndexPage, BlogPage
        from help.models import GuidePage, HelpIndexPage, HowToPage
        from portal.pages.models import Company, Topic

        blog, guides = BlogIndexPage.objects.first(), HelpIndexPage.objects.first()
        topic, author = Topic.objects.order_by("pk").first(), Author.objects.order_by("pk").first()
        article = BlogPage.objects.published().last()
        children, edit = reverse("wagtailadmin_explore", args=[blog.pk]), "wagtailadmin_pages:edit"
        search, suggestions = reverse("search"), reverse("suggestions")
        return {
            "article": self.some(BlogPage),
            "guide": self.some(GuidePage),
            "channel": self.some(HowToPage),
            "home": ["/sq/"],
            "listing, page 1": [blog.url],
            "listing, page 500": [f"{blog.url}?page={DEEP}"],
            "list of guides": [guides.url],
            "topic": [topic.get_absolute_url()],
            "topic, page 500": [f"{topic.get_absolute_url()}?page={DEEP}"],
            "company": [Company.objects.with_pages().first().get_absolute_url()],
            "author": [author.get_absolute_url()],
            "search, common": [f"{search}?q={word}" for word in self.common_words()],
            "search, two common": [f"{search}?q={'+'.join(self.common_words()[:2])}"],
            "search, rare": [f"{search}?q={word}" for word in self.rare_words()],
            "search, none": [f"{search}?q={NONE}"],
            "suggestions": [f"{suggestions}?q={word[:3]}" for word in self.common_words()],
            "sitemap index": [reverse("sitemap")],
            "sitemap file": [reverse("sitemap_file", args=["pages", 1])],
            "feed": ["/sq/feed/"],
            "topic feed": [f"{topic.get_absolute_url()}feed/"],
            "explorer": [children],
            "explorer, last page": [f"{children}?p={blog.numchild // 50}"],
            "page edit": [reverse(edit, args=[article.pk])],
            "queue": [reverse("queue:index")],
            "readership": [reverse("visits:report")],
            "stale translations": [reverse("translating:report")],
        }

    def some(self, model):
        keys = list(model.objects.published().order_by("pk").values_list("pk", flat=True))
        chosen = keys[:: max(1, len(keys) // PAGES_ASKED)][:PAGES_ASKED]
        return [page.url for page in model.objects.filter(pk__in=chosen)]

    def words(self):
        if not hasattr(self, "_words"):
            from portal.search.endings import telling
            from portal.search.lexicon import current_lexicon

            counts = current_lexicon().words("sq").counts
            known = [word for word in sorted(counts, key=counts.get) if len(word) > 4]
            self._words = telling(known, "sq")
        return self._words

    def common_words(self):
        return list(self.words())[-3:]

    def rare_words(self):
        return [word for word in self.words() if len(word) > 6][:5]

    def ask(self, address):
        from django.db import connection

        queries = []

        def note(execute, sql, params, many, context):
            queries.append(sql)
            return execute(sql, params, many, context)

        client = self.editor if address.startswith("/admin/") else self.reader
        wall, cpu = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(note):
            response = client.get(address, secure=True)
            size = len(response.getvalue())
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        assert response.status_code == 200, f"{address}: {response.status_code}"
        return {"wall": wall * 1000, "cpu": cpu * 1000, "queries": len(queries), "bytes": size}

    def sitemap(self):
        """All files of the sitemap, as they are sent: bytes, seconds and the most memory that was in use for them."""
        from django.urls import reverse

        addresses = [reverse("sitemap")]
        index = self.reader.get(addresses[0], secure=True).content.decode()
        addresses += [part.partition("</loc>")[0] for part in index.split("<loc>")[1:]]
        started, size, files = time.process_time(), 0, addresses[1:]
        tracemalloc.start()
        for address in files:
            response = self.reader.get("/" + address.split("/", 3)[3], secure=True)
            size += sum(len(chunk) for chunk in response)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return {"files": len(files), "bytes": size, "seconds": time.process_time() - started, "peak": peak}


def serve(database, folder):
    """Answer lines of JSON, `["ask", name]` and the like, until there are no more."""
    set_up(folder, f"sqlite:///{database}")
    site = Site()
    works = site.works()
    for line in sys.stdin:
        what, name, turn = json.loads(line)
        addresses = works.get(name) or [""]
        answer = site.sitemap() if what == "sitemap" else site.ask(addresses[turn % len(addresses)])
        print(json.dumps(answer), flush=True)


class Worker:
    """The process of one size."""

    def __init__(self, database, folder):
        command = [sys.executable, "-m", "bench.growth", "--serve", str(database), "--keep", str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, what, name="", turn=0):
        print(json.dumps([what, name, turn]), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The site stopped while it was asked for: {what} {name}")
        return json.loads(line)


# In the process that compares


def measure(workers, name, rounds):
    """`{size: {"cpu", "wall", "queries"}}`, medians."""
    found = {size: [] for size in workers}
    for worker in workers.values():
        for turn in range(PAGES_ASKED):
            worker.ask("ask", name, turn)  # templates, renditions, connections
    for turn in range(rounds):
        for size, worker in workers.items():
            found[size].append(worker.ask("ask", name, turn))
    return {
        size: {key: statistics.median(one[key] for one in answers) for key in ("cpu", "wall", "queries")}
        for size, answers in found.items()
    }


def show(name, found, goal):
    sizes = list(found)
    first, last = found[sizes[0]], found[sizes[-1]]
    ratio = last["cpu"] / first["cpu"]
    cells = "".join(f"{one['cpu']:8.1f} {one['wall']:8.1f} {one['queries']:4.0f}" for one in found.values())
    kept = "" if goal is None else f"  ≤ {goal:<4} {'yes' if ratio <= goal else 'NO'}"
    print(f"{name:22}{cells} {ratio:7.2f}×{kept}", flush=True)


def compare(databases, folder, names, rounds):
    with ExitStack() as stack:
        workers = {size: stack.enter_context(Worker(path, folder)) for size, path in databases.items()}
        print(f"{'':22}" + "".join(f"{size:>13,} pages  " for size in databases))
        print(f"{'':22}" + "".join(f"{'CPU ms':>8} {'wall':>8} {'q':>4}" for _size in databases) + "  growth  goal")
        first = None
        for name in names:
            found = measure(workers, name, rounds)
            first = found if name == "listing, page 1" else first
            if "500" in name and first:  # a small site has no such page: it is compared with its first one
                small = next(iter(found))
                found[small] = first[small]
            show(name, found, GOALS[name])
        for size, worker in workers.items():
            told = worker.ask("sitemap")
            print(
                f"whole sitemap, {size:,} pages: {told['files']} files, {told['bytes'] / 1e6:.1f} MB in "
                f"{told['seconds']:.1f} s, at most {told['peak'] / 1e6:.1f} MB of memory"
            )


def build(sizes, folder):
    """`{size: database}`: one site that grows, copied at each size."""
    databases = {size: folder / f"{size}.sqlite3" for size in sizes}
    set_up(folder)
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    if all(path.exists() for path in databases.values()):
        return databases
    call_command("migrate", verbosity=0)
    for size, path in databases.items():
        started = time.perf_counter()
        call_command("make_corpus", str(size), into_production=True)
        print(f"{size:,} pages after {time.perf_counter() - started:.0f} s more")
        connection.close()
        copy_database(folder / "db.sqlite3", path)
    return databases


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--keep", default="", metavar="FOLDER")
    parser.add_argument("--only", default="", help="works whose names have this in them")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve, options.keep)
    with scratch_folder(options.keep) as folder:
        databases = build(sorted(options.sizes), Path(folder))
        compare(databases, folder, [name for name in GOALS if options.only in name], options.rounds)
    return None


if __name__ == "__main__":
    main()
