"""What a page weighs as it is deployed: bytes, requests, script, font and movement; and what is drawn ahead of use."""

import re
import shutil

import pytest
from django.conf import settings
from playwright.sync_api import expect

from portal.settings import BASE_DIR
from tests.browser.chromium import chromium
from tests.deployed import deployment

GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"
ARTICLE = "/sq/blog/prezantimi-i-iphone-16/"
# Bytes of a page and all that it needs, without its pictures and its font. A guide shows eight channels whole.
BUDGETS = {
    ARTICLE: 20_000,
    "/en/blog/para-se-ta-shisni-telefonin/": 20_000,
    GUIDE: 30_000,
    f"{GUIDE}raporto-ne-aplikacion/": 22_500,
    "/sq/": 20_000,
    "/sq/ndihme/": 20_000,
    "/sq/blog/": 20_000,
    "/sq/tema/": 20_000,
    "/sq/tema/siguri/": 20_000,
    "/sq/kompani/": 20_000,
    "/sq/kompani/tiktok/": 20_000,
    "/sq/autor/redaksia-e-kanalit/": 20_000,
    "/sq/dyqani/": 20_000,
    "/sq/dyqani/fletore/": 20_000,
    "/sq/kerko/?q=tiktok": 20_000,
}
REQUESTS, SCRIPT, FONT = 7, 10_000, 20_000
MOVED = """
window.moved = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => window.moved += entry.value))
  .observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def deployed(snapshots, tmp_path_factory):
    """The address of Kanal with the demo, as in production."""
    folder = tmp_path_factory.mktemp("deployed")
    shutil.copyfile(snapshots / "demo", folder / "db.sqlite3")
    with deployment(folder, settings.MEDIA_ROOT) as url:
        yield url


@pytest.fixture
def open_page(deployed, new_context):
    """A function that opens an empty page of a new reader: open_page(width=360).goto("/sq/")."""

    def open_page(width=1280):
        context = new_context(
            base_url=deployed, ignore_https_errors=True, viewport={"width": width, "height": 800}, locale="sq"
        )
        return context.new_page()

    return open_page


class Weighed:
    """What a page asks for and is sent, as the browser's network log has it."""

    def __init__(self, page):
        self.asked = {}
        log = page.context.new_cdp_session(page)
        log.on("Network.requestWillBeSent", self.note)
        log.on("Network.responseReceived", self.weigh)
        log.send("Network.enable")

    def note(self, told):
        self.asked[told["requestId"]] = [told["request"]["method"], told["request"]["url"], 0]

    def weigh(self, told):
        self.asked[told["requestId"]][2] = int(told["response"]["headers"].get("content-length", 0))

    def loaded(self, ending=""):
        """`{address: bytes as they are sent}` of what was loaded for the page, except its pictures."""
        return {
            url: size
            for method, url, size in self.asked.values()
            if method == "GET" and not url.startswith("data:") and "/media/" not in url and url.endswith(ending)
        }


@pytest.mark.parametrize("width", [360, 1280])
def test_every_type_of_page_keeps_to_its_budget(open_page, width):
    for path, budget in BUDGETS.items():
        page = open_page(width)
        page.add_init_script(MOVED)
        weighed = Weighed(page)
        assert page.goto(path, wait_until="networkidle").status == 200, path
        told = weighed.loaded()
        fonts = weighed.loaded("woff2")
        assert all(told.values()), told
        assert len(told) <= REQUESTS, (path, sorted(told))
        assert len(fonts) == 1, path
        assert sum(fonts.values()) <= FONT
        assert sum(weighed.loaded(".js").values()) <= SCRIPT, path
        assert sum(told.values()) - sum(fonts.values()) <= budget, (path, told)
        assert page.evaluate("window.moved") == 0, path
        page.context.close()


