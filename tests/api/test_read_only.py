"""Whoever asks the API anything but to read is refused in JSON, and every refusal says what is wrong."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db

PATHS = [
    "/api/",
    "/api/schema.json",
    "/api/v1/companies.json",
    "/api/v1/companies/tiktok.json",
    "/api/v2/pages/",
    "/api/v2/pages/1/",
    "/api/v2/pages/find/",
    "/api/v2/images/",
    "/api/v2/images/1/",
    "/api/v3/pages/",
    "/api/nothing/at/all",
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_refused(path, method):
    response = Client(enforce_csrf_checks=True).generic(method, path, "{}", content_type="application/json")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert method in response.json()["message"]


@pytest.mark.parametrize("path", PATHS)
def test_options_names_the_methods_and_welcomes_every_site(client, path):
    response = client.options(path)
    assert response.status_code == 204
    assert response.headers["Allow"] == response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/api/v2/pages/?limit=51", 400, "1 to 50"),
        ("/api/v2/pages/?limit=0", 400, "1 to 50"),
        ("/api/v2/pages/?limit=-1", 400, "whole number"),
        ("/api/v2/pages/?limit=", 400, "whole number"),
        ("/api/v2/pages/?limit=١", 400, "whole number"),
        ("/api/v2/pages/?offset=99999", 404, "Beyond the end: there are"),
        ("/api/v2/pages/?offset=" + "9" * 400, 404, "Beyond the end"),
        ("/api/v2/pages/?page=1000", 404, "Beyond the end"),
        ("/api/v2/pages/?page=0", 400, "1 or more"),
        ("/api/v2/pages/?page=2&offset=1", 400, "cannot be combined"),
        ("/api/v2/pages/?colour=red", 400, "Unknown parameters: colour"),
        ("/api/v2/pages/?title=x", 400, "Unknown parameters: title"),
        ("/api/v2/pages/?fields=owner", 400, "unknown fields: owner"),
        ("/api/v2/pages/?fields=((", 400, "unexpected char"),
        ("/api/v2/pages/?fields=" + "a(" * 3000, 400, "nested too deeply"),
        ("/api/v2/pages/?fields=topics(owner)", 400, "unknown fields: owner"),
        ("/api/v2/pages/?order=random", 400, "order must be one of"),
        ("/api/v2/pages/?order=owner", 400, "order must be one of"),
        ("/api/v2/pages/?type=help.Nothing", 400, "type must be"),
        ("/api/v2/pages/?type=pages.User", 400, "type must be"),
        ("/api/v2/pages/?type=x", 400, "type must be"),
        ("/api/v2/pages/?company=nobody", 400, "no company"),
        ("/api/v2/pages/?topic=nothing", 400, "no topic"),
        ("/api/v2/pages/?language=de", 400, "language must be one of: sq, en"),
        ("/api/v2/pages/?child_of=x", 400, "child_of must be"),
        ("/api/v2/pages/?child_of=" + "9" * 30, 400, "doesn't exist"),
        ("/api/v2/pages/?descendant_of=-1", 400, "descendant_of must be"),
        ("/api/v2/pages/?ancestor_of=99999", 400, "doesn't exist"),
        ('/api/v2/pages/?search="', 400, "search is not part"),
        ("/api/v2/pages/?search=x", 400, "search is not part"),
        ("/api/v2/pages/?company=%00", 400, "null characters"),
        ("/api/v2/pages/%00/", 404, "nothing at this address"),
        ("/api/v2/pages/x/", 404, "nothing at this address"),
        ("/api/v2/pages/" + "9" * 40 + "/", 404, "nothing at this address"),
        ("/api/v2/pages/-1/", 404, "nothing at this address"),
        ("/api/v2/pages/1/?limit=2", 400, "Unknown parameters: limit"),
        ("/api/v2/pages/find/", 400, "One of these is needed: html_path, id"),
        ("/api/v2/pages/find/?id=x", 400, "whole number"),
        ("/api/v2/pages/find/?id=" + "9" * 40, 400, "whole number"),
        ("/api/v2/pages/find/?id=99999", 404, "nothing"),
        ("/api/v2/pages/find/?html_path=/de/blog/", 404, "nothing"),
        ("/api/v2/pages/find/?html_path=/sq/nothing/", 404, "nothing"),
        ("/api/v2/pages/find/?html_path=http://[", 400, "html_path"),
        ("/api/v2/images/?offset=1", 404, "Beyond the end"),
        ("/api/v2/images/?tags=x", 400, "Unknown parameters: tags"),
        ("/api/v2/documents/", 404, "nothing at this address"),
        ("/api/v3/", 404, "nothing at this address"),
        ("/api/v1/companies.json?page=2", 404, "Beyond the end"),
        ("/api/v1/companies.json?x=1", 400, "Unknown parameters: x"),
        ("/api/v1/companies/nobody.json", 404, "nothing at this address"),
        ("/api/v1/companies/tiktok.json?x=1", 400, "Unknown parameters: x"),
        ("/api/schema.json?x=1", 400, "Unknown parameters: x"),
    ],
)
def test_bad_questions_get_a_clear_answer(client, settings, url, status, words):
    make.channel(make.guide())
    for debug in [False, True]:
        settings.DEBUG = debug
        response = client.get(url, headers={"accept": "text/html", "accept-language": "en"})
        assert response.status_code == status, response.content
        assert response.headers["Content-Type"] == "application/json"
        assert words in response.json()["message"]


def test_answers_are_the_same_for_everybody_and_touch_no_session(client, admin_client):
    guide = make.guide()
    make.channel(guide)
    make.private(make.guide("I fshehur", "Hidden guide"))
    admin_client.get("/admin/")
    for path in ["/api/", "/api/v1/companies/tiktok.json", "/api/v2/pages/", f"/api/v2/pages/{guide.pk}/"]:
        response = client.get(path, headers={"accept": "text/html"})
        assert response.headers["Content-Type"] == "application/json"
        assert "Vary" not in response.headers
        assert not response.cookies
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert client.get(path, headers={"accept-language": "en"}).content == response.content
        as_admin = admin_client.get(path)
        assert as_admin.content == response.content
        assert "Hidden" not in as_admin.content.decode()


@pytest.mark.parametrize("path", ["/api/", "/api/v1/companies/tiktok.json", "/api/v2/pages/", "/api/schema.json"])
def test_unchanged_answer_is_a_304_until_the_content_changes(client, path):
    guide = make.guide()
    first = client.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    assert "must-revalidate" in first.headers["Cache-Control"]
    again = client.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    guide.title_sq = "Titulli i ri"
    guide.save_revision().publish()
    changed = client.get(path, headers={"if-none-match": etag})
    assert changed.status_code == (200 if b"Titulli" in changed.content else 304)
    assert (changed.status_code == 200) == ("companies" in path or "pages" in path)


def test_head_has_headers_and_no_body(client):
    make.guide()
    response = client.head("/api/v2/pages/")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"] == client.get("/api/v2/pages/").headers["ETag"]


def test_address_without_its_slash_leads_to_the_one_with_it(client):
    response = client.get("/api/v2/pages?limit=1")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v2/pages/?limit=1")
