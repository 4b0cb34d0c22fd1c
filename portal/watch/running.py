"""A run: looks at addresses that are due, many hosts at once, and notes each finding as it comes."""

import asyncio
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from portal.watch.models import WatchedAddress
from portal.watch.turns import Plan
from portal.watch.visiting import Visitor

AT_ONCE = 8
LISTENS_EVERY = 0.5  # seconds, for the wish to stop


class NetworkDownError(Exception):
    """Nothing can be reached from here, so what was found says nothing about the addresses."""


@contextmanager
def network_loop():
    """`start(coroutine)` returns its concurrent.futures.Future. The loop has a thread of its own: rows are read and
    written in the caller's, where Django allows it, and which may have a loop already.
    """
    loop, ended = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=run_until, args=[loop, ended], name="watch", daemon=True)
    thread.start()
    try:
        yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


def run_until(loop, ended):
    """What is still going on when it ends is broken off."""
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(ended.wait())


class Run:
    """Iterating looks at `addresses` (a queryset, in its order) and yields each as it was noted.

    It may be stopped at any time: what was found is noted, and the rest is as it was. NetworkDownError ends it when
    nobody at all can be reached; then nothing is noted of what failed.
    """

    def __init__(self, addresses, visitor=None, before=None):
        self.visitor = visitor or Visitor()
        self.before = before or timezone.now()
        self.plan = Plan(addresses.only("pk", "url", "host"), self.visitor.turns)
        self.total, self.done, self.in_hand, self.is_stopped = len(self.plan), 0, {}, False

    @contextmanager
    def until_told(self):
        """A plain kill and Ctrl+C end the run in order; for the main thread."""
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self, *_signal):
        self.is_stopped = True

    def __iter__(self):
        if not self.plan:
            return
        try:
            with network_loop() as self.start:
                self.check_network()
                while not self.is_stopped and (self.begin_some() or self.plan):
                    for address, finding in self.some_findings():
                        yield self.note(address, finding)
        finally:
            WatchedAddress.objects.release([address.pk for address in self.in_hand.values()])

    def begin_some(self):
        """Fill the free hands; returns whether anything is in hand."""
        while len(self.in_hand) < AT_ONCE and (address := self.plan.take()):
            if WatchedAddress.objects.claim(address.pk, self.before):
                self.in_hand[self.start(self.visitor.look(address.url))] = address
            else:
                self.plan.give_back(address.host)
        return bool(self.in_hand)

    def some_findings(self):
        """Wait a little, and return `[(address, finding)]` of those that are ready."""
        if not self.in_hand:
            self.start(asyncio.sleep(min(self.plan.pause or 0, LISTENS_EVERY))).result()
        ready = wait(self.in_hand, LISTENS_EVERY, FIRST_COMPLETED).done if self.in_hand else []
        found = [(self.in_hand[future], future.result()) for future in ready]
        if any(finding.is_unanswered for _address, finding in found):
            self.check_network()
        for future in ready:
            self.plan.give_back(self.in_hand.pop(future).host)
        return found

    def check_network(self):
        if not self.start(self.visitor.is_network_up()).result():
            raise NetworkDownError("Nobody can be reached from here, so nothing was noted. Is there a network?")

    def note(self, address, finding):
        self.done += 1
        self.plan.drop(finding.tired_host)
        with transaction.atomic():
            # Read anew: a person may have said something meanwhile. Or no page shows it any longer.
            stored = WatchedAddress.objects.select_for_update().filter(pk=address.pk).first()
            if stored:
                stored.note(finding)
        return stored or address
