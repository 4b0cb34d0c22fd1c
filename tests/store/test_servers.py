"""Four processes of one machine, nginx with the same files, Varnish in front: what changes is seen through all."""

import os
from contextlib import ExitStack

import pytest

from portal.settings import BASE_DIR
from tests.store.servers import Machine, free_port, get, program, running, wait_until

POST = "/sq/blog/prezantimi-i-iphone-16/"
TITLE = "Një titull krejt tjetër"


@pytest.fixture
def machine(tmp_path, snapshots):
    return Machine(tmp_path, snapshots / "demo")


@pytest.fixture
def start():
    """`start(context)`: it ends with the test."""
    with ExitStack() as stack:
        yield stack.enter_context


def change_title(machine):
    slug = POST.split("/")[3]
    machine.write("UPDATE pages_basepage SET title_sq = ?, title = ? WHERE slug_sq = ?", TITLE, TITLE, slug)


def test_four_processes_see_a_change_of_another_program(machine, start):
    ports = []
    for _ in range(4):
        port, process = machine.process()
        start(process)
        ports.append(port)
    host = f"127.0.0.1:{ports[0]}"
    assert get(ports[0], POST, Host=host).came_from == "stored"
    for port in ports:
        assert get(port, POST, Host=host).came_from == "hit"
        assert get(port, "/sq/tema/", Host=host).came_from in {"stored", "hit"}
    change_title(machine)
    for port in ports:
        wait_until(lambda port=port: TITLE in get(port, POST, Host=host).text)
        assert get(port, "/sq/tema/", Host=host).came_from == "hit"


def test_process_that_is_killed_leaves_a_store_that_works(machine, start):
    port, process = machine.process()
    with process as running_process:
        whole = get(port, POST, Host="127.0.0.1").body
        running_process.kill()
        running_process.wait()
    change_title(machine)
    port, process = machine.process()
    start(process)
    answer = get(port, POST, Host="127.0.0.1")
    assert TITLE in answer.text
    assert answer.body != whole


def nginx_for(machine, port):
    program_path, listen = program("nginx"), free_port()
    text = (BASE_DIR / "deploy/nginx.conf").read_text()
    (machine.folder / "headers.conf").write_text('add_header X-Content-Type-Options "nosniff" always;\n')
    store = f"{machine.folder}/store"
    named = {"@HOST@": "_", "@STORE@": store, "@PORT@": str(port), "@LISTEN@": f"127.0.0.1:{listen}"}
    for name, value in named.items():
        text = text.replace(name, value)
    text = text.replace(f"include {machine.folder}/store/headers.conf", f"include {machine.folder}/headers.conf")
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = f"{name}_temp_path {machine.folder}/{name};\n{text}"
    types = "types { text/html html; text/markdown md; application/xml xml; text/plain txt; }"
    conf = machine.folder / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {machine.folder}/nginx.pid; error_log {machine.folder}/nginx-error.log; worker_processes 1;\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        f"events {{ worker_connections 256; }}\nhttp {{ access_log off; {types}\n{text}\n}}\n"
    )
    return listen, running(program_path, "-c", conf, "-p", machine.folder, folder=machine.folder, port=listen)


def test_nginx_reads_the_same_files(machine, start):
    port, process = machine.process()
    start(process)
    listen, nginx = nginx_for(machine, port)
    start(nginx)
    first = get(listen, POST, Host="127.0.0.1")
    assert first.headers["cache-status"].startswith("kanal;")
    again = get(listen, POST, Host="127.0.0.1")
    assert again.headers["cache-status"] == "kanal-files; hit"
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["x-content-type-options"] == "nosniff"
    etag = again.headers["etag"]
    assert get(listen, POST, Host="127.0.0.1", **{"If-None-Match": etag}).status == 304
    zipped = get(listen, POST, Host="127.0.0.1", **{"Accept-Encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    for headers in [{"Cookie": "kanal_editor=1"}]:
        assert "kanal-files" not in get(listen, POST, Host="127.0.0.1", **headers).headers.get("cache-status", "")
    assert "kanal-files" not in get(listen, f"{POST}?page=1", Host="127.0.0.1").headers.get("cache-status", "")
    assert get(listen, "/sq/nuk-ka/", Host="127.0.0.1").status == 404
    change_title(machine)
    wait_until(lambda: TITLE in get(listen, POST, Host="127.0.0.1").text)
    wait_until(lambda: get(listen, POST, Host="127.0.0.1").headers.get("cache-status") == "kanal-files; hit")
    assert TITLE in get(listen, POST, Host="127.0.0.1").text


def varnish_for(machine, port, listen):
    vcl = machine.folder / "varnish.vcl"
    vcl.write_text((BASE_DIR / "deploy/varnish.vcl").read_text().replace('.port = "8000"', f'.port = "{port}"'))
    command = [program("varnishd"), "-F", "-f", vcl, "-a", f"127.0.0.1:{listen}", "-n", machine.folder / "varnish"]
    return running(*command, "-j", "none", "-s", "malloc,32m", folder=machine.folder, port=listen)


def test_varnish_is_told_what_is_stale(machine, start):
    program("varnishd")
    listen = free_port()
    base = f"http://127.0.0.1:{listen}"
    port, process = machine.process(FRONT_CACHES=f"varnish://127.0.0.1:{listen}", BASE_URL=base)
    start(process)
    start(varnish_for(machine, port, listen))
    for path in (POST, "/sq/tema/"):
        assert get(listen, path).headers["x-varnish-cache"] == "miss"
        assert get(listen, path).headers["x-varnish-cache"] == "hit"
    assert get(listen, f"{POST}?utm_source=mail", Cookie="_ga=1").headers["x-varnish-cache"] == "hit"
    assert get(listen, POST, Cookie="kanal_editor=1").headers["x-varnish-cache"] == "miss"
    assert "s-maxage" not in get(listen, POST).headers["cache-control"]
    change_title(machine)
    wait_until(lambda: TITLE in get(listen, POST).text)
    assert get(listen, "/sq/tema/").headers["x-varnish-cache"] == "hit"


def test_caches_in_front_keep_pages_when_the_machine_is_gone(machine, start):
    program("varnishd")
    listen = free_port()
    port, process = machine.process(FRONT_CACHES=f"varnish://127.0.0.1:{listen}", BASE_URL=f"http://127.0.0.1:{listen}")
    with process:
        start(varnish_for(machine, port, listen))
        whole = get(listen, POST).body
    assert get(listen, POST).body == whole
