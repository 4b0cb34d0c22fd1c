"""What a look at one address finds, asked of real servers."""

from datetime import UTC, datetime

import pytest
import trustme

from portal.watch.findings import Problem
from tests.watch.apart import run


def look(visitor, url):
    return run(visitor.look(url))


def hang_up(handler, words=b""):
    handler.wfile.write(words)
    handler.close_connection = True


def test_an_address_that_works_is_asked_once_with_head(serve, visitor):
    server = serve({"/form": 200})
    found = look(visitor(server), server.url("/form"))
    assert (found.problem, found.status, found.target, found.is_permanent) == ("", 200, "", False)
    assert server.seen == [("HEAD", "site.example", "/form")]


def test_it_says_who_asks(serve, visitor, settings):
    settings.BASE_URL = "https://kanal.example"
    server = serve({"/": 200})
    look(visitor(server), server.url())
    assert server.headers[0]["User-Agent"] == "Kanal-address-check/1.0 (+https://kanal.example/)"
    assert "Cookie" not in server.headers[0]


@pytest.mark.parametrize("head", [404, 403, 405, 501, 500, hang_up])
def test_head_that_lies_does_not_count_when_get_works(serve, visitor, head):
    server = serve({"/form": {"HEAD": head, "GET": 200}})
    found = look(visitor(server), server.url("/form"))
    assert (found.problem, found.status) == ("", 200)
    assert [method for method, _host, _path in server.seen] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (404, Problem.GONE),
        (410, Problem.GONE),
        (401, Problem.BLOCKS),
        (403, Problem.BLOCKS),
        (429, Problem.BLOCKS),
        (451, Problem.BLOCKS),
        (999, Problem.BLOCKS),
        ((503, {"cf-mitigated": "challenge"}), Problem.BLOCKS),
        ((202, {"x-amzn-waf-action": "challenge"}), Problem.BLOCKS),
        ((404, {"cf-mitigated": "challenge"}), Problem.BLOCKS),
        (500, Problem.SERVER),
        (503, Problem.SERVER),
        (400, Problem.ODD),
        (300, Problem.ODD),
    ],
)
def test_what_a_status_means(serve, visitor, page, problem):
    server = serve({"/form": page})
    found = look(visitor(server), server.url("/form"))
    assert found.problem == problem
    assert found.status == (page[0] if isinstance(page, tuple) else page)


def test_a_host_that_has_had_enough_is_named_and_not_asked_again(serve, visitor):
    server = serve({"/a": 429, "/b": (503, {"Retry-After": "3600"}), "/c": 503})
    assert look(visitor(server), server.url("/a")).tired_host == "site.example"
    assert [method for method, *_rest in server.seen] == ["HEAD"]
    assert look(visitor(server), server.url("/b")).tired_host == "site.example"
    assert look(visitor(server), server.url("/c")).tired_host == ""


