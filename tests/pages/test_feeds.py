"""Feeds of posts and guides: three formats, each language, full text, ids and dates that hold."""

import json
import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date
from pytest_django.asserts import assertContains
from wagtail.models import Site

from blog.models import Author, BlogPage
from help.models import ChannelStatus, HowToPage
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, HomePage, Topic
from tests import make
from tests.blog.test_articles import picture, stream

pytestmark = pytest.mark.django_db
HIDDEN = ["Draft post", "Private post", "Scheduled post", "Post under a draft"]
FORMATS = ["", "rss/", "json/"]
FEEDS = ["/en/feed/", "/en/topics/security/feed/", "/en/authors/editors/feed/"]
EVERY_FEED = [url + form for url in FEEDS for form in FORMATS]
TYPES = {"": "application/atom+xml", "rss/": "application/rss+xml", "json/": "application/feed+json"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def topic():
    return Topic.objects.create(name_sq="Siguri", name_en="Security", description_en="Keep safe.")


@pytest.fixture
def author():
    return Author.objects.create(name_sq="Redaksia", name_en="Editors", slug="editors", kind="organisation")


def about(page, topic, author):
    page.topics, page.authors = [topic], [author]
    page.save()
    return page


def read(client, url, **headers):
    """A feed in any format as `title, language, id, link, self, updated, entries`."""
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    return parsed_json(response) if url.endswith("json/") else parsed_xml(response)


def parsed_xml(response):
    ElementTree.fromstring(response.content)
    feed = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})
    assert not feed.bozo, feed.bozo_exception
    links = {link["rel"]: link["href"] for link in feed.feed.links}
    entries = [
        SimpleNamespace(
            id=entry.id,
            link=entry.link,
            title=entry.title,
            summary=entry.summary,
            content=entry.content[-1].value,
            updated=entry.get("updated"),
            authors=[one.name for one in entry.get("authors", [])],
            topics=[tag.term for tag in entry.get("tags", [])],
            image=entry.media_content[0]["url"] if "media_content" in entry else None,
        )
        for entry in feed.entries
    ]
    return SimpleNamespace(
        title=feed.feed.title,
        language=feed.feed.language,
        link=feed.feed.link,
        self=links["self"],
        entries=entries,
    )


def parsed_json(response):
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    entries = [
        SimpleNamespace(
            id=item["id"],
            link=item["url"],
            title=item["title"],
            summary=item.get("summary", ""),
            content=item["content_html"],
            updated=item["date_modified"],
            authors=[one["name"] for one in item.get("authors", [])],
            topics=item.get("tags", []),
            image=item.get("image"),
        )
        for item in feed["items"]
    ]
    return SimpleNamespace(
        title=feed["title"],
        language=feed["language"],
        link=feed["home_page_url"],
        self=feed["feed_url"],
        entries=entries,
    )


def test_only_the_public_post_has_an_entry(client, topic, author, subtests):
    for page in make.five_posts().values():
        about(page, topic, author)
    for url in EVERY_FEED:
        with subtests.test(url):
            content = client.get(url).content.decode()
            assert [entry.title for entry in read(client, url).entries] == ["Public post"]
            assert not [title for title in HIDDEN if title in content]


@pytest.mark.parametrize("form", FORMATS)
def test_each_feed_is_in_its_own_language_and_leads_to_itself(client, topic, author, form):
    about(make.post(), topic, author)
    for url, language, page in [
        ("/sq/feed/", "sq", "/sq/"),
        ("/en/feed/", "en", "/en/"),
        ("/sq/tema/siguri/feed/", "sq", "/sq/tema/siguri/"),
        ("/en/topics/security/feed/", "en", "/en/topics/security/"),
        ("/sq/autor/editors/feed/", "sq", "/sq/autor/editors/"),
        ("/en/authors/editors/feed/", "en", "/en/authors/editors/"),
    ]:
        response, feed = client.get(url + form), read(client, url + form)
        assert response.headers["Content-Type"].startswith(TYPES[form])
        assert feed.language == response.headers["Content-Language"] == language
        assert (feed.link, feed.self) == (f"http://localhost{page}", f"http://localhost{url}{form}")
        assert [entry.title for entry in feed.entries] == [{"sq": "Një postim", "en": "A post"}[language]]
        assert feed.entries[0].link.startswith(f"http://localhost/{language}/blog/")


