"""How well search answers what readers type, over the demo. How fast it does is measured by `make bench-search`."""

import pytest

from bench.search import judged, mrr, recall
from portal.search.finding import find

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(demo):
    pass


@pytest.mark.parametrize(
    ("part", "language", "number"),
    [("tuning", "sq", 60), ("tuning", "en", 25), ("held_out", "sq", 30), ("held_out", "en", 11)],
)
def test_readers_find_what_they_look_for(part, language, number):
    answers = judged(part)[language]
    assert len(answers) >= number
    missed = [query for query, places in answers if not all(0 < place <= 5 for place in places)]
    assert recall(answers) >= 0.95, missed
    assert mrr(answers) >= 0.8


@pytest.mark.parametrize("query", ["posta elektronike", "postën elektronike", "mejl"])
def test_other_names_of_an_e_mail_find_channels_by_e_mail(query):
    assert [hit.entry.kind for hit in find(query, "sq").hits[:3]] == ["email"] * 3
