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
        """Wait for who has the lock of this key."""
        number = zlib.crc32(key.encode("utf-8", "surrogateescape")) % STRIPES
        with (self.folder / str(number)).open("w") as file:
            take(file, MOST)
            yield


def take(file, seconds):
    """Whether the lock of a file was free within so many seconds. It ends with the file, or its process."""
    end = time.monotonic() + seconds
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(PAUSE)
