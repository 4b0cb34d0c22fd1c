"""oEmbed as consumers use it: found in a page's head, asked by a URL however it is spelled, shown without scripts."""

import json
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from blog.models import Author, BlogPage
from help.models import HowToPage
from portal.pages.languages import codes, url_in
from tests import make
from tests.blog.test_articles import picture

pytestmark = pytest.mark.django_db
HOST = "http://localhost"
ALLOWED_TAGS = {"blockquote", "p", "a", "img", "strong", "cite"}
ALLOWED_ATTRIBUTES = {"cite", "lang", "href", "src", "width", "height", "alt"}


def ask(client, url, **options):
    return client.get("/oembed", {"url": url, **options})


def discovered(client, page_url):
    """What a consumer does: reads the page, follows the link in its head."""
    head = BeautifulSoup(client.get(page_url, follow=True).content, "html.parser").head
    link = head.find("link", type="application/json+oembed")
    return client.get(link["href"].removeprefix(HOST)).json()


@pytest.mark.parametrize("code", codes())
def test_consumer_finds_it_in_the_head_and_gets_a_whole_answer(client, code):
    guide = make.guide()
    for page in [guide, make.channel(guide), make.post(), make.help_index(), make.home()]:
        answer = discovered(client, url_in(page, code))
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        assert answer["title"] == getattr(page, f"title_{code}")
        assert answer["provider_name"] == answer["author_name"] == "Kanal"
        assert answer["provider_url"] == f"{HOST}/"
        assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)
        assert client.get(answer["thumbnail_url"].removeprefix(HOST)).headers["Content-Type"] == "image/png"
        assert f'href="{HOST}{url_in(page, code)}"' in answer["html"]


def test_answer_is_the_same_for_everybody_and_open_to_every_site(client):
    page = make.post()
    response = ask(client, HOST + url_in(page, "sq"))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"] == "application/json"
    assert not response.cookies
    assert "Vary" not in response.headers
    other = Client(headers={"accept-language": "en", "cookie": "sessionid=x"})
    assert ask(other, HOST + url_in(page, "sq")).content == response.content
    tag = response.headers["ETag"]
    assert client.get("/oembed", {"url": HOST + url_in(page, "sq")}, headers={"if-none-match": tag}).status_code == 304
    assert client.post("/oembed").status_code == 405


def test_html_is_a_card_without_script_or_style_of_escaped_words(client):
    page = make.post("<script>alert(1)</script> & \"x\" 'y'", "", summary_sq="<img src=x onerror=alert(1)>")
    answer = discovered(client, url_in(page, "sq"))
    soup = BeautifulSoup(answer["html"], "html.parser")
    assert {tag.name for tag in soup.find_all(True)} <= ALLOWED_TAGS
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= ALLOWED_ATTRIBUTES
    assert soup.find("strong").text == page.title_sq
    assert soup.find("blockquote")["lang"] == "sq"
    assert len(soup.find_all("img")) == 1


def test_every_way_to_write_a_pages_address_is_understood(client):
    page = make.post()
    page.slug_sq = "slug-i-ri"
    old = url_in(page, "sq")
    page.save()
    key, new = page.short_link.key, url_in(page, "sq")
    assert old != new
    for address in [
        new,
        old,
        new.rstrip("/"),
        new.upper(),
        f"{new}?utm_source=x",
        f"{new}#pjesa",
        f"/s/{key}",
        f"/s/{key}/",
    ]:
        answer = ask(client, HOST + address).json()
        assert f'href="{HOST}{new}"' in answer["html"], address
    answer = ask(client, HOST + url_in(page, "en")).json()
    assert answer["title"] == "A post"
    assert ask(client, f"{HOST}/").json()["title"] == make.home().title_sq


def test_untranslated_page_is_told_in_the_language_that_it_has(client):
    page = make.post("Vetëm shqip", "")
    answer = ask(client, HOST + url_in(page, "en")).json()
    assert 'lang="sq"' in answer["html"]
    assert f"{HOST}/sq/" in answer["html"]


def test_channel_named_in_a_guides_address_is_the_one_that_is_told(client):
    guide = make.guide()
    channel = HowToPage.objects.get(pk=make.channel(guide).pk)
    key, address = channel.status.key, HOST + url_in(guide, "en")
    for url in [f"{address}?k={key}", f"{address}#k-{key}", f"{address}?utm_source=x&k={key}#x"]:
        answer = ask(client, url).json()
        assert answer["title"] == "The form"
        assert HOST + url_in(channel, "en") in answer["html"]
    for url in [f"{address}?k=zzzzzz", f"{address}#k-", f"{address}#x", f"{address}?k="]:
        assert ask(client, url).json()["title"] == "8 Ways to Contact TikTok"
    assert ask(client, f"{HOST}{url_in(channel, 'en')}?k={key}").json()["title"] == "The form"


