"""Runs: polite, many hosts at once, and they may be stopped, doubled or without a network."""

import asyncio
import os
import signal
import threading
from datetime import timedelta

import pytest
import time_machine
import trustme
from django.core.management import CommandError, call_command
from django.tasks import default_task_backend
from django.utils import timezone

from portal.pages.models import BasePage
from portal.watch import running, tasks, visiting
from portal.watch.guard import UnreachableHostError
from portal.watch.models import WatchedAddress
from portal.watch.running import NetworkDownError, Run
from portal.watch.turns import Plan, Turns
from tests import make
from tests.watch.apart import run

pytestmark = pytest.mark.django_db


def show(*urls):
    """A public page with links to these addresses, which are watched from now on."""
    links = "".join(f'<a href="{url}">faqja</a>' for url in urls)
    page = make.post(body_sq=make.body(links), body_en=[])
    WatchedAddress.objects.gather()
    return page


def states():
    return dict(WatchedAddress.objects.values_list("url", "state"))


def due(before=None):
    return WatchedAddress.objects.due(before or timezone.now())


def test_a_run_notes_what_it_finds_for_every_address(serve, visitor):
    server = serve({"/works": 200, "/shut": 403})
    urls = [server.url(path, f"{path[1:]}.example") for path in ["/works", "/gone", "/shut"]]
    show(*urls)
    assert len(list(Run(due(), visitor(server)))) == 3
    assert states() == dict(zip(urls, ["works", "unsure", "blocked"], strict=True))
    assert not WatchedAddress.objects.exclude(checked_at=None).filter(first_checked_at=None).exists()


def test_gone_on_two_days_is_broken(serve, visitor):
    server = serve({})
    show(server.url("/form"))
    for days, state in [(0, "unsure"), (0, "unsure"), (1, "broken")]:
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            list(Run(due(), visitor(server)))
            assert states() == {server.url("/form"): state}


def test_a_certificate_by_another_issuer_is_noted(serve, visitor, authority):
    other = trustme.CA(organization_name="Beta")
    server = serve({"/form": 200}, authority.issue_cert("site.example"))
    url = server.url("/form")
    show(url)
    list(Run(due(), visitor(server)))
    server.end()
    server = serve({"/form": 200}, other.issue_cert("site.example"))
    WatchedAddress.objects.update(url=server.url("/form"))
    list(Run(due(), visitor(server, authorities=[other])))
    address = WatchedAddress.objects.get()
    assert (address.certificate_before, address.certificate_issuer) == ("Alfa", "Beta")


# Politeness


class Clock:
    """Seconds that pass when somebody sleeps."""

    now = 100.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


def addresses(*hosts):
    return [WatchedAddress(url=f"https://{host}/{number}", host=host) for number, host in enumerate(hosts)]


def test_a_host_in_hand_or_just_asked_has_to_be_waited_for():
    clock = Clock()
    turns = Turns(delay=2, clock=clock, sleep=clock.sleep)
    plan = Plan(addresses("a", "a", "b"), turns)
    assert [plan.take().host, plan.take().host, plan.take()] == ["a", "b", None]
    turns.free_at["a"] = clock.now + 2
    plan.give_back("a")
    assert (plan.take(), plan.pause, len(plan)) == (None, 2, 1)
    clock.now += 2
    assert plan.take().host == "a"
    assert not plan


def test_a_host_that_has_had_enough_is_left_alone():
    plan = Plan(addresses("a", "a", "b"), Turns(delay=0))
    plan.drop("a")
    assert [plan.take().host, plan.take()] == ["b", None]


def test_requests_to_one_host_come_one_after_the_other_with_a_pause():
    clock, told = Clock(), []
    turns = Turns(delay=2, clock=clock, sleep=clock.sleep)

    async def ask(host):
        async with turns.turn(host):
            told.append((host, clock.now, "begins"))
            await asyncio.sleep(0)  # others may go on
            told.append((host, clock.now, "ends"))

    async def ask_all():
        await asyncio.gather(ask("a"), ask("a"), ask("a"))

    run(ask_all())
    assert [what for *_rest, what in told] == ["begins", "ends"] * 3
    assert [when for _host, when, what in told if what == "begins"] == [100, 102, 104]


def test_the_pause_holds_between_head_and_get_and_along_redirects(serve, visitor):
    clock = Clock()
    server = serve({"/a": (302, {"Location": "/b"}), "/b": {"HEAD": 405, "GET": 200}})
    one = visitor(server, turns=Turns(delay=2, clock=clock, sleep=clock.sleep))
    assert run(one.look(server.url("/a"))).problem == ""
    assert len(server.seen) == 4
    assert clock.now == 100 + 3 * 2


