"""One step from every spelling of an address to the one that it is known by, and none to anywhere else."""

import unicodedata
from copy import deepcopy
from urllib.parse import quote, unquote_to_bytes

import pytest
from pytest_django.asserts import assertContains
from wagtail.contrib.redirects.models import Redirect

from portal.pages.addresses import folded, is_foreign, key_of, split_tail
from portal.pages.languages import codes
from portal.pages.models import Topic
from tests import make
from tests.pages.test_redirects import rename

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site_of_file(for_file):
    guide = make.guide("Ndihmë për çdo gjë", "Help with everything", slug_sq="", slug_en="")
    make.channel(guide, "Formulari", "The form")
    Topic.objects.create(name_sq="Siguri", name_en="Security")
    return guide


@pytest.fixture
def site(site_of_file):
    return deepcopy(site_of_file)


def ask(client, url, **extra):
    """As a server hands it over: the test client itself would take two slashes for a host."""
    path, _mark, query = url.partition("?")
    return client.get("/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"), QUERY_STRING=query, **extra)


def assert_one_hop(client, url, target):
    response = ask(client, url)
    assert (response.status_code, response.headers.get("Location")) == (301, target), url
    assert client.get(target).status_code == 200


NFC, NFD = (unicodedata.normalize(form, "ndihmë-për-çdo-gjë") for form in ["NFC", "NFD"])
CANONICAL = "/sq/ndihme/ndihme-per-cdo-gje/"


@pytest.mark.parametrize(
    "url",
    [
        "/sq/ndihme/ndihme-per-cdo-gje",
        "/sq/ndihme//ndihme-per-cdo-gje/",
        "//sq///ndihme/ndihme-per-cdo-gje//",
        "/SQ/ndihme/ndihme-per-cdo-gje/",
        "/sq/Ndihme/NDIHME-per-CDO-gje",
        f"/sq/{quote('ndihmë')}/{quote(NFC)}/",
        f"/sq/{quote('ndihmë')}/{quote(NFD)}",
        f"/SQ//{quote('NDIHMË')}/{quote(NFD.upper())}",
    ],
)
def test_spellings_of_a_page(client, site, url):
    assert_one_hop(client, f"{url}?a=%C3%AB&b", f"{CANONICAL}?a=%C3%AB&b")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/sq", "/sq/"),
        ("/EN", "/en/"),
        ("//en", "/en/"),
        ("/en/search?q=A%20b", "/en/search/?q=A%20b"),
        ("/EN/Search/?q=x", "/en/search/?q=x"),
        ("/sq/K%C3%ABrko/", "/sq/kerko/"),
        ("/sq/Tema/SIGURI", "/sq/tema/siguri/"),
        ("/en//topics/security/", "/en/topics/security/"),
        ("/en/Feed", "/en/feed/"),
        ("/en/help/help-with-everything/The-Form", "/en/help/help-with-everything/the-form/"),
    ],
)
def test_spellings_of_views_and_channels(client, site, url, target):
    assert_one_hop(client, url, target)


@pytest.mark.parametrize("url", ["/SQ/Blog/I-VJETR%C3%8B", "/sq//blog/i-vjetre/", "/sq/blog/i-vjetr%C3%AB?x=1"])
def test_spellings_of_an_old_address(client, url):
    rename(make.post("I vjetrë", "Old"), slug_sq="i-ri")
    assert_one_hop(client, url, f"/sq/blog/i-ri/{'?x=1' if '?' in url else ''}")


def test_spellings_of_a_gone_address(client):
    make.post("I vjetrë", "Old").delete()
    for url in ["/SQ/Blog/I-VJETR%C3%8B", "/sq//blog/i-vjetre", "/sq/blog/i-vjetre/"]:
        assert client.get(url).status_code == 410


@pytest.mark.parametrize(
    "url",
    [
        "/sq/asgje",
        "/en/Topics/nothing",
        "/sq/tema/asgje/",
        "/en/blog//nothing",
        "/sq/kompani/Asnje",
        "/EN/nothing/feed/",
    ],
)
def test_what_is_not_there_under_any_spelling_is_a_404_at_once(client, site, url):
    assertContains(client.get(url), f'<html lang="{url[1:3].lower()}"', status_code=404)


