"""The sitemap and robots.txt, as a crawler of one site reads them: through a proxy, and beside other sites."""

import gc
import tracemalloc
from datetime import UTC, datetime
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Site

from blog.models import Author
from help.models import ChannelStatus
from portal.pages.languages import Languages, codes, url_in
from portal.pages.models import BasePage, ContentVersion, HomePage, Topic
from portal.pages.sitemap import ROWS_PER_FILE, ModelSection
from tests import make

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
FEW = 500  # pages; more than are fetched at once
LONG_AGO = datetime(2020, 5, 17, 10, 30, tzinfo=UTC)


def xml_of(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.getvalue())


def files(client, **headers):
    """`{path of the file: lastmod or None}` as the index says, whatever host it names."""
    index = xml_of(client, "/sitemap.xml", **headers)
    return {
        one.find("s:loc", NAMES).text: one.findtext("s:lastmod", None, NAMES)
        for one in index.findall("s:sitemap", NAMES)
    }


def rows(client, **headers):
    """`[(address, lastmod or None, {hreflang: address})]` of all files."""
    found = []
    for address in files(client, **headers):
        path = "/" + address.split("/", 3)[3]
        for url in xml_of(client, path, **headers).findall("s:url", NAMES):
            links = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
            found.append((url.findtext("s:loc", None, NAMES), url.findtext("s:lastmod", None, NAMES), links))
    return found


def addresses(client, **headers):
    return [address for address, _lastmod, _links in rows(client, **headers)]


def lastmod_of(client, page, code):
    wanted = f"http://localhost{url_in(page, code)}"
    return next(lastmod for address, lastmod, _links in rows(client) if address == wanted)


def test_every_public_address_is_listed_once_for_each_language_that_it_speaks(client):
    channel = make.channel(make.guide())
    only_albanian = make.post("Vetëm shqip", "")
    author = Author.objects.create(name_sq="Redaksia", name_en="Editors", slug="redaksia")
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    post = make.post("Postim", "Post", company=make.company())
    post.topics, post.authors = [topic], [author]
    post.save()
    listed = addresses(client)
    assert len(listed) == len(set(listed))
    for page in BasePage.objects.published().descendant_of(make.home(), inclusive=True):
        for code in codes():
            speaks = code in Languages(page).spoken
            assert (f"http://localhost{url_in(page, code)}" in listed) == speaks, (page, code)
    assert f"http://localhost{url_in(channel, 'en')}" in listed
    assert f"http://localhost{url_in(only_albanian, 'en')}" not in listed
    for path in ["/sq/", "/en/", "/sq/tema/siguri/", "/en/topics/security/", "/en/companies/tiktok/"]:
        assert f"http://localhost{path}" in listed
    for path in ["/sq/autor/redaksia/", "/en/authors/redaksia/", "/en/topics/", "/sq/kompani/", "/en/authors/"]:
        assert f"http://localhost{path}" in listed


def test_every_listed_address_answers_and_is_its_own_canonical(client):
    make.channel(make.guide())
    make.post("Vetëm shqip", "")
    for address in addresses(client):
        response = client.get(address.removeprefix("http://localhost"))
        assert f'<link rel="canonical" href="{address}">' in response.content.decode(), address


def test_alternates_are_those_of_the_page_itself(client):
    post, untranslated = make.post("Postim", "Post"), make.post("Vetëm shqip", "")
    found = {address: links for address, _lastmod, links in rows(client)}
    links = {code: f"http://localhost{url_in(post, code)}" for code in codes()}
    for address in links.values():
        assert found[address] == links | {"x-default": links["sq"]}
    assert found[f"http://localhost{url_in(untranslated, 'sq')}"] == {}


def test_only_public_pages_are_listed(client):
    pages = make.five_posts()
    listed = addresses(client)
    assert f"http://localhost{url_in(pages['live'], 'en')}" in listed
    hidden_parent = make.private(
        make.home().add_child(instance=type(make.index())(title_sq="Privat", title_en="Private"))
    )
    under_private = make.post("Postim nën privat", "Post under a private page", parent=hidden_parent)
    listed = addresses(client)
    hidden = [page for name, page in pages.items() if name != "live"] + [hidden_parent, under_private]
    for page in hidden:
        for code in codes():
            assert f"http://localhost{url_in(page, code)}" not in listed, page
    assert not [address for address in listed if "draft" in address or "privat" in address or "hidden" in address]


