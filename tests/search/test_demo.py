"""How well search answers what readers type, over the demo. How fast it does is measured by `make bench-search`."""

import pytest

from bench.search import judged, mrr, recall

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(demo):
    pass


def test_readers_find_what_they_look_for():
    answers = [pair for part in ["tuning", "held_out"] for pairs in judged(part).values() for pair in pairs]
    assert len(answers) >= 80
    missed = [query for query, places in answers if not all(places)]
    assert recall(answers) >= 0.95, missed
    assert mrr(answers) >= 0.8