@pytest.mark.parametrize("url", ["/de/", "/de/ndihme/", "/DE", "/fr/blog/x"])
def test_language_that_nobody_has_is_a_404_in_the_readers_language(client, site, url):
    for code in codes():
        response = client.get(url, headers={"accept-language": code})
        assertContains(response, f'<html lang="{code}"', status_code=404)


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/",
        "//evil.example/sq/ndihme",
        "/\\evil.example/",
        "/sq/\\evil.example",
        "/%5Cevil.example/sq/ndihme",
        "/sq/ndihme%00",
        "/sq/ndihme%0d%0aLocation:%20x",
        "/sq/ndihme%7F",
        "/%2F%2Fevil.example/",
        "/https://evil.example/",
        f"/sq/{'a' * 5000}",
        "/sq/%FF%FE/",
        "/sq/%F0%9F%91%BD",
    ],
)
def test_hostile_addresses_lead_nowhere(client, site, url):
    response = ask(client, url)
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_double_slash_before_a_language_stays_on_this_site(client, site):
    assert ask(client, "//sq/ndihme/").headers["Location"] == "/sq/ndihme/"
    assert ask(client, "//sq//evil.example/").status_code == 404
    assert client.head("/sq//ndihme").headers["Location"] == "/sq/ndihme/"


def test_hostile_query_stays_a_query(client, site):
    response = client.get("/sq/ndihme", query_params={"next": "//evil.example", "x": "\r\nSet-Cookie: a=b"})
    assert response.headers["Location"].startswith("/sq/ndihme/?next=")
    assert "\n" not in response.headers["Location"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_reading_is_redirected(client, site, method):
    assert "Location" not in getattr(client, method)("/sq/ndihme").headers


@pytest.mark.parametrize("path", ["/admin/old", "/static/old", "/media/old"])
def test_admin_and_files_are_left_alone(client, path):
    Redirect.objects.create(old_path=path, redirect_link="/sq/")
    assert client.get(f"{path}/").headers.get("Location") != "/sq/"


def test_admin_still_gets_its_slash(client):
    assert client.get("/admin").headers["Location"] == "/admin/"


def test_legacy_address_without_a_language(client, site):
    Redirect.objects.create(old_path="/2019/titulli.html", redirect_page=site)
    Redirect.objects.create(old_path="/index.php?p=7", redirect_link="/en/search/?q=7#main")
    Redirect.objects.create(old_path="/elsewhere", redirect_link="https://www.example.com/a?b=c#d", is_permanent=False)
    assert client.get("/2019/titulli.html?a=b").headers["Location"] == f"{CANONICAL}?a=b"
    assert client.get("/index.php?p=7").headers["Location"] == "/en/search/?q=7#main"
    response = client.get("/elsewhere/?x=y")
    assert (response.status_code, response.headers["Location"]) == (302, "https://www.example.com/a?b=c&x=y#d")


def test_redirects_in_circles_and_onto_themselves_are_ignored(client, site):
    for old, new in [("/a", "/b/"), ("/b", "/c"), ("/c", "/a"), ("/self", "/self/"), ("/out", "//evil.example/")]:
        Redirect.objects.create(old_path=old, redirect_link=new)
    Redirect.objects.create(old_path=CANONICAL.rstrip("/"), redirect_page=site)
    Redirect.objects.create(old_path="/js", redirect_link="javascript:alert(1)")
    for url in ["/a", "/b/", "/c", "/self", "/self/", "/js", "/out"]:
        assert client.get(url).status_code == 404
    assert client.get(CANONICAL).status_code == 200


def test_chain_of_redirects_is_one_hop(client, site):
    for old, new in [("/a", "/b/?x=1"), ("/b", "http://localhost/c"), ("/c", CANONICAL.upper().replace("/SQ", "/sq"))]:
        Redirect.objects.create(old_path=old, redirect_link=new)
    Redirect.objects.create(old_path=CANONICAL.upper().replace("/SQ", "/sq").rstrip("/"), redirect_page=site)
    for url in ["/a", "/b", "/c"]:
        response = client.get(f"{url}?q=1", headers={"host": "localhost"})
        assert response.headers["Location"] == CANONICAL + ("?x=1&q=1" if url == "/a" else "?q=1")


def test_in_development_too(client, site, settings):
    settings.DEBUG = True
    assert_one_hop(client, "/SQ/Ndihme", "/sq/ndihme/")
    site.unpublish()
    assertContains(client.get(CANONICAL), 'name="q"', status_code=410)


def test_keys():
    assert key_of("//sq//a/?b=2&a=1") == "/sq/a?a=1&b=2"
    assert folded("/SQ/Ndihm\N{LATIN SMALL LETTER E WITH DIAERESIS}") == "/sq/ndihme"
    assert split_tail("/sq/tema/siguri/feed/rss") == ("/sq/tema/siguri", "feed/rss/")
    assert split_tail("/sq/a/Index.MD") == ("/sq/a", "index.md")
    assert split_tail("/sq/feeds") == ("/sq/feeds", "")
    assert [is_foreign(path) for path in ["/de/x", "/sq/x", "/EN", "/fb/x", "/blog/", "/"]] == [True, *[False] * 5]
