"""What the store answers before Django, to whom, and in which form."""

import gzip
import json

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from portal.pages.middleware import EDITOR_COOKIE
from tests import make
from tests.store.asking import Asking

pytestmark = pytest.mark.django_db


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.django, self.addresses = WSGIHandler(), []

    def __call__(self, environ, start_response):
        self.addresses.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".removesuffix("?"))
        return self.django(environ, start_response)


@pytest.fixture
def django():
    return Counted()


@pytest.fixture
def ask(make_store, django):
    return Asking(make_store(django))


@pytest.fixture
def post():
    return make.post()


def test_second_reader_is_answered_without_django(ask, django, post):
    first, second = ask(post.url), ask(post.url)
    assert (first.status, first.came_from) == (200, "stored")
    assert (second.status, second.came_from) == (200, "hit")
    assert second.body == first.body
    assert "Një postim" in second.text
    assert len(django.addresses) == 1


def test_another_process_answers_from_the_files(make_store, ask, post):
    ask(post.url)
    other = Asking(make_store(lambda environ, start_response: pytest.fail("Django was asked")))
    assert "Një postim" in other(post.url).text


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=0.5, br;q=0", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("deflate", None, bytes),
        ("br;q=nonsense, gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_bytes_are_kept_compressed(ask, post, accepted, encoding, decode):
    plain = ask(post.url)
    answer = ask(post.url, accept_encoding=accepted)
    assert answer.came_from == "hit"
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert decode(answer.body) == plain.body


def test_who_has_the_page_is_told_so(ask, django, post):
    first = ask(post.url, accept_encoding="br")
    again = ask(post.url, accept_encoding="br", if_none_match=f'"other", W/{first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-length" not in again.headers
    assert len(django.addresses) == 1
    assert ask(post.url, if_none_match=first.headers["etag"]).status == 200  # other bytes, other tag


def test_tag_of_bytes_that_nobody_kept_is_not_taken_for_ours(ask, post):
    first = ask(post.url, if_none_match='"0123456789abcdef"')
    assert (first.status, first.came_from) == (200, "stored")


def test_head_has_the_headers_of_get(ask, post):
    whole = ask(post.url)
    head = ask(post.url, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


def test_browsers_ask_again_and_caches_may_send_what_they_have_when_the_server_is_gone(ask, post):
    told = ask(post.url).headers["cache-control"].split(", ")
    assert {"public", "max-age=0", "stale-if-error=86400"} <= set(told)


@override_settings(SHARED_MAX_AGE=3600)
def test_caches_that_are_told_of_changes_need_not_ask(ask, post):
    assert "s-maxage=3600" in ask(post.url).headers["cache-control"]


@override_settings(SHARED_MAX_AGE=3600)
def test_no_cache_keeps_what_nobody_purges(ask, post):
    assert "s-maxage" not in ask("/sq/kerko/?q=postim").headers["cache-control"]
    assert "s-maxage" not in ask(f"{post.url}?page=7").headers["cache-control"]
    assert "s-maxage" in ask("/sq/feed/").headers["cache-control"]


def test_search_is_packed_whether_it_is_kept_or_not(ask, post):
    for path, came_from in {"/sq/kerko/": "stored", "/sq/kerko/?q=postim": ""}.items():
        answer = ask(path, accept_encoding="gzip")
        assert (answer.came_from, answer.headers["content-encoding"]) == (came_from, "gzip")
        assert "<h1" in gzip.decompress(answer.body).decode()


def test_no_cookie_and_no_variant_by_cookie(ask, post):
    answer = ask(post.url)
    assert "set-cookie" not in answer.headers
    assert "cookie" not in answer.headers["vary"].lower()


# Which key


@pytest.mark.parametrize(
    "added", ["?utm_source=mail&utm_medium=x", "?fbclid=abc", "?gclid=1&_ga=2", "?", "?utm_source=a&utm_source=b"]
)
def test_what_advertisements_add_makes_no_difference(ask, post, added):
    plain = ask(post.url)
    answer = ask(post.url + added)
    assert answer.came_from == "hit"
    assert answer.body == plain.body


def test_what_advertisements_add_is_not_kept_in_the_page(ask):
    answer = ask("/sq/tema/?utm_source=poison")
    assert answer.came_from == "stored"
    assert "poison" not in answer.text


@pytest.mark.parametrize("cookie", ["_ga=GA1.2.3", "sessionid=old; csrftoken=x", "__Host-cart=abc; __Host-cart-hint=1"])
def test_cookies_make_no_difference(ask, post, cookie):
    ask(post.url)
    assert ask(post.url, cookie=cookie).came_from == "hit"


def test_first_reader_with_a_cookie_leaves_nothing_of_it(ask, post):
    answer = ask(post.url, cookie="__Host-cart=abc; sessionid=old")
    assert answer.came_from == "stored"
    assert answer.body == ask(post.url).body


@pytest.mark.parametrize("query", ["?anything=1", "?page=1&page=2", "?topic=" + "a" * 300, "?page=1&x=2", "?%00=1"])
def test_other_questions_are_for_django(ask, post, query):
    assert ask(post.url + query).came_from == ""


def test_editor_sees_the_page_as_it_is(ask, post):
    ask(post.url)
    answer = ask(post.url, cookie=f"{EDITOR_COOKIE}=1")
    assert answer.came_from == ""
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/sq/shporta/", "/en/cart/", "/sq/shporta/porosi/", "/admin/login/", "/"])
def test_what_is_for_one_reader_is_never_kept(ask, store, path):
    assert ask(path).came_from == ""
    assert ask(path).came_from == ""


def test_posting_is_never_answered_from_the_store(ask, django, post):
    ask(post.url)
    ask(post.url, method="POST")
    assert len(django.addresses) == 2


def test_languages_and_hosts_are_kept_apart(ask, post):
    albanian = ask(post.url)
    assert ask("/en/blog/a-post/").came_from == "stored"
    assert ask("/en/blog/a-post/").body != albanian.body
    assert ask(post.url, host="127.0.0.1:8000").came_from == "stored"
    assert ask(post.url, host="evil.example").status == 400
    assert ask(post.url, host="evil.example").came_from == ""


def test_unsafe_connection_is_led_to_the_safe_one(make_store, post, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    ask = Asking(make_store())
    assert ask(post.url, x_forwarded_proto="https").came_from == "stored"
    unsafe = ask(post.url)
    assert (unsafe.status, unsafe.came_from) == (301, "")


# What is not there, or hidden


@pytest.mark.parametrize(
    "query", ["?page=999", "?page=-1", "?page=01", "?topic=nothing", "?k=nothing", "?fragment=nothing", "?topic="]
)
def test_made_up_questions_are_answered_and_not_kept(ask, query):
    make.post()
    answer = ask(make.index().url + query)
    assert answer.status == 200
    assert ask(make.index().url + query).came_from == ""


def test_many_made_up_addresses_leave_nothing_behind(make_store, post):
    store = make_store()
    ask = Asking(store)
    ask(post.url)
    for number in range(300):
        ask(f"/sq/blog/{number}/")
        ask(f"{post.url}?utm_campaign={number}")
        ask(f"{post.url}?k={number}")
        ask(f"{post.url}?page={number}")
    assert store.shelf.count()[0] == 1


def test_forgetful_of_fleeting_keys(make_store, monkeypatch):
    monkeypatch.setattr("portal.store.layer.MOST_FLEETING", 10)
    store = make_store()
    ask = Asking(store)
    for number in range(30):
        ask(f"/sq/{number}/")
    assert len(store.fleeting) == 10


def test_page_that_comes_where_nothing_was(ask):
    assert ask("/sq/blog/nje-postim/").status == 404
    make.post()
    assert ask("/sq/blog/nje-postim/").status == 200
    assert ask("/sq/blog/nje-postim/").came_from == "hit"


def test_headers_of_django_are_kept(ask, post):
    first, again = ask(post.url), ask(post.url)
    for name in ("content-security-policy", "content-language", "x-content-type-options", "content-type"):
        assert again.headers[name] == first.headers[name], name


def test_bytes_of_all_kept_pages_are_those_of_django(make_store, post):
    store = make_store()
    ask, django = Asking(store), Asking(WSGIHandler())
    guide = make.guide()
    make.channel(guide)
    for path in ["/sq/", "/en/", post.url, guide.url, "/sq/feed/", "/sitemap.xml", "/llms.txt", f"{post.url}index.md"]:
        ask(path)
        assert ask(path).came_from == "hit", path
        assert ask(path).body == django(path).body, path


def test_json_feed_is_kept_too(ask, post):
    ask("/sq/feed/json/")
    answer = ask("/sq/feed/json/")
    assert answer.came_from == "hit"
    assert json.loads(answer.body)["items"][0]["title"] == "Një postim"