def test_feed_is_described_in_its_language(client, topic):
    for url, words in [("/en/topics/security/feed/", "Keep safe."), ("/en/feed/", "Kanal: latest posts")]:
        assert feedparser.parse(client.get(url).content).feed.subtitle == words
        assert feedparser.parse(client.get(f"{url}rss/").content).feed.subtitle == words
        assert json.loads(client.get(f"{url}json/").content)["description"] == words


def test_language_is_marked_in_the_xml(client):
    assert ElementTree.fromstring(client.get("/sq/feed/").content).get(XML_LANG) == "sq"
    rss = ElementTree.fromstring(client.get("/en/feed/rss/").content)
    assert (rss.get(XML_LANG), rss.findtext("channel/language")) == ("en", "en")


@pytest.mark.parametrize("form", FORMATS)
def test_page_has_an_entry_only_where_its_text_is(client, form):
    make.post("Vetëm shqip", "")
    make.post("Anglisht", "Only English", body_sq=[])
    make.post("Titull i kopjuar", "Copied", body_en=make.body("Teksti i Titull i kopjuar."))
    titles = {code: {one.title for one in read(client, f"/{code}/feed/{form}").entries} for code in codes()}
    assert titles == {"sq": {"Vetëm shqip", "Titull i kopjuar"}, "en": {"Only English"}}


