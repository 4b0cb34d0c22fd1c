import fcntl
import time
import zlib
from contextlib import contextmanager, suppress

STRIPES = 1024
PAUSE = 0.004  # seconds
MOST = 10  # seconds; who has waited so long makes the page too


class Locks:
    """One maker for each key, among all threads and processes with this folder; two keys seldom share a lock."""

    def __init__(self, folder):
        self.folder = folder

    @contextmanager
    def of(self, key):
        """Wait for who has the lock of this key. The lock ends with its process, whatever ends that."""
        path = self.folder / str(zlib.crc32(key.encode("utf-8", "surrogateescape")) % STRIPES)
        end = time.monotonic() + MOST
        with path.open("w") as file:
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if time.monotonic() > end:
                    break
                time.sleep(PAUSE)
            yield
