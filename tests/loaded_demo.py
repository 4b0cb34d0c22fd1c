from contextlib import contextmanager

from django.db import transaction

from portal.demo.loading import load_demo


@contextmanager
def loaded_demo(blocker):
    """The demo, loaded once for a whole file and rolled back after it: `blocker` is pytest-django's."""
    with blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)