def test_after_too_many_requests_the_rest_of_the_host_waits_for_another_run(serve, visitor):
    server = serve({"/a": 429, "/b": 200})
    show(server.url("/a"), server.url("/b"), server.url("/b", "other.example"))
    assert len(list(Run(due(), visitor(server)))) == 2
    assert states()[server.url("/b")] == "unknown"
    assert ("HEAD", "site.example", "/b") not in server.seen


def test_eight_hosts_are_asked_at_once_and_never_more(serve, visitor):
    """None of them answers before all eight have been asked."""
    together = threading.Barrier(running.AT_ONCE, timeout=20)

    def page(handler):
        together.wait()
        handler.reply(200)

    server = serve({"/": page})
    show(*(server.url("/", f"h{number}.example") for number in range(2 * running.AT_ONCE)))
    run = Run(due(), visitor(server))
    with running.network_loop() as run.start:
        run.begin_some()
        assert (len(run.in_hand), len(run.plan)) == (running.AT_ONCE, running.AT_ONCE)
        while run.in_hand:
            assert {finding.status for _address, finding in run.some_findings()} <= {200}


# Stopping, going on, and two at once


def test_a_run_that_is_stopped_goes_on_where_it_was(serve, visitor):
    server = serve(dict.fromkeys(["/a", "/b", "/c"], 200))
    show(*(server.url(path) for path in server.pages))
    before = timezone.now()
    run = Run(due(before), visitor(server), before)
    with run.until_told():
        for _address in run:
            os.kill(os.getpid(), signal.SIGTERM)
    assert (run.done, run.total) == (1, 3)
    assert not WatchedAddress.objects.exclude(claimed_until=None).exists()
    assert len(list(Run(due(before), visitor(server), before))) == 2
    assert sorted(path for _method, _host, path in server.seen) == ["/a", "/b", "/c"]


def test_what_is_in_hand_when_it_is_stopped_is_looked_at_by_the_next_run(serve, visitor):
    hang = lambda handler: handler.server.released.wait()  # noqa: E731
    server = serve({"/quick": 200, "/slow": hang})
    show(server.url("/quick"), server.url("/slow", "slow.example"))
    run = Run(due(), visitor(server))
    for address in run:
        assert address.url == server.url("/quick")
        run.stop()
    assert not WatchedAddress.objects.exclude(claimed_until=None).exists()
    server.pages["/slow"] = 200
    assert [address.host for address in Run(due().filter(checked_at=None), visitor(server))] == ["slow.example"]


def test_two_runs_at_once_look_at_everything_once(serve, visitor):
    server = serve(dict.fromkeys(["/a", "/b"], 200))
    hosts = [f"h{number}.example" for number in range(12)]
    show(*(server.url(path, host) for host in hosts for path in server.pages))
    before = timezone.now()
    first, second = (Run(due(before), visitor(server), before) for _number in range(2))
    told, both = [], [iter(first), iter(second)]
    while both:
        for one in list(both):
            address = next(one, None)
            told.append(address) if address else both.remove(one)
    assert first.done + second.done == len(told) == 24
    assert first.done
    assert second.done
    assert len(server.seen) == len(set(server.seen)) == 24


def test_what_a_killed_run_had_in_hand_is_free_after_a_while(serve, visitor):
    server = serve({"/a": 200})
    show(server.url("/a"))
    pk = WatchedAddress.objects.get().pk
    assert WatchedAddress.objects.claim(pk, timezone.now())
    assert list(Run(due(), visitor(server))) == []
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert len(list(Run(due(), visitor(server)))) == 1


def test_the_longest_waiting_comes_first_and_what_is_fresh_is_left(serve, visitor):
    server = serve(dict.fromkeys(["/a", "/b", "/c", "/d"], 200))
    show(*(server.url(path) for path in server.pages))
    now = timezone.now()
    for path, hours in [("/a", 30), ("/b", 40), ("/c", 1)]:
        WatchedAddress.objects.filter(url=server.url(path)).update(checked_at=now - timedelta(hours=hours))
    before = now - timedelta(hours=20)
    assert [one.url[-1] for one in Run(due(before), visitor(server), before)] == ["d", "b", "a"]


def test_an_address_that_vanishes_meanwhile_is_no_fault(serve, visitor):
    def vanish(handler):
        handler.server.released.wait()
        handler.reply(200)

    server = serve({"/a": 200, "/b": vanish})
    show(server.url("/a"), server.url("/b", "other.example"))
    for address in Run(due(), visitor(server)):
        if address.url == server.url("/a"):
            WatchedAddress.objects.exclude(pk=address.pk).delete()
            server.released.set()
    assert states() == {server.url("/a"): "works"}


