"""Varnish, Cloudflare or CloudFront before this machine, told by Wagtail's backends which addresses are stale."""

import logging
import queue
import threading

from wagtail.contrib.frontend_cache.utils import get_backends

MOST_WAITING = 10_000

logger = logging.getLogger(__name__)


class Front:
    """Purges addresses one batch after another in a thread of its own: a cache that hangs holds nobody up."""

    def __init__(self, root_url):
        self.scheme = root_url.partition("://")[0]
        self.batches = queue.Queue(MOST_WAITING)
        self.thread = None
        self.starting = threading.Lock()

    def purge(self, keys):
        """`keys` are those of the store: host, path and query."""
        if not keys:
            return
        self.batches.put([f"{self.scheme}://{key}" for key in keys])
        with self.starting:
            if self.thread is None:
                self.thread = threading.Thread(target=self.work, name="page-store-front", daemon=True)
                self.thread.start()

    def work(self):
        while True:
            self.send(self.batches.get())
            self.batches.task_done()

    def send(self, urls):
        for name, backend in get_backends().items():
            try:
                backend.purge_batch(urls)
            except Exception:
                # Whatever a provider's client raises, the others are told all the same.
                logger.exception("The cache %s was not told of %s stale addresses.", name, len(urls))
