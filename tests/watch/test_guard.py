"""The watch never connects to what is not public, whatever an address, a name server or a redirect says."""

from ipaddress import ip_address

import pytest

from portal.watch.findings import Problem
from portal.watch.guard import is_public
from tests.watch.apart import run


def look(visitor, url):
    return run(visitor.look(url))


INNER = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
]


@pytest.mark.parametrize("ip", INNER)
def test_inner_and_special_addresses_are_not_public(ip):
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "1.1.1.1", "151.101.1.69", "2606:4700:4700::1111", "2a00:1450:4001::200e"])
def test_public_addresses_are(ip):
    assert is_public(ip_address(ip))


def test_nothing_is_asked_of_a_name_that_leads_inside(serve, visitor):
    server = serve({"/": 200})
    assert look(visitor(server, networks=[]), server.url()).problem == Problem.FORBIDDEN
    assert server.seen == []


def test_of_a_name_with_both_only_the_allowed_address_is_asked(serve, visitor, names):
    server = serve({"/": 200})
    names["site.example"] = ["10.0.0.1", "169.254.169.254", "127.0.0.1"]
    assert look(visitor(server), server.url()).problem == ""


def test_a_name_that_changes_its_mind_is_resolved_once_for_each_request(serve, visitor, names):
    """DNS rebinding: what was checked is what is connected to, whatever the name says a moment later."""
    server = serve({"/": 200})
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"]])
    names["site.example"] = lambda: next(answers)
    assert look(visitor(server), server.url()).problem == ""
    assert next(answers) == ["10.0.0.1"]  # nobody has asked for it


def test_a_redirect_to_the_same_name_is_checked_anew(serve, visitor, names, resolve):
    server = serve({"/a": (302, {"Location": "/b"}), "/b": 200})
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    names["site.example"] = lambda: next(answers)
    assert look(visitor(server), server.url("/a")).problem == Problem.FORBIDDEN
    assert resolve.asked == ["site.example"] * 2
    assert server.seen == [("HEAD", "site.example", "/a")]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "[::1]",
        "[::ffff:127.0.0.2]",
        "169.254.169.254",
        "2130706434",
        "0x7f000002",
        "0177.0.0.2",
        "127.2",
        "0",
        "inner.example",
    ],
)
def test_a_redirect_inside_is_refused(serve, visitor, names, host):
    """Were it not refused, it would be UNREACHABLE: nobody listens there."""
    names["inner.example"] = ["192.168.1.1"]
    server = serve({})
    server.pages["/form"] = (302, {"Location": f"http://{host}:{server.port}/secret"})
    found = look(visitor(server), server.url("/form"))
    assert found.problem == Problem.FORBIDDEN
    assert found.status is None
    assert server.seen == [("HEAD", "site.example", "/form")]


@pytest.mark.parametrize(
    "location",
    [
        "ftp://site.example/",
        "file:///etc/passwd",
        "gopher://site.example/",
        "javascript:alert(1)",
    ],
)
def test_other_schemes_are_refused(serve, visitor, location):
    server = serve({"/form": (302, {"Location": location})})
    found = look(visitor(server), server.url("/form"))
    assert found.problem in (Problem.FORBIDDEN, Problem.UNREACHABLE)
    assert {path for _method, _host, path in server.seen} == {"/form"}


@pytest.mark.parametrize(
    "location", ["http://[", "http://", "//", "http://a b/", "http://x:99999/", "ÿþ://", "%", "?" * 60_000]
)
def test_malformed_redirects_raise_nothing(serve, visitor, location):
    server = serve({"/form": (302, {"Location": location})})
    assert look(visitor(server), server.url("/form")).problem


def test_names_and_passwords_are_sent_to_nobody(serve, visitor):
    server = serve({"/form": 200})
    url = server.url("/form", "user:pw@site.example")
    server.pages["/old"] = (302, {"Location": url})
    assert look(visitor(server), url).problem == Problem.FORBIDDEN
    assert look(visitor(server), server.url("/old")).problem == Problem.FORBIDDEN
    assert server.seen == [("HEAD", "site.example", "/old")]


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://[",
        "http://a b/",
        "http://site.example:99999/",
        "http://ex\u0000ample/",
        "https://..",
        "http://user@site.example/",
    ],
)
def test_malformed_addresses_raise_nothing(visitor, url):
    assert look(visitor(), url).problem in (Problem.FORBIDDEN, Problem.NO_HOST, Problem.UNREACHABLE)


def test_other_ports_are_refused(serve, visitor):
    allowed, other = serve({}), serve({"/": 200})
    allowed.pages["/"] = (302, {"Location": other.url()})
    assert look(visitor(allowed), allowed.url()).problem == Problem.FORBIDDEN
    assert other.seen == []


def test_a_proxy_of_the_environment_is_not_used(serve, visitor, monkeypatch):
    server, proxy = serve({"/": 200}), serve({})
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]:
        monkeypatch.setenv(name, proxy.url(host="127.0.0.1"))
    assert look(visitor(server), server.url()).problem == ""
    assert proxy.seen == []
