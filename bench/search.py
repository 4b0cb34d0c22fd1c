"""How well and how fast search answers: `make bench-search`.

It loads the demo into a scratch database, asks what tests/data/search_queries.toml expects, and prints recall@5 (how
many of the expected pages are among the first five) and MRR (one divided by the place of the first, on average). Then
it makes 2,000 pages and prints how long `find`, `suggest` and the address that the search field asks take.
"""

import random
import statistics
import sys
import time
import tomllib
from pathlib import Path

from bench.site import scratch_folder, set_up

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "tests" / "data" / "search_queries.toml"
FIRST = 5
PAGES = 2000
ASKED = 300


def judged(part):
    """`{language: [(query, [place of each expected page, or 0])]}` of one part of the fixture; needs the demo."""
    from portal.search.finding import find

    keys = page_keys()
    answers = {}
    for language, queries in tomllib.loads(QUERIES.read_text(encoding="utf-8"))[part].items():
        for query, expected in queries.items():
            found = [hit.page_id for hit in find(query, language).hits[:50]]
            places = [found.index(keys[key]) + 1 if keys[key] in found else 0 for key in expected]
            answers.setdefault(language, []).append((query, places))
    return answers


def page_keys():
    """`{key in portal/demo/content: key of the page}`"""
    from help.models import ChannelStatus
    from portal.demo.loading import CONTENT, find_piece

    files = [path.stem for folder in ["guides", "posts"] for path in (CONTENT / folder).glob("*.toml")]
    pages = {key: page.pk for key in files if (page := find_piece(key))}
    return pages | dict(ChannelStatus.objects.values_list("key", "channel"))


def recall(answers):
    return statistics.mean(sum(0 < place <= FIRST for place in places) / len(places) for _query, places in answers)


def mrr(answers):
    firsts = [min((place for place in places if place), default=0) for _query, places in answers]
    return statistics.mean(1 / place if place else 0 for place in firsts)


def report_quality():
    for part in ["tuning", "held_out"]:
        answers = judged(part)
        answers["all"] = [pair for pairs in answers.values() for pair in pairs]
        for language, some in answers.items():
            marks = f"recall@{FIRST} {recall(some):.3f}  MRR {mrr(some):.3f}"
            print(f"{part:9} {language:4} {marks}  ({len(some)} queries)")
        for query, places in answers["all"] if part == "tuning" and "--show" in sys.argv else []:
            if places != [1]:
                print(f"    {places} {query}")


def report_times():
    from portal.demo.corpus.growing import grow
    from portal.search.finding import find, suggest
    from portal.search.lexicon import current_lexicon

    started = time.perf_counter()
    grow(PAGES)
    made = time.perf_counter() - started
    started = time.perf_counter()
    current_lexicon()
    words = sum(len(one.counts) for one in current_lexicon().languages.values())
    print(f"{PAGES} pages {made:.1f} s; lexicon of {words} words {time.perf_counter() - started:.2f} s")
    parts = tomllib.loads(QUERIES.read_text(encoding="utf-8")).values()
    random.seed(4)
    asked = random.choices([query for part in parts for query in part["sq"]], k=ASKED)
    report_time("find", asked, lambda query: find(query, "sq").hits[:12])
    begun = [query[: random.randint(2, len(query))] for query in asked]
    report_time("suggest", begun, lambda query: suggest(query, "sq"))
    report_time("endpoint", begun, asked_through_django())


def asked_through_django():
    """A function that asks for suggestions as a browser does, through every middleware."""
    from django.test import Client
    from django.urls import reverse

    client, address = Client(headers={"host": "localhost"}), reverse("suggestions")

    def ask(query):
        response = client.get(address, {"q": query}, secure=True)
        assert response.status_code == 200, f"{query}: {response.status_code}"

    return ask


def report_time(name, queries, answer):
    """Wall time, and the CPU's, which other work on the machine disturbs less."""
    for clock, label in [(time.perf_counter, "wall"), (time.process_time, "CPU")]:
        times = []
        for query in queries:
            started = clock()
            answer(query)
            times.append((clock() - started) * 1000)
        times.sort()
        middle, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"{name:8} {label:4} p50 {middle:.0f} ms  p95 {slow:.0f} ms")


def main():
    with scratch_folder() as folder:
        set_up(folder)
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("load_demo", verbosity=0)
        report_quality()
        report_times()


if __name__ == "__main__":
    main()
