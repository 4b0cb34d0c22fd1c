import pytest

from portal.importing.drafts import Import
from tests.make import help_index, index


@pytest.fixture
def lists(db):
    """Where guides and articles stand."""
    help_index()
    index()


@pytest.fixture
def run(lists):
    """Import a text; what is returned has `page`, `parts` and `report`."""
    return lambda text, *args, **values: Import(text, *args, **values).store()
