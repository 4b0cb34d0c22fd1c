"""Search in the demo: how well it answers, and what two editors do at once. Times are in `bench/`."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bench.search import judged, mrr, recall
from help.models import GuidePage, HowToPage
from portal.search.finding import find
from portal.search.models import SearchEntry


@pytest.fixture(autouse=True)
def loaded(demo, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_readers_find_what_they_look_for():
    answers = [pair for part in ["tuning", "held_out"] for pairs in judged(part).values() for pair in pairs]
    assert len(answers) >= 80
    missed = [query for query, places in answers if not all(places)]
    assert recall(answers) >= 0.95, missed
    assert mrr(answers) >= 0.8


def test_two_editors_publish_the_same_pages_at_once():
    guide = GuidePage.objects.get(slug_sq="si-te-kontaktoni-netflix-in")
    channels = list(HowToPage.objects.child_of(guide))

    def publish(number):
        try:
            # A guide that leaves its topics behind makes its channels' entries new as well.
            page = GuidePage.objects.get(pk=guide.pk)
            page.topics = list(page.topics.all())[number % 2 :]
            page.save_revision().publish()
            for channel in HowToPage.objects.filter(pk__in=[one.pk for one in channels]):
                channel.notes_sq = f"<p>shënimi{number}</p>"
                channel.save_revision().publish()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as editors:
        list(editors.map(publish, range(4)))
    for page in [guide, *channels]:
        assert SearchEntry.objects.filter(page=page.pk, language="sq").count() == 1
    for channel in HowToPage.objects.child_of(guide):
        word = channel.notes_sq.removeprefix("<p>").removesuffix("</p>")
        assert channel.pk in [hit.page_id for hit in find(word, "sq").hits]