def test_subjects_without_a_public_page_are_not_listed(client):
    topic = Topic.objects.create(name_sq="Bosh", name_en="Empty")
    author = Author.objects.create(name_sq="Askush", name_en="Nobody", slug="askush")
    draft = make.post("Draft", "Draft", live=False, company=make.company("Ghost"))
    draft.topics, draft.authors = [topic], [author]
    draft.save()
    assert not [one for one in addresses(client) if "empty" in one or "askush" in one or "ghost" in one]
    assert not [one for one in files(client) if "topics" in one or "authors" in one or "companies" in one]


def test_retired_channel_keeps_its_rows(client):
    channel = make.channel(make.guide())
    ChannelStatus.objects.filter(channel=channel).update(state="retired")
    assert {f"http://localhost{url_in(channel, code)}" for code in codes()} <= set(addresses(client))


def test_lastmod_is_the_last_change_of_content_in_that_language(client):
    post = make.post("Postim", "Post")
    ContentVersion.objects.filter(page=post).update(changed_at=LONG_AGO)
    post.title_en = "Post, corrected"
    post.save()
    assert datetime.fromisoformat(lastmod_of(client, post, "sq")) == LONG_AGO
    assert datetime.fromisoformat(lastmod_of(client, post, "en")).date() == timezone.localdate()


def test_verifying_a_channel_moves_no_lastmod(client):
    channel = make.channel(make.guide())
    ContentVersion.objects.update(changed_at=LONG_AGO)
    before = rows(client)
    status = ChannelStatus.objects.get(channel=channel)
    status.verified_on = timezone.localdate()
    status.save()
    assert rows(client) == before


def test_page_that_was_never_noted_has_the_day_of_its_publication(client):
    post = make.post("Postim", "Post")
    ContentVersion.objects.filter(page=post).delete()
    BasePage.objects.filter(pk=post.pk).update(last_published_at=LONG_AGO)
    assert datetime.fromisoformat(lastmod_of(client, post, "en")) == LONG_AGO


def test_topic_changes_when_a_public_page_about_it_does(client):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    for page in make.five_posts().values():
        page.topics = [topic]
        page.save()
    public = BasePage.objects.listed().get()
    ContentVersion.objects.filter(page=public).update(changed_at=LONG_AGO)
    assert datetime.fromisoformat(lastmod_of(client, topic, "en")) == LONG_AGO


def test_index_gives_each_file_the_last_change_of_its_rows(client):
    for number in range(3):
        make.post(f"Postimi {number}", f"Post {number}")
    for address, latest in files(client).items():
        path = address.removeprefix("http://localhost")
        moments = [url.findtext("s:lastmod", None, NAMES) for url in xml_of(client, path).findall("s:url", NAMES)]
        assert latest == max((moment for moment in moments if moment), default=None), path


