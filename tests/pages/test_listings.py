"""Each public list with its five rows: live, draft, private, scheduled, and live under an unpublished parent."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from blog.models import Author, BlogIndexPage
from portal.pages.languages import url_in
from portal.pages.models import BasePage, RelatedPage, Topic
from tests import make

pytestmark = pytest.mark.django_db
HIDDEN = ["Draft post", "Private post", "Scheduled post", "Post under a draft"]
MARKS = re.compile("</?mark>")  # around the words that were searched for


@pytest.fixture(scope="module")
def rows_of_file(for_file):
    """The five rows, all about one topic and company and by one author, beside a post that shows related ones."""
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    author = Author.objects.create(name_sq="Redaksia", name_en="Editors", slug="redaksia", kind="organisation")
    rows = make.five_posts()
    for page in rows.values():
        page.topics, page.authors, page.company = [topic], [author], make.company()
        page.save()
    return rows


@pytest.fixture
def rows(rows_of_file):
    return {name: make.fresh(page) for name, page in rows_of_file.items()}


LISTS = [
    "/en/",
    "/en/blog/",
    "/en/blog/?topic=security",
    "/en/topics/security/",
    "/en/companies/tiktok/",
    "/en/authors/redaksia/",
    "/en/search/?q=post",
    "/en/feed/",
]


@pytest.mark.parametrize("url", LISTS)
def test_only_the_public_post_is_listed(client, rows, url):
    markup = MARKS.sub("", client.get(url).content.decode())
    assert "Public post" in markup
    for title in HIDDEN:
        assert title not in markup


def test_related_shows_only_the_public_post(client, rows):
    topic = Topic.objects.get()
    reader = make.post("Lexuesi", "The reader")
    reader.topics = [topic]
    reader.save()
    for place, page in enumerate(rows.values()):
        RelatedPage.objects.create(page=reader, target=page, sort_order=place)
    response = client.get("/en/blog/the-reader/")
    assertContains(response, "Public post")
    for title in HIDDEN:
        assertNotContains(response, title)


@pytest.mark.parametrize(
    ("row", "status"), [("draft", 404), ("private", 404), ("scheduled", 404), ("under unpublished", 410)]
)
@pytest.mark.parametrize("language", ["sq", "en"])
def test_hidden_page_has_no_address(client, rows, row, status, language):
    response = client.get(url_in(rows[row], language))
    assert response.status_code == status
    for title in HIDDEN:
        assertNotContains(response, title, status_code=status)


def test_privacy_and_publication_of_an_ancestor_reach_its_descendants(client):
    post = make.post("Postim publik", "Public post")
    index = make.index()
    url = url_in(post, "en")
    restriction = make.private(index).view_restrictions.get()
    assert client.get(url).status_code == 404
    restriction.delete()
    assert client.get(url).status_code == 200
    BlogIndexPage.objects.get().unpublish()
    assert client.get(url).status_code == 410
    assert not BasePage.objects.listed().exists()


def test_page_moved_under_a_hidden_parent_disappears(client):
    post = make.post("Postim publik", "Public post")
    hidden = make.home().add_child(instance=BlogIndexPage(title_sq="Fshehur", title_en="Hidden", live=False))
    post.move(hidden, "last-child")
    assert not BasePage.objects.listed().exists()
    post = BasePage.objects.get(pk=post.pk)
    post.move(make.index(), "last-child")
    assert BasePage.objects.listed().exists()


def test_editor_of_a_private_page_may_still_read_it(admin_client, rows):
    admin_client.get("/admin/")
    assertContains(admin_client.get(url_in(rows["private"], "en")), "Private post")
    assert admin_client.get(url_in(rows["draft"], "en")).status_code == 404


def test_scheduled_page_appears_when_it_comes_due(client, time_machine):
    page = make.post("Nesër", "Tomorrow", live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert client.get(url_in(page, "en")).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1), tick=False)
    call_command("publish_scheduled")
    assertContains(client.get("/en/blog/"), "Tomorrow")


def test_latest_mixes_posts_and_guides_newest_first(client):
    for day, (maker, title) in enumerate([(make.post, "First"), (make.guide, "Second"), (make.post, "Third")], start=1):
        maker(f"{title} sq", title, date=f"2026-01-0{day}")
    titles = [page.title_en for page in BasePage.objects.listed()]
    assert titles == ["Third", "Second", "First"]
    content = client.get("/en/").content.decode()
    assert content.index("Third") < content.rindex("Second") < content.index("First")


def test_related_ranks_picks_then_kinship_then_date():
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    page = make.post("Faqja", "The page", company=make.company())
    page.topics = [topic]
    page.save()
    newest = make.post("Më i riu", "Newest", date="2026-05-01")
    older = make.post("Më i vjetri", "Oldest", date="2020-01-01")
    same_topic = make.post("Temë", "Same topic", date="2021-01-01")
    same_topic.topics = [topic]
    same_topic.save()
    both = make.post("Të dyja", "Both", date="2019-01-01", company=make.company())
    both.topics = [topic]
    both.save()
    RelatedPage.objects.create(page=page, target=older, sort_order=0)
    assert list(BasePage.objects.related_to(page)) == [
        candidate.basepage_ptr for candidate in [older, both, same_topic, newest]
    ]


def test_summary_is_cut_at_a_sentence_and_nothing_is_shown_without_text(client):
    sentences = "Kjo është fjalia e parë, dhe ajo është mjaft e gjatë. " * 8
    page = make.post("Me tekst", "", body_sq=make.body(sentences))
    assert len(page.short_summary) <= 250
    assert page.short_summary.endswith("e gjatë.")
    empty = make.post("Pa tekst", "", body_sq=[("heading", {"text": "Vetëm titull"})])
    assert empty.short_summary == ""
    content = client.get("/sq/blog/").content.decode()
    assert content.count('class="card__summary"') == 1
    assert "None" not in content


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999999999999999999", "page=x", "topic=nuk-ka", "topic=%00"]
)
def test_nonsense_in_a_list_address_shows_a_page_of_the_list(client, rows, query):
    assertContains(client.get(f"/en/blog/?{query}"), "Public post")


def test_pagination_walks_through_all_posts(client):
    for number in range(14):
        make.post(f"Postimi {number}", f"Post number {number}", date=f"2026-01-{number + 1:02}")
    seen = [f"Post number {number}" for page in [1, 2, 3] for number in posts_on(client, page)]
    assert seen == [f"Post number {number}" for number in range(13, -1, -1)]
    assert posts_on(client, 99) == posts_on(client, 1)


def posts_on(client, page):
    soup = BeautifulSoup(client.get(f"/en/blog/?page={page}").content, "html.parser")
    return [int(title.text.split()[-1]) for title in soup.main.select(".card__title")]