def test_author_and_own_picture_are_told(client):
    page = make.post(cover=picture())
    page.authors = [Author.objects.create(name="Redaksia", slug="redaksia")]
    page.save()
    answer = ask(client, HOST + url_in(page, "en")).json()
    assert (answer["author_name"], answer["author_url"]) == ("Redaksia", f"{HOST}/en/authors/redaksia/")
    assert answer["thumbnail_url"].startswith(f"{HOST}/media/")


@pytest.mark.parametrize(
    ("limits", "thumbnail"),
    [
        ({}, 1200),
        ({"maxwidth": "1199"}, 600),
        ({"maxwidth": "600", "maxheight": "900"}, 600),
        ({"maxheight": "320"}, 600),
        ({"maxwidth": "599"}, None),
        ({"maxheight": "10"}, None),
        ({"maxwidth": ""}, 1200),
    ],
)
def test_nothing_is_larger_than_the_consumer_has_room_for(client, limits, thumbnail):
    answer = ask(client, HOST + url_in(make.post(), "sq"), **limits).json()
    assert answer.get("thumbnail_width") == thumbnail
    assert answer["width"] <= int(limits.get("maxwidth") or 10_000)
    assert answer["height"] <= int(limits.get("maxheight") or 10_000)
    if thumbnail == 600:
        assert client.get(answer["thumbnail_url"].removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize("size", ["abc", "-1", "0", "1.5", "9" * 30, "٣٠٠", "1e3", " 5"])
@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
def test_size_that_is_none_is_a_400(client, name, size):
    response = ask(client, f"{HOST}/sq/", **{name: size})
    assert response.status_code == 400
    assert response.json()["message"]


@pytest.mark.parametrize(("query", "status"), [("format=xml", 501), ("format=", 501), ("", 400), ("url=", 400)])
def test_what_is_not_offered_says_so_in_json(client, query, status):
    if status == 501:
        query += f"&url={HOST}/sq/"
    response = client.get(f"/oembed?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.tiktok.com/",
        "http://localhost.evil.example/sq/",
        "http://evil.example\\@localhost/sq/",
        "//localhost/sq/",
        "/sq/",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "http://localhost:99999/sq/",
        "http://localhost/%00",
        "http://localhost/sq/\x00",
        "http://localhost/sq/nuk-ka/",
        "http://localhost/sq/kerko/?q=x",
        "http://localhost/admin/",
        "http://localhost/s/zzzzzz",
        "http://localhost/oembed?url=http://localhost/oembed",
        "http://localhost/%ff%fe",
        "👽",
    ],
)
def test_what_is_no_page_of_this_site_is_a_404(client, url):
    response = ask(client, url)
    assert response.status_code == 404
    assert response.json()["message"]


def test_huge_address_is_a_400_and_asks_the_database_nothing(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert ask(client, f"{HOST}/sq/{'x' * 20_000}/").status_code == 400


def test_hidden_pages_answer_like_those_that_never_were(client):
    rows = make.five_posts()
    unknown = ask(client, f"{HOST}/sq/blog/nuk-ka/")
    for name in ["draft", "private", "scheduled"]:
        for address in [make.path_of(rows[name], "sq"), f"/s/{rows[name].short_link.key}"]:
            response = ask(client, HOST + address)
            assert (response.status_code, response.content) == (404, unknown.content), name
    guide = make.guide()
    draft = make.channel(guide, live=False)
    key = HowToPage.objects.get(pk=draft.pk).status.key
    assert ask(client, f"{HOST}{url_in(guide, 'sq')}?k={key}").json()["title"] == guide.title_sq


def test_page_that_was_taken_down_is_gone(client):
    page = make.post()
    address, key = url_in(page, "sq"), page.short_link.key
    BlogPage.objects.get(pk=page.pk).unpublish()
    for url in [address, f"/s/{key}"]:
        assert ask(client, HOST + url).status_code == 410
    BlogPage.objects.get(pk=page.pk).delete()
    for url in [address, f"/s/{key}"]:
        assert ask(client, HOST + url).status_code == 410
    assert "oembed" not in json.dumps(client.get(address).content.decode())


def test_address_with_a_percent_sign_and_marks(client):
    page = make.post()
    address = url_in(page, "sq").replace("nje", quote("një"))
    assert ask(client, HOST + address).json()["title"] == "Një postim"