def test_files_are_split_by_size_and_keep_their_pages(client, monkeypatch):
    posts = [make.post(f"Postimi {number}", f"Post {number}") for number in range(7)]
    before = addresses(client)
    monkeypatch.setattr(ModelSection, "size", 3)
    pages = [address for address in files(client) if "sitemap-pages-" in address]
    assert len(pages) >= 3
    assert sorted(addresses(client)) == sorted(before)
    for address in pages:
        assert len(xml_of(client, address.removeprefix("http://localhost")).findall("s:url", NAMES)) <= 6
    kept = {page.pk: pages_in_file(client, page.pk // 3 + 1) for page in posts[1:]}
    posts[0].delete()
    for page in posts[1:]:
        expected = [one for one in kept[page.pk] if "post-0" not in one and "postimi-0" not in one]
        assert pages_in_file(client, page.pk // 3 + 1) == expected


def pages_in_file(client, number):
    urls = xml_of(client, f"/sitemap-pages-{number}.xml").findall("s:url/s:loc", NAMES)
    return [url.text for url in urls]


def test_no_file_is_larger_than_the_protocol_allows():
    assert ModelSection.size * len(codes()) <= ROWS_PER_FILE <= 50_000


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-pages-0.xml",
        "/sitemap-pages-2.xml",
        "/sitemap-pages-99999999999999999999999999.xml",
        "/sitemap-pages--1.xml",
        f"/sitemap-pages-{'9' * 5000}.xml",
        "/sitemap-nothing-1.xml",
        "/sitemap-lists-2.xml",
        "/sitemap-topics-1.xml",
        "/sitemap-.xml",
    ],
)
def test_file_that_is_not_there_is_a_short_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert (response.content, response.headers["Content-Type"]) == (b"404", "text/plain")


def test_host_without_a_site_has_neither_sitemap_nor_a_line_for_it(client):
    Site.objects.update(is_default_site=False)
    for path in ["/sitemap.xml", "/sitemap-pages-1.xml"]:
        assert client.get(path).status_code == 404
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap" not in robots
    assert "Disallow: /admin/" in robots


def test_head_has_the_headers_and_no_rows(client):
    for path in ["/sitemap.xml", "/sitemap-pages-1.xml", "/robots.txt"]:
        head, full = client.head(path), client.get(path)
        assert head.status_code == 200
        assert head.headers["Content-Type"] == full.headers["Content-Type"]
        assert head.getvalue() == b"" != full.getvalue()
    assert "Content-Length" not in client.head("/sitemap-pages-1.xml").headers
    for path in ["/sitemap.xml", "/sitemap-pages-1.xml", "/robots.txt"]:
        assert client.post(path).status_code == 405


def test_index_is_not_sent_again_until_something_changes(client):
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.post("Postim i ri", "New post")
    assert client.get("/sitemap.xml", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


@override_settings(
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    SECURE_SSL_REDIRECT=True,
    ALLOWED_HOSTS=["kanal.example"],
)
def test_behind_a_proxy_addresses_are_those_of_the_site_and_not_of_the_proxy(client):
    Site.objects.update(hostname="kanal.example", port=443)
    make.post("Postim", "Post")
    headers = {"host": "kanal.example", "x-forwarded-proto": "https"}
    listed = [*addresses(client, **headers), *files(client, **headers)]
    assert listed
    assert all(address.startswith("https://kanal.example/") for address in listed)
    robots = client.get("/robots.txt", headers=headers).content.decode()
    assert robots.endswith("\nSitemap: https://kanal.example/sitemap.xml\n")


@pytest.fixture
def other_site(settings):
    """A second site beside the first, with a post of its own."""
    settings.ALLOWED_HOSTS = ["localhost", "other.example", "inner.example"]
    our_blog = make.index()
    home = BasePage.objects.get(depth=1).add_child(
        instance=HomePage(title_sq="Tjetra", title_en="The other", slug="other")
    )
    site = Site.objects.create(hostname="other.example", port=443, root_page=home)
    blog = home.add_child(instance=type(our_blog)(title_sq="Blogu", title_en="Their blog"))
    topic = Topic.objects.create(name_sq="E tyre", name_en="Theirs")
    post = make.post("I tyre", "Their post", parent=blog)
    post.topics = [topic]
    post.save()
    return site


def test_each_site_lists_its_own_tree_and_names_its_own_sitemap(client, other_site):
    make.post("I yni", "Our post")
    ours, theirs = addresses(client, host="localhost"), addresses(client, host="other.example")
    assert "http://localhost/en/blog/our-post/" in ours
    assert "https://other.example/en/their-blog/their-post/" in theirs
    assert "https://other.example/en/topics/theirs/" in theirs
    assert all(address.startswith("http://localhost/") for address in ours)
    assert all(address.startswith("https://other.example/") for address in theirs)
    assert not [address for address in ours if "their" in address]
    assert not [address for address in theirs if "our-post" in address]
    for host, root in [("localhost", "http://localhost"), ("other.example", "https://other.example")]:
        robots = client.get("/robots.txt", headers={"host": host}).content.decode()
        assert f"Sitemap: {root}/sitemap.xml\n" in robots


def test_canonical_and_alternates_name_the_site_once_when_there_are_several(client, other_site):
    head = client.get("/en/their-blog/their-post/", headers={"host": "other.example"}).content.decode()
    assert '<link rel="canonical" href="https://other.example/en/their-blog/their-post/">' in head
    assert 'hreflang="sq" href="https://other.example/sq/blogu/i-tyre/"' in head


@pytest.mark.parametrize("host", ["localhost", "other.example"])
def test_twin_names_its_page_once_when_there_are_several_sites(client, other_site, host):
    make.post("I yni", "Our post")
    root = {"localhost": "http://localhost", "other.example": "https://other.example"}[host]
    path = {"localhost": "/en/blog/our-post/", "other.example": "/en/their-blog/their-post/"}[host]
    head = client.get(path, headers={"host": host}).content.decode()
    assert f'type="text/markdown" href="{root}{path}index.md"' in head
    twin = client.get(f"{path}index.md", headers={"host": host})
    assert twin.headers["Link"] == f'<{root}{path}>; rel="canonical"'
    assert f"<{root}{path}>" in twin.content.decode()
    assert twin.content.decode().count("://localhosthttp") == twin.content.decode().count(f"{root}{root}") == 0


def test_site_inside_another_ones_tree_is_listed_by_itself_alone(client, other_site):
    blog = make.index()
    make.post("I brendshëm", "Inner post")
    Site.objects.create(hostname="inner.example", port=80, root_page=blog)
    assert not [address for address in addresses(client, host="localhost") if "inner" in address]
    assert "http://inner.example/en/inner-post/" in addresses(client, host="inner.example")


def test_robots_hides_no_page_that_says_noindex_itself_and_no_file(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /django-admin/",
        "",
        "Sitemap: http://localhost/sitemap.xml",
    ]
    assert 'name="robots" content="noindex"' in client.get("/en/search/?q=tiktok").content.decode()


def test_hostile_address_is_escaped(client):
    Site.objects.update(hostname='a"<&.example')
    assert all(address.startswith('http://a"<&.example/') for address in addresses(client))


def many_pages(count):
    """Bare published rows below the home page, with both languages and their versions, written past the models."""
    home, known = make.home(), BasePage.objects.count()
    fields = [field for field in BasePage._meta.concrete_fields if not field.primary_key]
    rows = []
    for number in range(known + 1000, known + 1000 + count):
        values = {"path": BasePage._get_path(home.path, home.depth + 1, number), "depth": home.depth + 1}
        values |= {"translation_key": uuid4(), "numchild": 0}
        for code in codes():
            values |= {f"slug_{code}": f"page-{number}", f"url_path_{code}": f"{home.url_path}page-{number}/"}
        values = {field: values.get(field.name, getattr(home, field.attname)) for field in fields}
        rows.append([field.get_db_prep_save(value, connection) for field, value in values.items()])
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO pages_basepage ({columns}) VALUES ({marks})", rows)
    pages = BasePage.objects.filter(slug_sq__startswith="page-").values_list("pk", flat=True)
    versions = [
        ContentVersion(page_id=pk, language=code, digest="x", changed_at=LONG_AGO) for pk in pages for code in codes()
    ]
    ContentVersion.objects.bulk_create(versions, batch_size=200, ignore_conflicts=True)


def peak_of(client, path):
    """The most memory that sending a file took beyond what was there before, and its number of rows."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    count = sum(part.count(b"<url>") for part in client.get(path).streaming_content)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak, count


def test_memory_does_not_grow_with_the_rows(client, monkeypatch):
    monkeypatch.setattr(ModelSection, "size", 25_000)
    many_pages(FEW)
    peak_of(client, "/sitemap-pages-1.xml")
    few, few_rows = peak_of(client, "/sitemap-pages-1.xml")
    many_pages(2 * FEW)
    many, many_rows = peak_of(client, "/sitemap-pages-1.xml")
    assert (few_rows, many_rows) == (2 * FEW + 2, 6 * FEW + 2)
    assert many < few * 1.2


def test_query_count_does_not_grow_with_the_rows(client, django_assert_num_queries):
    def ask():
        client.get("/sitemap-pages-1.xml").getvalue()
        with django_assert_num_queries(9):
            client.get("/sitemap.xml")
        with django_assert_num_queries(4):
            client.get("/sitemap-pages-1.xml").getvalue()

    for number in range(2):
        make.post(f"Postimi {number}", f"Post {number}")
    ask()
    for number in range(2, 12):
        make.post(f"Postimi {number}", f"Post {number}")
    ask()
