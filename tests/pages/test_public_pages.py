"""What a reader's browser and a sharer's crawler get from each type of page, in both languages."""

import re
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains

from portal.pages.languages import codes, url_in
from portal.pages.models import Topic
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site_of_file(for_file):
    """One page of every type, and the addresses of all public views in both languages."""
    guide = make.guide()
    channels = [make.channel(guide, f"Kanali {n}", f"Channel {n}") for n in range(1, 4)]
    post = make.post()
    Topic.objects.create(name_sq="Siguri", name_en="Security")
    post.topics = list(Topic.objects.all())
    post.company = make.company()
    post.save()
    return [make.home(), make.help_index(), guide, channels[1], make.index(), post]


@pytest.fixture
def site(site_of_file):
    return [make.fresh(page) for page in site_of_file]


VIEWS = ["topics", "companies", "authors", "search", "cart"]


def soup_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def all_urls(site):
    urls = [url_in(page, code) for page in site for code in codes()]
    for code in codes():
        with override(code):
            urls += [reverse(view) for view in VIEWS]
            urls += [reverse("topic", args=[Topic.objects.get().slug]), reverse("company", args=["tiktok"])]
    return urls


def test_every_page_has_one_heading_landmarks_and_a_cart_link(client, site):
    for url in all_urls(site):
        soup = soup_of(client, url)
        assert len(soup.find_all("h1")) == 1, url
        assert all([soup.main, soup.header, soup.footer]), url
        assert soup.html["lang"] == url[1:3]
        with override(url[1:3]):
            assert soup.find("a", href=reverse("cart")), url


def test_two_cold_anonymous_readers_get_the_same_bytes_and_no_cookie(site):
    for url in all_urls(site):
        first, second = Client().get(url), Client().get(url)
        assert first.content == second.content, url
        assert "Set-Cookie" not in str(first.headers)
        assert not first.cookies, url
        assert "Cookie" not in first.headers.get("Vary", ""), url


def test_no_page_carries_inline_script_style_or_foreign_address(client, site):
    for url in all_urls(site):
        soup = soup_of(client, url)
        data = soup.find_all("script", type="application/ld+json")
        assert not [tag for tag in soup.find_all("script") if not tag.get("src") and tag not in data], url
        assert not soup.find_all("style"), url
        assert not [
            tag for tag in soup.find_all(True) if tag.get("style") or any(a.startswith("on") for a in tag.attrs)
        ]
        loaded = [tag.get("src") or tag.get("href") for tag in soup.find_all(["script", "img", "link", "iframe"])]
        assert not [a for a in loaded if a and a.startswith("http") and not a.startswith("http://localhost")], url


def test_scripts_of_a_page_are_at_most_ten_kilobytes_as_they_are_sent(client, site):
    for url in all_urls(site):
        sources = [tag["src"].removeprefix(settings.STATIC_URL) for tag in soup_of(client, url).select("script[src]")]
        assert sources[0] == "bundles/theme.js", url
        files = [Path(finders.find(source)) for source in sources]
        assert sum(len(brotli.compress(file.read_bytes())) for file in files) <= 10_000, url


def test_policy_is_enforced_without_exceptions(client, site):
    policy = client.get("/sq/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "unsafe-inline" in client.get("/admin/login/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accept", "language"),
    [("", "sq"), ("en", "en"), ("de,en;q=0.5", "en"), ("sq-AL,en", "sq"), ("de", "sq"), ("x" * 9000, "sq")],
)
def test_root_follows_the_browsers_language_and_is_not_cached(client, accept, language):
    response = client.get("/", headers={"accept-language": accept})
    assert response.headers["Location"] == f"/{language}/"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Accept-Language" in response.headers["Vary"]


def meta(soup):
    tags = {tag.get("property") or tag.get("name"): tag.get("content") for tag in soup.find_all("meta")}
    return tags | {"canonical": soup.find("link", rel="canonical")["href"]}


def alternates(soup):
    return {link["hreflang"]: link["href"] for link in soup.find_all("link", rel="alternate", hreflang=True)}


