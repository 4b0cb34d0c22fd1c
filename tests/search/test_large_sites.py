"""Where far too many pages have the words that were typed, the best of them are found without looking at all."""

import pytest
from django.db import connection

from portal.pages.models import BasePage
from portal.search import finding, lexicon
from portal.search.finding import find, suggest
from portal.search.models import LexiconCopy, SearchEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def few_are_many(monkeypatch):
    """As if a handful of postings were too many to look at."""
    for name, number in {"MANY": 6, "RARE": 3, "BEST": 4}.items():
        monkeypatch.setattr(f"portal.search.candidates.{name}", number)
    monkeypatch.setattr(finding, "MANY", 6)


def titles(answer):
    return [hit.entry.title for hit in answer.hits]


def posts(number, word="banka"):
    return [make.post(f"Postim {place} {word}", f"Post {place}") for place in range(number)]


@pytest.mark.usefixtures("few_are_many")
def test_a_common_word_finds_its_best_pages_and_says_so():
    posts(12)
    for place in range(8):
        make.post(f"Tjetër {place}", f"Other {place}", body_sq=make.body("Një fjali për banka."))
    answer = find("banka", "sq")
    assert answer.is_cut
    assert 0 < answer.total < 20
    assert all("banka" in title for title in titles(answer))


@pytest.mark.usefixtures("few_are_many")
def test_pages_that_have_all_words_are_among_the_best():
    posts(12, "banka")
    posts(12, "telefon")
    make.post("Telefon i një që ka banka", "Both")
    assert titles(find("banka telefon", "sq"))[0] == "Telefon i një që ka banka"


@pytest.mark.usefixtures("few_are_many")
def test_a_rare_word_is_found_beside_a_common_one():
    posts(12)
    make.post("Sigurimi i zebrës", "Zebra")
    assert "Sigurimi i zebrës" in titles(find("banka zebrës", "sq"))


@pytest.mark.usefixtures("few_are_many")
def test_private_pages_neither_show_nor_take_the_place_of_others():
    make.post("Banka e hapur", "Open")
    for page in posts(12):
        make.private(page)
    assert titles(find("banka", "sq")) == ["Banka e hapur"]


def test_few_pages_are_all_ranked():
    posts(5)
    answer = find("banka", "sq")
    assert (answer.total, answer.is_cut) == (5, False)


def test_suggestions_come_from_the_best(few_are_many):
    posts(12)
    assert suggest("bank", "sq")


def test_the_words_of_a_large_site_are_kept_for_the_next_process(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(lexicon, "MANY_ENTRIES", 3)
    monkeypatch.setattr(lexicon, "MOST_NEW", 2)
    monkeypatch.setattr(lexicon, "ASKED_EVERY", 0)
    monkeypatch.setattr(lexicon, "_lexicon", lexicon.Lexicon())
    posts(4)
    known = lexicon.current_lexicon()
    assert LexiconCopy.objects.count() == 1

    monkeypatch.setattr(lexicon, "_lexicon", lexicon.Lexicon())
    late = make.post("Zebra", "Zebra")
    read = []

    def note(execute, sql, params, many, context):
        read.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        again = lexicon.current_lexicon()
    grouped = [sql for sql in read if "COUNT" in sql and "portal_search_posting" in sql]
    assert grouped
    assert all('"version" IN' in sql for sql in grouped)  # only what is new was read
    assert again.words("sq").counts["zebra"] == 1
    assert again.words("sq").counts["banka"] == known.words("sq").counts["banka"] == 4
    assert again.words("sq").names == known.words("sq").names | {"zebra"}
    assert SearchEntry.objects.filter(page=late.pk).exists()


def test_a_copy_that_cannot_be_read_is_made_again(monkeypatch):
    monkeypatch.setattr(lexicon, "MANY_ENTRIES", 3)
    monkeypatch.setattr(lexicon, "MOST_NEW", 2)
    monkeypatch.setattr(lexicon, "_lexicon", lexicon.Lexicon())
    LexiconCopy.objects.create(content=b"torn")
    posts(4)
    assert lexicon.current_lexicon().words("sq").counts["banka"] == 4
    assert BasePage.objects.listed().count() == 4
    assert LexiconCopy.objects.kept()["versions"]
