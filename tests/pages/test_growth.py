"""What readers ask for costs the same however many pages there are: no answer reads all of them."""

import gc
import random
import tracemalloc
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.urls import reverse

from blog.models import Author
from portal.demo.corpus.growing import grow
from portal.pages.bulk import any_of
from portal.pages.counts import COUNTED_EACH_TIME, how_many
from portal.pages.models import BasePage, Company, RelatedPage, Topic
from portal.pages.pagination import one_page
from tests import make

pytestmark = pytest.mark.django_db


# Related pages


def kinship_over_all(page):
    """As the order was defined before only likely pages were looked at: over all listed pages."""
    shared = models.Count("topics", filter=models.Q(topics__in=page.topics.all()))
    same = models.Case(models.When(company__isnull=False, company=page.company_id, then=1), default=0)
    pages = BasePage.objects.listed().exclude(pk=page.pk)
    return pages.annotate(kinship=shared + same).picked_by(page, "-kinship")


@pytest.mark.parametrize("seed", range(3))
def test_related_pages_come_in_the_same_order_as_over_all(seed):
    chance = random.Random(seed)
    topics = [Topic.objects.create(name_sq=f"Tema {place}", slug_sq=f"tema-{place}") for place in range(4)]
    companies = [make.company(name) for name in ["Ana", "Bora"]]
    pages = []
    for place in range(30):
        page = make.post(f"Postim {place}", f"Post {place}", date=date(2026, 1, 1) + timedelta(chance.randrange(9)))
        page.topics, page.company = chance.sample(topics, chance.randrange(4)), chance.choice([*companies, None])
        page.live = chance.random() < 0.9
        page.save()
        pages.append(page)
    for place, target in enumerate(chance.sample(pages, 3)):
        RelatedPage.objects.create(page=pages[0], target=target, sort_order=place)
    for page in pages:
        page = BasePage.objects.get(pk=page.pk)
        assert list(BasePage.objects.related_to(page)) == list(kinship_over_all(page))


# Lists


def test_a_page_far_in_has_the_rows_that_stand_there(rf):
    for place in range(20):
        make.post(f"Postim {place}", f"Post {place}")
    everything = list(BasePage.objects.listed())
    for number in range(1, 5):
        page = one_page(rf.get("/", {"page": number}), BasePage.objects.listed().for_cards())
        assert list(page.object_list) == everything[(number - 1) * 6 : number * 6]


def test_links_lead_to_pages_nearby_however_many_there_are(rf):
    def nearby(number):
        return list(one_page(rf.get("/", {"page": number}), range(600)).nearby)

    assert nearby(1) == [1, 2, 3]
    assert nearby(50) == [48, 49, 50, 51, 52]
    assert nearby(100) == [98, 99, 100]


