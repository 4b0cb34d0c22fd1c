"""Pages and pictures in Wagtail's API: all languages at once, and nothing that the public may not see."""

from urllib.parse import urlsplit

import pytest

from blog.models import BlogIndexPage, BlogPage
from help.models import ChannelStatus
from portal.pages.models import HomePage, RelatedPage, StaleTranslation, Topic
from portal.pages.models.images import PortalImage
from tests import make
from tests.blog.test_articles import picture

pytestmark = pytest.mark.django_db


def get(client, path):
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def titles(client, query=""):
    return [item["title"] for item in get(client, f"/api/v2/pages/?limit=50{query}")["items"]]


def test_only_the_live_one_of_five_is_anywhere(client):
    rows = make.five_posts()
    index, home = make.index(), make.home()
    for query in [
        "",
        "&type=blog.BlogPage",
        "&type=blog.BlogPage,help.GuidePage",
        f"&child_of={index.pk}",
        f"&descendant_of={home.pk}",
        "&descendant_of=root",
        "&language=en",
    ]:
        found = [title for title in titles(client, query) if title.startswith("Postim")]
        assert found == ["Postim publik"], query
    for name, page in rows.items():
        wanted = 200 if name == "live" else 404
        assert client.get(f"/api/v2/pages/{page.pk}/").status_code == wanted
        assert client.get(f"/api/v2/pages/find/?id={page.pk}").status_code == (302 if wanted == 200 else 404)
        hidden = client.get(f"/api/v2/pages/?ancestor_of={page.pk}")
        assert hidden.status_code == (200 if wanted == 200 else 400)
        for code in ["sq", "en"]:
            path = make.path_of(page, code)
            found = client.get("/api/v2/pages/find/", {"html_path": path})
            assert found.status_code == (302 if wanted == 200 else 404), (name, path)


def test_relations_do_not_name_what_is_hidden(client):
    hidden, shown = make.private(make.post("Fshehur", "Hidden")), make.post("Publik", "Public")
    body = [("related", {"page": one, "text": ""}) for one in [hidden, shown]]
    body += make.body(f'<a linktype="page" id="{hidden.pk}">fjala</a>')
    page = make.post("Faqja", "The page", body_sq=body)
    page.related_picks = [RelatedPage(target=hidden), RelatedPage(target=shown)]
    page.save()
    answer = client.get(f"/api/v2/pages/{page.pk}/")
    data = answer.json()
    assert [one["title"] for one in data["related"]] == ["Publik"]
    related, paragraph = data["languages"]["sq"]["body"]
    assert related["value"]["page"]["id"] == shown.pk
    assert "fjala" in paragraph["value"]["html"]
    assert "fshehur" not in answer.content.decode().lower()
    hidden_index = make.home().add_child(instance=BlogIndexPage(title_sq="Zbulim", title_en="Uncover"))
    child = make.post("Fëmija", "Child", parent=hidden_index)
    make.private(hidden_index)
    assert client.get(f"/api/v2/pages/{child.pk}/").status_code == 404


def test_page_says_each_language_and_facts_once(client):
    guide = make.guide()
    make.channel(guide)
    ChannelStatus.objects.update(verified_by=make.user())
    data = get(client, f"/api/v2/pages/{guide.pk}/")
    assert data["title"] == "8 Mënyra Si të Kontaktoni TikTok-un"
    assert data["meta"]["type"] == "help.GuidePage"
    assert data["meta"]["html_url"] == data["languages"]["sq"]["url"]
    assert data["meta"]["parent"]["title"] == "Ndihmë"
    assert data["company"]["urls"]["en"] == "http://localhost/en/companies/tiktok/"
    assert data["languages"]["en"] | {"changed_at": ""} == {
        "is_translated": True,
        "is_stale": False,
        "title": "8 Ways to Contact TikTok",
        "slug": "ways-to-contact-tiktok",
        "url": "http://localhost/en/help/ways-to-contact-tiktok/",
        "markdown_url": "http://localhost/en/help/ways-to-contact-tiktok/index.md",
        "summary": "The official ways.",
        "seo_title": None,
        "search_description": None,
        "changed_at": "",
        "introduction": None,
    }
    assert data["channels"][0]["languages"]["en"]["introduction"] == "<p>Introduction.</p>"


def test_addresses_are_those_of_languages_that_are_spoken(client):
    only = make.post("Vetëm shqip", "Only a title", body_en=[])
    languages = get(client, f"/api/v2/pages/{only.pk}/")["languages"]
    assert languages["sq"]["url"] == "http://localhost/sq/blog/vetem-shqip/"
    assert languages["en"]["title"] == "Only a title"
    assert languages["en"]["body"] == []
    nothing = ["url", "markdown_url", "slug", "changed_at"]
    assert [languages["en"][name] for name in ["is_translated", *nothing]] == [False, *[None] * 4]
    assert titles(client, "&language=en&type=blog.BlogPage") == []
    both = make.post("Të dyja", "Both")
    StaleTranslation.objects.create(page=both, language="en", unit="body")
    assert get(client, f"/api/v2/pages/{both.pk}/")["languages"]["en"]["is_stale"] is True


