"""Politeness: one request to a host at a time, a pause after each, and many hosts at once."""

import asyncio
import time
from collections import defaultdict, deque
from contextlib import asynccontextmanager

from django.conf import settings


class Turns:
    """Whose turn it is at which host. `clock` returns seconds; `sleep` waits for some."""

    def __init__(self, delay=None, clock=time.monotonic, sleep=asyncio.sleep):
        self.delay = settings.WATCH_HOST_DELAY if delay is None else delay
        self.clock, self.sleep = clock, sleep
        self.locks, self.free_at = defaultdict(asyncio.Lock), {}

    def wait(self, host):
        """Seconds until the host may be asked again."""
        return max(0, self.free_at[host] - self.clock()) if host in self.free_at else 0

    @asynccontextmanager
    async def turn(self, host):
        async with self.locks[host]:
            await self.sleep(self.wait(host))
            try:
                yield
            finally:
                self.free_at[host] = self.clock() + self.delay


class Plan:
    """What is still to be looked at: in the order given, but no host while it is in hand or has to be left alone."""

    def __init__(self, addresses, turns):
        self.turns, self.queues, self.in_hand = turns, {}, set()
        for address in addresses:
            self.queues.setdefault(address.host, deque()).append(address)

    def __len__(self):
        return sum(len(queue) for queue in self.queues.values())

    def take(self):
        """The next address, whose host is in hand from now on; None when no host is free."""
        host = next((one for one in self.queues if one not in self.in_hand and not self.turns.wait(one)), None)
        if host is None:
            return None
        self.in_hand.add(host)
        address = self.queues[host].popleft()
        if not self.queues[host]:
            del self.queues[host]
        return address

    def give_back(self, host):
        self.in_hand.discard(host)

    def drop(self, host):
        """Leave a host alone that has had enough."""
        self.queues.pop(host, None)

    @property
    def pause(self):
        """Seconds until the next host is free; None when none will be by itself."""
        return min((self.turns.wait(host) for host in self.queues if host not in self.in_hand), default=None)
