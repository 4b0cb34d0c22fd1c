"""Articles and authors as JSON-LD."""

from datetime import UTC, datetime

import pytest

from blog.models import Author
from portal.pages.languages import url_in
from portal.pages.models import ContentVersion, Topic
from tests import make
from tests.blog.test_articles import picture
from tests.structured_data import data_of, node_of, soup_of

pytestmark = pytest.mark.django_db
ROOT = "http://localhost"


def test_posting_names_authors_topics_and_company_as_shown(client):
    post = make.post("Postim", "Post", company=make.company())
    post.topics = [Topic.objects.create(name_sq="Siguri", name_en="Security")]
    person = Author.objects.create(name_sq="Ana", name_en="Ana", slug="ana", kind="person")
    team = Author.objects.create(name_sq="Redaksia", name_en="Editors", slug="redaksia", kind="organisation")
    post.authors = [person, team]
    post.save()
    posting = node_of(client, url_in(post, "en"), "BlogPosting")
    authors = {(one["@type"], one["name"], one["url"]) for one in posting["author"]}
    assert authors == {
        ("Person", "Ana", f"{ROOT}/en/authors/ana/"),
        ("Organization", "Editors", f"{ROOT}/en/authors/redaksia/"),
    }
    assert posting["articleSection"] == posting["keywords"] == ["Security"]
    assert posting["about"]["name"] == "TikTok"
    assert posting["timeRequired"] == "PT1M"


def test_modified_is_the_last_change_of_content_and_never_before_the_date(client):
    post = make.post("Postim", "Post", date="2026-01-10")
    for day, expected in [(20, "2026-01-20T10:00:00+01:00"), (10, "2026-01-10T10:00:00+01:00"), (5, None)]:
        ContentVersion.objects.filter(page=post).update(changed_at=datetime(2026, 1, day, 9, tzinfo=UTC))
        posting = node_of(client, url_in(post, "en"), "BlogPosting")
        assert posting["datePublished"] == "2026-01-10"
        assert posting.get("dateModified") == expected


def test_profile_is_about_its_author_and_lists_their_articles(client):
    author = Author.objects.create(
        name_sq="Ana", name_en="Ana", slug="ana", bio_sq="Shkruan.", bio_en="Writes.", picture=picture()
    )
    post = make.post("Postim", "Post")
    post.authors = [author]
    post.save()
    nodes = data_of(soup_of(client, "/en/authors/ana/"))
    person = nodes["ProfilePage"][0]["mainEntity"]
    assert (person["@type"], person["name"], person["description"]) == ("Person", "Ana", "Writes.")
    assert person["image"].startswith(f"{ROOT}/media/")
    assert [item["name"] for item in nodes["ItemList"][0]["itemListElement"]] == ["Post"]
    assert person["@id"] == node_of(client, url_in(post, "en"), "BlogPosting")["author"][0]["@id"]


def test_posting_that_nobody_signs_is_by_the_publisher(client):
    nodes = data_of(soup_of(client, url_in(make.post(), "en")))
    assert nodes["BlogPosting"][0]["author"] == {"@id": nodes["Organization"][0]["@id"]}
    assert len(nodes["BreadcrumbList"][0]["itemListElement"]) == 2
    assert "BreadcrumbList" not in data_of(soup_of(client, "/en/blog/"))