def test_nothing_internal_gets_out(client, admin_user):
    page = make.post("Titulli i botuar", "Published title", owner=admin_user)
    page.title_sq = "Titulli i draftit"
    page.save_revision(user=admin_user)
    BlogPage.objects.filter(pk=page.pk).update(locked=True, locked_by=admin_user)
    text = client.get(f"/api/v2/pages/{page.pk}/").content.decode()
    for word in ["owner", "locked", "revision", "draft", admin_user.email, admin_user.username, "alias_of", "comment"]:
        assert word not in text, word
    for field in ["owner", "latest_revision", "locked_by", "draft_title", "url_path", "path", "alias_of", "locale"]:
        assert client.get(f"/api/v2/pages/{page.pk}/?fields={field}").status_code == 400
        assert client.get(f"/api/v2/pages/?{field}=1").status_code == 400


def test_filters_by_type_topic_and_company_and_orders(client):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    for number in range(3):
        post = make.post(f"Postimi {number}", f"Post {number}", date=f"2026-01-0{3 - number}")
    post.topics, post.company = [topic], make.company()
    post.save()
    guide = make.guide()
    assert titles(client, "&type=help.GuidePage") == [guide.title]
    assert titles(client, "&topic=siguri") == titles(client, "&topic=security") == ["Postimi 2"]
    assert titles(client, "&company=tiktok") == ["Postimi 2", guide.title]
    posts = "&type=blog.BlogPage"
    assert titles(client, f"{posts}&order=date") == ["Postimi 2", "Postimi 1", "Postimi 0"]
    assert titles(client, f"{posts}&order=-title") == ["Postimi 2", "Postimi 1", "Postimi 0"]
    topics = get(client, f"/api/v2/pages/{post.pk}/")["topics"]
    assert topics[0]["urls"]["en"] == "http://localhost/en/topics/security/"


def test_paging_meets_every_page_once(client):
    for number in range(7):
        make.post(f"Postimi {number}", f"Post {number}", date="2026-01-01")
    url, seen = "/api/v2/pages/?type=blog.BlogPage&order=date&limit=3", []
    while url:
        data = get(client, url)
        seen += [item["id"] for item in data["items"]]
        parts = urlsplit(data["meta"]["next"] or "")
        url = parts.path and f"{parts.path}?{parts.query}"
    assert len(seen) == len(set(seen)) == data["meta"]["total_count"] == 7
    pages = [get(client, f"/api/v2/pages/?type=blog.BlogPage&order=date&limit=3&page={n}")["items"] for n in (1, 2, 3)]
    assert [item["id"] for page in pages for item in page] == seen
    previous = urlsplit(get(client, "/api/v2/pages/?limit=3&offset=2")["meta"]["previous"]).query
    assert "offset=0" in previous


def test_find_knows_every_language(client):
    page = make.guide()
    for code in ["sq", "en"]:
        response = client.get("/api/v2/pages/find/", {"html_path": make.path_of(page, code), "fields": "_,title"})
        assert response.headers["Location"] == f"http://localhost/api/v2/pages/{page.pk}/?fields=_%2Ctitle"
    home = client.get("/api/v2/pages/find/", {"html_path": "http://localhost/sq/"})
    assert home.headers["Location"].startswith(f"http://localhost/api/v2/pages/{HomePage.objects.get().pk}/")


def test_pictures_of_drafts_stay_in_the_library(client):
    shown, in_draft, unused = picture(), picture(), picture()
    page = make.post("Publik", "Public", cover=shown)
    page.cover = in_draft
    page.save_revision()
    make.post("Draft", "Draft", live=False, cover=in_draft)
    data = get(client, "/api/v2/images/")
    assert [item["id"] for item in data["items"]] == [shown.pk]
    assert data["items"][0]["url"].startswith("http://localhost/media/")
    assert get(client, f"/api/v2/images/{shown.pk}/")["width"] == shown.width
    for other in [in_draft, unused]:
        assert client.get(f"/api/v2/images/{other.pk}/").status_code == 404
    assert PortalImage.objects.count() == 3


def test_queries_do_not_grow_with_the_list(client, django_assert_max_num_queries):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")

    def some(count, start):
        for number in range(start, start + count):
            page = make.post(f"Postimi {number}", f"Post {number}", company=make.company(), cover=picture())
            page.topics = [topic]
            page.save()

    def queries(limit):
        client.get("/api/v2/pages/")
        with django_assert_max_num_queries(limit) as captured:
            get(client, "/api/v2/pages/?limit=50")
        return len(captured)

    some(2, 0)
    few = queries(8)
    some(8, 2)
    assert queries(8) == few


def test_queries_of_one_page_do_not_grow_with_its_rows(client, django_assert_max_num_queries):
    guide = make.guide()
    make.channel(guide)
    url = f"/api/v2/pages/{guide.pk}/"
    client.get(url)
    with django_assert_max_num_queries(16) as few:
        get(client, url)
    for number in range(6):
        make.channel(guide, f"Kanali {number}", f"Channel {number}", steps=["Një", "Dy"])
    with django_assert_max_num_queries(16) as many:
        get(client, url)
    assert len(few) == len(many)