# Without a network


@pytest.fixture
def control(serve, settings, monkeypatch):
    server = serve({"/": 204})
    settings.WATCH_CONTROLS = [server.url("/", "control.example")]
    monkeypatch.setattr(visiting, "CONTROL_HOLDS", 0)
    return server


def no_answer():
    raise UnreachableHostError("Temporary failure in name resolution")


def test_without_a_network_a_run_says_so_and_notes_nothing(control, visitor, names):
    names |= {"control.example": no_answer, "site.example": no_answer}
    show(control.url("/a"))
    with pytest.raises(NetworkDownError):
        list(Run(due(), visitor(control)))
    address = WatchedAddress.objects.get()
    assert (address.state, address.checked_at, address.claimed_until) == ("unknown", None, None)
    assert control.seen == []


def test_a_network_that_goes_down_on_the_way_ends_the_run_and_keeps_what_was_found(control, visitor, names):
    control.pages |= {"/a": 200}
    show(control.url("/a"), control.url("/b"), control.url("/c"))
    run = iter(Run(due(), visitor(control)))
    assert next(run).state == "works"
    names |= {"control.example": no_answer, "site.example": no_answer}
    with pytest.raises(NetworkDownError):
        list(run)
    assert sorted(states().values()) == ["unknown", "unknown", "works"]


def test_one_dead_host_with_a_network_is_noted(control, visitor):
    show("http://gone.invalid/")
    (address,) = Run(due(), visitor(control))
    assert address.problem == "no_host"


# The command and the task


@pytest.fixture
def open_to(settings):
    """Let the settings' own guard visit these servers, by number."""

    def allow(*servers):
        settings.WATCH_NETWORKS = ["127.0.0.1/32"]
        settings.WATCH_PORTS = [server.port for server in servers]

    return allow


def run_command(capsys, *arguments, **options):
    call_command("check_addresses", *arguments, **options)
    return capsys.readouterr().out


def test_the_command_gathers_looks_and_tells_its_progress(serve, open_to, capsys):
    server = serve({"/a": 200})
    open_to(server)
    urls = [server.url(path, "127.0.0.1") for path in ["/a", "/b"]]
    make.post(body_sq=make.body("".join(f'<a href="{url}">a</a>' for url in urls)), body_en=[])
    lines = run_command(capsys, "--at-most=1", verbosity=2).splitlines()
    assert lines == [f"1/1 {urls[0]} works 200", "1 of 1 addresses looked at; 0 of all need a person."]
    assert f"1/1 {urls[1]} unsure gone 404" in run_command(capsys, verbosity=2)
    assert "0 of 0 addresses" in run_command(capsys)
    assert run_command(capsys, "--older-than=0", verbosity=0) == ""
    assert f"{urls[0]} works" in run_command(capsys, f"--url={urls[0]}")


def test_the_command_knows_only_what_pages_show(capsys):
    with pytest.raises(CommandError, match="No public page"):
        call_command("check_addresses", url="https://site.example/")


def test_the_command_says_in_one_line_that_there_is_no_network(serve, open_to, settings):
    server = serve({})
    server.end()
    open_to(server)
    settings.WATCH_CONTROLS = [server.url("/", "127.0.0.1")]
    show(server.url("/a", "127.0.0.1"))
    with pytest.raises(CommandError, match="nothing was noted"):
        call_command("check_addresses")
    assert states() == {server.url("/a", "127.0.0.1"): "unknown"}


def test_the_task_looks_at_one_page_once_a_day(serve, open_to):
    server = serve({"/a": 200, "/b": 200})
    open_to(server)
    page = show(server.url("/a", "127.0.0.1"))
    make.post("Tjetri", body_sq=make.body(f'<a href="{server.url("/b", "127.0.0.1")}">b</a>'), body_en=[])
    tasks.check_page.call(page.pk)
    tasks.check_page.call(page.pk)
    assert [path for _method, _host, path in server.seen] == ["/a"]
    tasks.check_page.call(BasePage.objects.order_by("-pk").first().pk + 1)  # deleted meanwhile


def test_publishing_waits_for_nobody_and_leaves_the_looking_to_a_queue(
    serve, open_to, settings, django_capture_on_commit_callbacks
):
    server = serve({"/a": 200})
    open_to(server)
    page = show(server.url("/a", "127.0.0.1"))
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert server.seen == []
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    queued = [(result.task.name, result.args) for result in default_task_backend.results]
    assert ("check_page", [page.pk]) in queued
    assert server.seen == []