def test_open_graph_is_complete_and_in_the_pages_language(client, site):
    for page in site[2:4] + site[5:]:
        for code in codes():
            url = url_in(page, code)
            tags = meta(soup_of(client, url))
            with override(code):
                assert tags["og:title"] == page.title
            assert tags["canonical"] == tags["og:url"] == f"http://localhost{url}"
            assert tags["og:locale"] == {"sq": "sq_AL", "en": "en_GB"}[code]
            assert tags["og:locale:alternate"] != tags["og:locale"]
            assert tags["og:description"]
            assert tags["twitter:card"]
            assert tags["og:site_name"]


def test_hreflang_is_reciprocal(client, site):
    for page in site:
        sets = [alternates(soup_of(client, url_in(page, code))) for code in codes()]
        assert sets[0] == sets[1]
        assert set(sets[0]) == {"sq", "en", "x-default"}
        assert sets[0]["x-default"] == sets[0]["sq"]


def test_page_without_english_is_shown_in_albanian_under_english(client):
    page = make.post("Vetëm shqip", "")
    soup = soup_of(client, url_in(page, "en"))
    assert soup.html["lang"] == "en"
    assert soup.h1["lang"] == "sq"
    assert soup.main.find(string=re.compile("Teksti i Vetëm shqip")).find_parent(lang="sq")
    assert "Albanian" in soup.find(class_="notice").text
    tags = meta(soup)
    assert tags["canonical"].endswith("/sq/blog/vetem-shqip/")
    assert tags["og:locale"] == "sq_AL"
    assert alternates(soup) == {}
    assert alternates(soup_of(client, url_in(page, "sq"))) == {}


def test_switcher_never_leads_to_a_404(client, site):
    untranslated = make.post("Vetëm shqip", "")
    urls = [*all_urls(site), url_in(untranslated, "sq"), url_in(untranslated, "en"), "/en/search/?q=tiktok&page=1"]
    for url in urls:
        soup = soup_of(client, url)
        links = {a["hreflang"]: a["href"] for a in soup.header.find_all("a", hreflang=True)}
        assert links, url
        for target in links.values():
            assert client.get(target).status_code == 200, (url, target)
    assert "q=tiktok" in links["sq"]


@pytest.mark.parametrize(
    "url", ["/en/nothing/", "/en/topics/nothing/", "/en/companies/nothing/", "/en/authors/x/", "/en/help/x/y/z/"]
)
def test_unknown_address_is_a_helpful_404_in_its_language(client, site, settings, url):
    settings.DEBUG = True
    for language, words in {"en": "Search", "sq": "Kërko"}.items():
        response = client.get(url.replace("/en/", f"/{language}/"))
        assertContains(response, words, status_code=404)
        assertContains(response, f'<html lang="{language}"', status_code=404)
        assertContains(response, 'name="q"', status_code=404)


@pytest.mark.parametrize("url", ["/de/", "/xx/blog/", "/blog/", "/foo"])
def test_unknown_language_is_a_404_in_the_browsers_language(client, url):
    assertContains(client.get(url, headers={"accept-language": "en"}), '<html lang="en"', status_code=404)
    assertContains(client.get(url), '<html lang="sq"', status_code=404)


def test_server_error_page_needs_no_database(client, settings):
    from portal.pages.views import server_error

    response = server_error(None)
    text = response.content.decode()
    assert response.status_code == 500
    for words in ['lang="sq"', 'lang="en"', "/sq/", "/en/"]:
        assert words in text


def test_forbidden_page_is_in_the_readers_language(rf):
    from portal.pages.views import forbidden

    request = rf.get("/en/x/")
    request.site = None
    response = forbidden(request)
    assert response.status_code == 403
    assert b'lang="en"' in response.content


def test_hostile_title_is_escaped_everywhere(client):
    title = "<script>alert(1)</script>\"'& 👽 مرحبا " + "a" * 150
    texts = {"body_sq": make.body("Tekst."), "body_en": make.body("Text.")}
    page = make.post(title, title, summary_sq=title, summary_en=title, **texts)
    for url in [url_in(page, "en"), "/en/", "/en/blog/", "/en/search/?q=alert"]:
        markup = client.get(url).content.decode().replace("<mark>", "")
        assert "<script>alert" not in markup
        assert "&lt;script&gt;alert" in markup