def test_page_is_told_how_every_class_that_it_shows_looks(open_page):
    """A bundle that leaves a component out would show it bare, and nothing else would say so."""
    known = {name for file in (BASE_DIR / "static/css").rglob("*.css") for name in classes_in(file.read_text())}
    for path in [*BUDGETS, "/sq/shporta/", "/sq/nuk-ka/", f"{GUIDE}ndryshimet/"]:
        page = open_page()
        page.goto(path)
        linked = page.evaluate(
            "Promise.all([...document.querySelectorAll('link[rel=stylesheet]')]"
            ".map(async link => (await fetch(link.href)).text()))"
        )
        shown = page.evaluate("[...new Set([...document.querySelectorAll('[class]')].flatMap(e => [...e.classList]))]")
        assert len(linked) == 1, path
        assert set(shown) & known <= set(classes_in(linked[0])), path
        page.context.close()


def classes_in(sheet):
    return re.findall(r"\.(-?[a-z][\w-]*)(?=[^{}]*\{)", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))


def test_static_files_are_kept_for_ever_under_names_of_their_own_and_packed_beforehand(deployed, playwright):
    asking = playwright.request.new_context(base_url=deployed, ignore_https_errors=True)
    page = asking.get("/sq/")
    rules = page.headers["speculation-rules"].strip('"')
    linked = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text())
    for path in [*linked, rules]:
        for encoding in ["br", "gzip"]:
            answer = asking.get(path, headers={"Accept-Encoding": encoding})
            assert answer.status == 200, path
            assert re.search(r"\.[0-9a-f]{12}\.\w+$", path), path
            assert "immutable" in answer.headers["cache-control"], path
            is_packed = not path.endswith(("png", "woff2"))
            assert (answer.headers.get("content-encoding") == encoding) is is_packed, path
    assert asking.get(rules).headers["content-type"] == "application/speculationrules+json"
    asking.dispose()


def test_a_behaviour_that_fails_leaves_the_others_alone(open_page):
    page = open_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(error.message))
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {get() { throw new Error('no'); }})")
    page.goto(ARTICLE)
    expect(page.locator("[data-embed] button")).to_be_visible()
    assert faults == ["no"]


BEACONS = "performance.getEntriesByType('resource').filter(one => one.initiatorType === 'beacon')"
LOADED = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))"
TOLD = f"""new Promise(tell => {{
  const look = () => {BEACONS}.length ? tell({BEACONS}.map(one => one.startTime)) : setTimeout(look, 20);
  look();
}})"""


@pytest.fixture
def browser_itself(deployed, tmp_path, browser_type_launch_args):
    arguments = [*browser_type_launch_args["args"], "--ignore-certificate-errors"]
    with chromium(browser_type_launch_args["executable_path"], tmp_path, *arguments) as started:
        yield started


def test_next_page_is_drawn_while_the_pointer_rests_on_its_link_and_read_only_when_it_is_seen(browser_itself, deployed):
    page = browser_itself.open(f"{deployed}/sq/")
    link = "main a[href='/sq/blog/']"
    browser_itself.point(page, link)
    drawn = browser_itself.wait("Preload.prerenderStatusUpdated", is_decided)
    assert (drawn["key"]["url"], drawn["status"]) == (f"{deployed}/sq/blog/", "Ready"), drawn
    ahead = browser_itself.session_of("prerender")
    browser_itself.value(ahead, LOADED)
    assert browser_itself.value(ahead, f"{BEACONS}.length") == 0
    assert not browser_itself.value(ahead, "document.cookie + Object.keys(localStorage)")
    for kind in ["mousePressed", "mouseReleased"]:
        browser_itself.point(page, link, kind)
    (told,) = browser_itself.value(ahead, TOLD)
    shown = browser_itself.value(ahead, "performance.getEntriesByType('navigation')[0].activationStart")
    assert 0 < shown <= told


def is_decided(told):
    return told["status"] in {"Ready", "Failure"}


def test_what_is_a_readers_own_is_never_drawn_ahead(browser_itself, deployed):
    """A press on such a link, which would be the surest sign, and then one on a page that may be drawn."""
    page = browser_itself.open(f"{deployed}{GUIDE}")
    for link in [".site-footer a[href='/sq/shporta/']", ".site-footer a[type]", ".logo"]:
        browser_itself.point(page, link)
        browser_itself.point(page, link, "mousePressed")
    browser_itself.wait("Preload.prerenderStatusUpdated", is_decided)
    told = [event["params"]["key"]["url"] for event in browser_itself.told if "prerender" in event.get("method", "")]
    assert set(told) == {f"{deployed}/sq/"}