def test_a_long_list_is_counted_once_a_minute_and_a_short_one_each_time(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("portal.pages.counts.COUNTED_EACH_TIME", 2)
    make.post("Një", "One")
    assert how_many(BasePage.objects.listed()) == 1
    for title in ["Dy", "Tre"]:
        make.post(title, title)
    assert how_many(BasePage.objects.listed()) == 3
    make.post("Katër", "Four")
    with django_assert_num_queries(0):
        assert how_many(BasePage.objects.listed()) == 3
    cache.clear()
    assert how_many(BasePage.objects.listed()) == 4
    assert COUNTED_EACH_TIME > 100


@pytest.mark.parametrize("many", [0, 1000])
def test_a_subject_with_few_and_with_many_pages_lists_the_same(monkeypatch, many):
    monkeypatch.setattr("portal.pages.counts.COUNTED_EACH_TIME", many)
    topic, author = Topic.objects.create(name_sq="Siguri"), Author.objects.create(name="Ana", slug="ana")
    rows = make.five_posts()
    for page in rows.values():
        page.topics, page.authors = [topic], [author]
        page.save()
    make.post("Tjetër", "Other")
    assert [page.title for page in BasePage.objects.listed().about(topic)] == ["Postim publik"]
    assert [page.title for page in author.listed_pages] == ["Postim publik"]
    assert Topic.objects.page_counts() == {topic.pk: 1}
    assert list(Topic.objects.with_pages()) == [topic]


def test_companies_are_ordered_by_their_pages_then_by_name():
    for name, number in [("Cela", 1), ("Ana", 1), ("Bora", 2)]:
        for place in range(number):
            make.post(f"{name} {place}", f"{name} {place}", company=make.company(name))
    make.company("Zef")
    assert [one.name for one in Company.objects.most_written_about(3)] == ["Bora", "Ana", "Cela"]


def test_limits_of_their_own_hold_for_each_part():
    posts = [make.post(f"Postim {place}", f"Post {place}") for place in range(4)]
    first, last = BasePage.objects.order_by("pk"), BasePage.objects.order_by("-pk")
    listed = {"is_listed": True}
    keys = any_of([first.filter(**listed).values("pk")[:1], last.filter(**listed).values("pk")[:1]])
    assert set(BasePage.objects.filter(pk__in=keys)) == {
        BasePage.objects.get(pk=one.pk) for one in (posts[0], posts[3])
    }


# How the database finds them


@pytest.fixture
def plans(client):
    """A function that asks for an address and returns how SQLite finds the rows of each query."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the rows, and reads a table as small as this as a whole.")

    def ask(address):
        queries, found = [], []

        def note(execute, sql, params, many, context):
            queries.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            assert client.get(address).status_code == 200
        with connection.cursor() as cursor:
            for sql, params in queries:
                if sql.startswith("SELECT"):
                    cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                    found += [step for *_numbers, step in cursor.fetchall()]
        return found

    return ask


@pytest.fixture
def corpus(demo):
    grow(400)


def whole_tables(plan):
    """The steps that read every page, or every row of what grows with them."""
    grow_along = [
        "pages_basepage",
        "blog_blogpage",
        "help_guidepage",
        "help_howtopage",
        "portal_search",
        "pages_content",
    ]
    return [step for step in plan if step.startswith("SCAN") and any(name in step for name in grow_along)]


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("model", ["blog.BlogPage", "help.GuidePage", "help.HowToPage", "blog.BlogIndexPage"])
def test_no_page_of_a_reader_reads_all_pages(plans, model):
    from django.apps import apps

    page = apps.get_model(model).objects.published().last()
    plan = plans(page.url)
    assert plan
    assert whole_tables(plan) == []


@pytest.mark.usefixtures("corpus")
def test_lists_are_walked_in_their_index(plans):
    blog = BasePage.objects.get(blogindexpage__isnull=False)
    topic = Topic.objects.order_by("pk").first()
    for address in [f"{blog.url}?page=30", topic.get_absolute_url(), reverse("feed")]:
        plan = plans(address)
        assert any("pages_listing" in step for step in plan), address
        assert whole_tables(plan) == [], address


@pytest.mark.usefixtures("corpus")
def test_a_page_far_in_does_not_fetch_what_stands_before_it(plans):
    blog = BasePage.objects.get(blogindexpage__isnull=False)
    plan = plans(f"{blog.url}?page=30")
    assert any("USING COVERING INDEX pages_listing" in step for step in plan)
    assert any("pages_basepage USING INTEGER PRIMARY KEY" in step for step in plan)


# The sitemap


@pytest.mark.usefixtures("demo")
def test_the_sitemap_takes_no_more_memory_for_more_pages(client):
    def peak():
        cache.clear()
        tracemalloc.start()
        response = client.get(reverse("sitemap_file", args=["pages", 1]))
        size = 0
        for chunk in response:
            size += len(chunk)
            gc.collect()  # else what is waiting for it is measured too
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, most

    grow(300)
    peak()  # what is imported and kept once
    small, memory = peak()
    grow(1500)
    large, memory_later = peak()
    assert large > 3 * small
    assert memory_later < 1.3 * memory