def test_admin_asks_no_outside_host(admin_client):
    make.post()
    for name in ["wagtailadmin_home", "wagtailadmin_account", "wagtailusers_users:index"]:
        content = admin_client.get(reverse(name)).content.decode()
        assert "releases.wagtail.org" not in content
        assert "gravatar.com" not in content


def test_userbar_is_for_signed_in_editors_only(client, admin_client, site):
    assertNotContains(client.get("/sq/"), "wagtail-userbar")
    admin_client.get("/admin/")
    assertContains(admin_client.get("/sq/"), "wagtail-userbar")


def warm_queries(client, url, django_assert_max_num_queries, limit):
    client.get(url)
    with django_assert_max_num_queries(limit) as captured:
        client.get(url)
    return len(captured)


def test_query_counts_do_not_grow_with_the_site(client, django_assert_max_num_queries):
    guide = make.guide()
    for number in range(8):
        make.channel(guide, f"Kanali {number}", f"Channel {number}", steps=["Një", "Dy", "Tri"])
    post = make.post()
    urls = [
        url_in(post, "en"),
        url_in(guide, "en"),
        "/en/blog/",
        "/en/help/",
        url_in(guide.get_children()[1].specific, "en"),
        "/en/",
    ]
    before = [warm_queries(client, url, django_assert_max_num_queries, 12) for url in urls]
    for number in range(10):
        make.post(f"Tjetër {number}", f"Other {number}")
    other = make.guide("Tjetër", "Another")
    make.channel(other)
    after = [warm_queries(client, url, django_assert_max_num_queries, 12) for url in urls]
    assert after == before


def test_refused_post_is_our_own_403(site):
    strict = Client(enforce_csrf_checks=True)
    for language, words in {"en": "You cannot open this page", "sq": "Kërko"}.items():
        assertContains(strict.post(f"/{language}/"), words, status_code=403)


def test_cookies_left_over_from_an_old_session_change_nothing(client, site):
    fresh = Client().get("/sq/blog/")
    client.cookies.load({"sessionid": "xyz", "csrftoken": "a"})
    response = client.get("/sq/blog/")
    assert response.content == fresh.content
    assert not [cookie for cookie in response.cookies.values() if cookie["expires"] or cookie.value]
    assert "Cookie" not in response.headers.get("Vary", "")


def test_channel_is_previewed_with_its_own_cover(client):
    from tests.blog.test_articles import picture

    guide = make.guide()
    channel = make.channel(guide, cover=picture())
    make.prepare_pictures()
    tags = meta(soup_of(client, url_in(channel, "en")))
    assert tags["og:type"] == "article"
    assert tags["og:image"].startswith("http://localhost/media/")
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["twitter:card"] == "summary_large_image"


def test_second_page_of_a_list_is_canonical_to_itself(client):
    for number in range(7):
        make.post(f"Postimi {number}", f"Post number {number}")
    soup = soup_of(client, "/en/blog/?page=2")
    assert meta(soup)["canonical"] == "http://localhost/en/blog/?page=2"
    assert "2" in soup.title.text
    assert meta(soup_of(client, "/en/blog/?page=1"))["canonical"] == "http://localhost/en/blog/"


@pytest.mark.parametrize("url", ["/favicon.ico", "/static/none.css", "/media/none.jpg"])
def test_missing_file_costs_no_page(client, url):
    response = client.get(url)
    assert response.status_code == 404
    assert len(response.content) < 100


def test_latest_posts_repeat_neither_the_page_nor_its_related_ones(client):
    posts = [make.post(f"Postimi {number}", f"Post number {number}") for number in range(5)]
    soup = soup_of(client, url_in(posts[0], "en"))
    titles = [heading.text.strip() for heading in soup.find_all(class_="card__title")]
    assert len(titles) == len(set(titles)) == 4