@pytest.mark.parametrize("form", FORMATS)
def test_entry_tells_all_that_the_page_does(client, topic, author, form):
    image = picture()
    body = json.dumps(stream())
    page = about(make.post("Artikulli", "", body_sq=body, summary_sq="A & B < C", cover=image), topic, author)
    entry = read(client, f"/sq/feed/{form}").entries[0]
    assert (entry.title, entry.authors, entry.topics) == ("Artikulli", ["Redaksia"], ["Siguri"])
    assert entry.summary == ("A & B < C" if form == "json/" else "A &amp; B &lt; C")
    assert entry.image.startswith("http://localhost/media/")
    soup = BeautifulSoup(entry.content, "html.parser")
    text = soup.get_text(" ", strip=True)
    for words in ["Pjesa e parë", "Një paragraf", "Thënia", "Kujdes", "6,1 inç", "Diçitura", "*#06#", "Videoja"]:
        assert words in text, words
    assert soup.find("img", alt="Alt i veçantë")["src"].startswith("http://localhost/media/")
    assert soup.find("a", href="https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    assert "Luaje këtu" not in text
    assert page.title_sq not in text  # it is the entry's title already


@pytest.mark.parametrize("form", FORMATS)
def test_guide_is_told_channel_by_channel(client, form):
    guide = make.guide(introduction_en='<p>Choose a way.</p><script>alert("x")</script>')
    make.channel(guide, "Formulari", "The form", steps=["Hap", "Dërgo"])
    retired = make.channel(guide, "I vjetri", "The old one")
    ChannelStatus.objects.filter(channel=retired).update(state="retired", reason_en="It was closed.")
    make.channel(guide, "Draft", "Secret draft", live=False)
    entry = read(client, f"/en/feed/{form}").entries[0]
    text = BeautifulSoup(entry.content, "html.parser").get_text(" ", strip=True)
    for words in ["Choose a way.", "1. The form", "EN Hap", "EN Dërgo", "example.com/form", "It was closed."]:
        assert words in text, words
    assert "Secret draft" not in text
    assert "alert" not in entry.content


@pytest.mark.parametrize("form", FORMATS)
def test_content_has_no_chrome_and_only_whole_addresses(client, form):
    target = make.post("Synimi", "The target")
    text = (
        f'<p><a linktype="page" id="{target.pk}">page</a> <a href="#x">here</a> <a href="javascript:alert(1)">bad</a>'
        ' <a href="https://example.com/?a=1&amp;b=2">out</a> <a href="java\nscript:x">bad</a> <a href="http://[">bad</a></p>'
        '<p onclick="x()" style="color:red" class="y">styled</p><iframe src="https://evil.example"></iframe>'
        "<form action='/x'><button>send</button></form><!-- note -->"
    )
    page = make.post("Burimi", "The source", body_en=[("paragraph", text)])
    guide = make.guide()
    make.channel(guide)
    for entry in read(client, f"/en/feed/{form}").entries:
        soup = BeautifulSoup(entry.content, "html.parser")
        assert not soup.find_all(["script", "form", "button", "svg", "iframe", "nav", "style"])
        for tag in soup.find_all(True):
            assert set(tag.attrs) <= {"href", "src", "alt", "width", "height", "lang", "dir", "scope", "colspan"}
            for name in ["href", "src"]:
                assert re.match(r"https?://|mailto:|tel:", tag.get(name, "http://")), tag
        if entry.title == "The source":
            links = [link.get("href") for link in soup.find_all("a")]
            here = f"http://localhost{url_in(page, 'en')}#x"
            out = "https://example.com/?a=1&b=2"
            assert links == [f"http://localhost{url_in(target, 'en')}", here, None, out, None, None]
            assert "note" not in entry.content


def ids(client, url):
    return {entry.id for entry in read(client, url).entries}


def test_ids_survive_a_new_slug_and_a_new_host_and_differ_by_language(client):
    page = make.post()
    before = {url: ids(client, url) for code in codes() for form in FORMATS for url in [f"/{code}/feed/{form}"]}
    assert before["/sq/feed/"].isdisjoint(before["/en/feed/"])
    assert before["/sq/feed/"] == before["/sq/feed/rss/"] == before["/sq/feed/json/"]
    assert all(one.startswith("urn:uuid:") for one in before["/sq/feed/"])
    page.slug_sq, page.slug_en, page.title_sq = "krejt-tjeter", "quite-other", "Tjetër"
    page.save_revision().publish()
    site = Site.objects.get()
    site.hostname, site.port = "kanal.example", 443
    site.save()
    assert {url: ids(client, url) for url in before} == before
    assert read(client, "/sq/feed/").entries[0].link == "https://kanal.example/sq/blog/krejt-tjeter/"


def test_copies_and_aliases_have_ids_of_their_own(client):
    page = make.post()
    page.copy(update_attrs={"title_sq": "Kopja", "slug_sq": "kopja"}, keep_live=True)
    page.create_alias(update_slug="alias")
    feed = read(client, "/sq/feed/")
    assert len(feed.entries) == len({entry.id for entry in feed.entries}) == 3


def test_every_feed_has_an_id_of_its_own(client, topic, author):
    other = Topic.objects.create(name_sq="Blerje", name_en="Shopping")
    urls = [*FEEDS, "/sq/feed/", f"/en/topics/{other.slug_en}/feed/"]
    found = [feedparser.parse(client.get(url).content).feed.id for url in urls]
    assert len(set(found)) == len(urls)


@pytest.mark.parametrize("form", FORMATS)
def test_dates_are_of_publication_and_of_the_last_change_in_that_language(client, time_machine, form):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    page = make.post()
    page.save_revision().publish()
    time_machine.move_to("2026-04-01T10:00:00+00:00", tick=False)
    page = BlogPage.objects.get()
    page.body_en = make.body("Corrected.")
    page.save_revision().publish()
    updated = {code: read(client, f"/{code}/feed/{form}").entries[0].updated for code in codes()}
    if form == "rss/":
        content = client.get("/en/feed/rss/").content.decode()
        assert "<pubDate>Sun, 01 Mar 2026 10:00:00 +0000</pubDate>" in content
    assert updated["sq"].startswith("2026-03-01T10:00")
    assert updated["en"].startswith("2026-04-01T10:00")


@pytest.mark.parametrize(
    ("date", "moment"), [("2026-01-05", "2026-01-05T00:00:00"), ("2026-03-01", "2026-03-01T11:00:00")]
)
def test_every_machine_is_told_the_same_date_of_publication(client, time_machine, date, moment):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    page = make.post(date=date)
    page.save_revision().publish()
    item = json.loads(client.get("/en/feed/json/").content)["items"][0]
    atom = feedparser.parse(client.get("/en/feed/").content).entries[0]
    head = BeautifulSoup(client.get(url_in(page, "en")).content, "html.parser").head
    told = [item["date_published"], atom.published, head.find("meta", property="article:published_time")["content"]]
    assert {datetime.fromisoformat(one) for one in told} == {datetime.fromisoformat(f"{moment}+01:00")}
    assert f'"datePublished": "{date}"' in head.parent.find("script", type="application/ld+json").string
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["date"] == date


@pytest.mark.parametrize("form", FORMATS)
def test_who_has_it_already_gets_304_without_a_body(client, form):
    page = make.post()
    url = f"/en/feed/{form}"
    first = client.get(url)
    for headers in [
        {"if-none-match": first.headers["ETag"]},
        {"if-none-match": f'W/"x", {first.headers["ETag"]}'},
    ]:
        again = client.get(url, headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["ETag"] == first.headers["ETag"]
    page.title_en = "A new title"
    page.save_revision().publish()
    fresh = client.get(url, headers={"if-none-match": first.headers["ETag"]})
    assertContains(fresh, "A new title")
    assert fresh.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("form", FORMATS)
def test_withdrawn_entry_is_gone_for_who_asks_by_date_too(client, form):
    page = make.post()
    make.post("Tjetri", "The other")
    page.unpublish()
    tomorrow = http_date(timezone.now().timestamp() + 86400)
    response = client.get(f"/en/feed/{form}", headers={"if-modified-since": tomorrow})
    assert (response.status_code, "Last-Modified" in response.headers) == (200, False)
    assert [entry.title for entry in read(client, f"/en/feed/{form}").entries] == ["The other"]


MACHINE_FILES = ["/en/feed/", "/en/topics/security/feed/rss/", "/sitemap.xml", "/sitemap-pages-1.xml", "/robots.txt"]
MACHINE_FILES += [
    "/llms.txt",
    "/en/blog/a-post/index.md",
    "/en/topics/security/index.md",
    "/en/authors/editors/index.md",
]


@pytest.mark.parametrize("path", MACHINE_FILES)
def test_caches_ask_again_and_nothing_can_be_sent(topic, author, path):
    about(make.post(), topic, author)
    client = Client(enforce_csrf_checks=True)
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    refused = client.post(path, {"x": "y"})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt", "/llms.txt"])
def test_what_has_no_language_varies_by_none_even_when_it_is_not_sent_again(client, path):
    first = client.get(path, headers={"accept-language": "en"})
    again = client.get(path, headers={"accept-language": "en", "if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Vary" not in first.headers
    assert "Vary" not in again.headers
    assert "Vary" not in client.get("/sitemap-pages-1.xml").headers


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("url", FEEDS)
def test_empty_feed_is_valid_and_always_the_same(client, topic, author, url, form, time_machine):
    first = client.get(url + form)
    assert read(client, url + form).entries == []
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert Client().get(url + form).content == first.content


@pytest.mark.parametrize("form", FORMATS)
def test_answer_is_the_same_for_everybody(client, form):
    make.post()
    first, second = Client().get(f"/en/feed/{form}"), Client().get(f"/en/feed/{form}")
    assert first.content == second.content
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    head = client.head(f"/en/feed/{form}")
    assert (head.content, head.headers["ETag"]) == (b"", first.headers["ETag"])
    assert client.post(f"/en/feed/{form}").status_code == 405


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_texts_reach_the_reader_whole(client, form):
    title = 'A & B ]]> <b>"x"</b> 👽 مرحبا \x08\x0b\x1e\ufffe!'
    make.post(title, title, body_en=[("paragraph", "<p>]]> 👽 \x0c\x1e مرحبا</p>")], summary_en="]]>\x1f")
    entry = read(client, f"/en/feed/{form}").entries[0]
    shown = 'A & B ]]> <b>"x"</b> 👽 مرحبا !'
    raw = client.get(f"/en/feed/{form}").content.decode()
    if form == "json/":
        assert entry.title == shown
    else:
        tag = "{http://www.w3.org/2005/Atom}title" if not form else "title"
        titles = [one.text for one in ElementTree.fromstring(raw).iter(tag)]
        assert titles[-1] == shown
    assert "]]> 👽" in BeautifulSoup(entry.content, "html.parser").text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", raw)


@pytest.mark.parametrize(
    "url", ["/en/topics/none/feed/", "/en/authors/none/feed/rss/", "/en/companies/none/feed/json/"]
)
def test_feed_of_what_is_not_there_is_our_404(client, url):
    assertContains(client.get(url), "This page is not here", status_code=404)


@pytest.mark.parametrize("url", ["/en/feed/xml/", "/en/topics/security/feed/x/"])
def test_unknown_format_is_a_404(client, topic, url):
    assertContains(client.get(url), "This page is not here", status_code=404)


def test_at_most_twenty_entries_newest_first(client):
    for number in range(23):
        make.post(f"Postimi {number}", f"Post {number}", date=f"2026-01-{number + 1:02}")
    titles = [entry.title for entry in read(client, "/en/feed/").entries]
    assert titles == [f"Post {number}" for number in range(22, 2, -1)]


def fill(topic, author, start, count):
    target = BlogPage.objects.filter(title_en="The target").first() or make.post("Synimi", "The target")
    image = picture()
    for number in range(start, start + count):
        body = [
            ("paragraph", f'<p><a linktype="page" id="{target.pk}">Lidhje</a> {number}</p>'),
            ("paragraph", f'<p><a linktype="page" id="{target.pk}">Tjetër</a></p>'),
            ("picture", {"image": image, "alt": "", "caption": ""}),
            ("related", {"page": target, "text": "Shihni"}),
        ]
        page = make.post(f"Postimi {number}", f"Post {number}", body_en=body, cover=image, company=make.company())
        about(page, topic, author)
        guide = make.guide(f"Udhëzues {number}", f"Guide {number}", cover=image)
        guide.topics = [topic]
        guide.save()
        for place in range(2):
            make.channel(guide, f"Kanali {place}", f"Channel {place}")


def test_queries_do_not_grow_with_the_entries(client, topic, author, subtests):
    fill(topic, author, 200, 2)
    few = {url: queries_of(client, url) for url in EVERY_FEED}
    fill(topic, author, 400, 4)
    for url in EVERY_FEED:
        with subtests.test(url):
            assert queries_of(client, url) == few[url] <= 20
            assert len(read(client, url).entries) > 4


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        read(client, url)
    return len(captured)


def test_each_site_has_its_own_feed_behind_whatever_host_asks(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ours = make.post()
    root = BasePage.objects.get(depth=1)
    other = root.add_child(instance=HomePage(title_sq="Tjetra", title_en="Other", slug="tjetra"))
    Site.objects.create(hostname="tjetra.example", port=443, root_page=other)
    index = other.add_child(instance=type(make.index())(title_sq="Blogu", title_en="Their blog"))
    make.post("I tyre", "Theirs", parent=index)
    feed = read(client, "/en/feed/", host="tjetra.example")
    assert [entry.title for entry in feed.entries] == ["Theirs"]
    assert feed.self == "https://tjetra.example/en/feed/"
    assert feed.entries[0].link == "https://tjetra.example/en/their-blog/theirs/"
    behind_proxy = read(client, "/en/feed/", host="10.0.0.7:8000")
    assert [entry.title for entry in behind_proxy.entries] == ["A post"]
    assert behind_proxy.entries[0].link == f"http://localhost/en/blog/{ours.slug_en}/"


def discovered(client, url):
    head = BeautifulSoup(client.get(url).content, "html.parser").head
    return {
        link["href"]: link["type"] for link in head.find_all("link", rel="alternate", type=re.compile("atom|rss|feed"))
    }


def test_pages_name_the_sites_feeds_and_those_of_their_subject(client, topic, author):
    post = about(make.post(company=make.company()), topic, author)
    site = {f"/en/feed/{form}": media_type for form, media_type in TYPES.items()}
    for url in ["/en/", url_in(post, "en"), "/en/search/", "/en/topics/"]:
        assert discovered(client, url) == site, url
    for url in ["/en/topics/security/", "/en/authors/editors/", "/en/companies/tiktok/"]:
        own = {f"{url}feed/{form}": media_type for form, media_type in TYPES.items()}
        assert discovered(client, url) == own | site
        main = BeautifulSoup(client.get(url).content, "html.parser").main
        assert {link["href"]: link["type"] for link in main.find(class_="feeds").find_all("a")} == own
        for address in own:
            assert client.get(address).status_code == 200


def test_guides_and_channels_name_the_feeds_of_changes(client):
    guide = make.guide()
    channel = make.channel(guide)
    own = {f"/en/companies/tiktok/feed/{form}": media_type for form, media_type in TYPES.items()}
    for page in [guide, channel]:
        assert own.items() <= discovered(client, url_in(page, "en")).items()
    shown = BeautifulSoup(client.get(url_in(guide, "en")).content, "html.parser").main.find(class_="feeds")
    assert "Follow changes" in shown.text
    assert {link["href"] for link in shown.find_all("a")} == set(own)
    alone = make.guide("Pa kompani", "Without", company=None)
    assert client.get(url_in(alone, "en")).status_code == 200


def test_feed_tells_where_a_channel_comes_from_and_no_verification(client):
    channel = make.channel(make.guide())
    before = client.get("/en/feed/").content
    assert b"Official source" in before
    assert b"https://www.example.com/help" in before
    assert b"says when it was last verified" in before
    ChannelStatus.objects.filter(channel=channel).update(verified_on="2026-01-01")
    assert client.get("/en/feed/").content == before


def test_channel_pages_are_no_entries(client):
    make.channel(make.guide())
    assert HowToPage.objects.count() == 1
    assert [entry.title for entry in read(client, "/en/feed/").entries] == ["8 Ways to Contact TikTok"]