@pytest.mark.parametrize(("code", "is_permanent"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_redirects_are_followed_and_told(serve, visitor, code, is_permanent):
    server = serve({"/new": 200})
    server.pages["/old"] = (code, {"Location": server.url("/new", "other.example")})
    found = look(visitor(server), server.url("/old"))
    assert (found.problem, found.target) == ("", server.url("/new", "other.example"))
    assert found.is_permanent == is_permanent
    assert server.seen == [("HEAD", "site.example", "/old"), ("HEAD", "other.example", "/new")]


def test_a_redirect_to_what_is_gone_is_gone(serve, visitor):
    server = serve({"/old": (301, {"Location": "/new"})})
    found = look(visitor(server), server.url("/old"))
    assert (found.problem, found.status, found.target) == (Problem.GONE, 404, server.url("/new"))


def test_circles_end(serve, visitor):
    server = serve({"/a": (302, {"Location": "/b"}), "/b": (302, {"Location": "/a"})})
    assert look(visitor(server), server.url("/a")).problem == Problem.CIRCLES
    assert len(server.seen) == 2 * 6


def test_a_redirect_that_wants_its_cookie_back_is_no_circle(serve, visitor):
    def page(handler):
        if "seen=1" in handler.headers.get("Cookie", ""):
            handler.reply(200)
        else:
            handler.reply(302, {"Location": "/form", "Set-Cookie": "seen=1"})

    server = serve({"/form": page})
    assert look(visitor(server), server.url("/form")).problem == ""


def test_a_page_that_leads_to_the_front_page_is_doubtful(serve, visitor):
    server = serve({"/form": (302, {"Location": "/"}), "/": 200})
    assert look(visitor(server), server.url("/form")).problem == Problem.FRONT_PAGE
    server.pages |= {"/": (302, {"Location": "/welcome"}), "/welcome": 200}
    assert look(visitor(server), server.url("/")).problem == ""


def test_a_name_that_does_not_exist(visitor):
    assert look(visitor(), "http://gone.invalid/form").problem == Problem.NO_HOST


def test_a_server_that_is_not_there(serve, visitor):
    server = serve({})
    server.end()
    assert look(visitor(server), server.url("/form")).problem == Problem.UNREACHABLE


def test_the_next_ip_address_is_tried_when_one_does_not_answer(serve, visitor, names):
    names["site.example"] = ["127.0.0.2", "127.0.0.1"]
    server = serve({"/form": 200})
    assert look(visitor(server, networks=["127.0.0.0/8"]), server.url("/form")).problem == ""


def test_names_in_other_scripts(serve, visitor, resolve):
    server = serve({"/form": 200})
    assert look(visitor(server), server.url("/form", host="këshillë.example")).problem == ""
    assert resolve.asked == ["xn--kshill-pvaf.example"]


# Bodies, and answers that do not end


def test_no_body_is_read_however_long_it_is(serve, visitor):
    sent = []

    def endless(handler):
        handler.reply(200, {"Content-Encoding": "gzip"}, length=10**15)
        try:
            while True:
                sent.append(handler.wfile.write(b"x" * 100_000))
        finally:
            handler.server.released.set()

    server = serve({"/form": {"HEAD": 405, "GET": endless}})
    assert look(visitor(server), server.url("/form")).problem == ""
    assert server.released.wait(10)
    assert sum(sent) < 20_000_000  # what fits between the two


def test_headers_without_end_are_cut_off(serve, visitor):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X-Long: " + b"x" * 50_000 + b"\r\n")

    server = serve({"/form": endless})
    assert look(visitor(server), server.url("/form")).problem == Problem.UNREACHABLE


def test_an_answer_that_drips_is_not_waited_for(serve, visitor):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not handler.server.released.wait(0.01):
            handler.wfile.write(b"x")

    server = serve({"/form": drip})
    assert look(visitor(server, patience=0.2), server.url("/form")).problem == Problem.SILENT


def test_a_server_that_says_nothing(serve, visitor):
    server = serve({"/form": lambda handler: handler.server.released.wait()})
    assert look(visitor(server, patience=0.2), server.url("/form")).problem == Problem.SILENT


def test_what_is_no_http_at_all(serve, visitor):
    server = serve({"/form": lambda handler: hang_up(handler, b"SSH-2.0-OpenSSH_9.2\r\n")})
    assert look(visitor(server), server.url("/form")).problem == Problem.UNREACHABLE


# HTTPS


def test_the_certificate_is_checked_against_the_name_and_told(serve, visitor, authority):
    server = serve({"/form": 200}, authority.issue_cert("site.example"))
    found = look(visitor(server), server.url("/form"))
    assert (found.problem, found.certificate.issuer) == ("", "Alfa")
    assert found.certificate.expires.year > 2026


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_certificate_of_another_name_is_not_valid(serve, visitor, authority, host):
    server = serve({"/form": 200}, authority.issue_cert("site.example"))
    found = look(visitor(server), server.url("/form", host))
    assert found.problem == Problem.CERTIFICATE
    assert "mismatch" in found.detail
    assert server.seen == []


def test_a_connection_is_not_lent_to_another_host_at_the_same_ip_address(serve, visitor, authority):
    server = serve({}, authority.issue_cert("site.example"))
    server.pages["/form"] = (302, {"Location": server.url("/form", "other.example")})
    assert look(visitor(server), server.url("/form")).problem == Problem.CERTIFICATE
    assert {host for _method, host, _path in server.seen} == {"site.example"}


def test_an_authority_that_nobody_trusts(serve, visitor):
    server = serve({"/form": 200}, trustme.CA().issue_cert("site.example"))
    assert look(visitor(server), server.url("/form")).problem == Problem.CERTIFICATE


def test_a_certificate_that_is_over(serve, visitor, authority):
    days = {"not_before": datetime(2020, 1, 1, tzinfo=UTC), "not_after": datetime(2021, 1, 1, tzinfo=UTC)}
    server = serve({"/form": 200}, authority.issue_cert("site.example", **days))
    found = look(visitor(server), server.url("/form"))
    assert found.problem == Problem.CERTIFICATE
    assert "expired" in found.detail


def test_leaving_https_on_the_way_is_told(serve, visitor, authority):
    plain = serve({"/form": 200})
    safe = serve({"/form": (301, {"Location": plain.url("/form")})}, authority.issue_cert("site.example"))
    found = look(visitor(plain, safe), safe.url("/form"))
    assert (found.problem, found.is_downgraded) == ("", True)
    assert not look(visitor(plain, safe), plain.url("/form")).is_downgraded
