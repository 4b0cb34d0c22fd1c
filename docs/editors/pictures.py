"""The pictures of the handbook, taken anew from the real admin with the demo: `make pictures`, two minutes.

It has a database of its own that is thrown away. Each picture shows what matters of one screen, with the control
that the text speaks of outlined, at twice the size at which it is shown (portal.handbook.book.DENSITY).
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).parent
PASSWORD = "only-for-these-pictures"
LARGEST = 60_000  # bytes
FAILED = []
MARGIN = 12  # CSS pixels around what is shown
OUTLINE = """el => {
  el.style.setProperty("outline", "3px solid #e0442e", "important");
  el.style.setProperty("outline-offset", el.matches("td, [role=tab]") ? "-5px" : "4px", "important");
}"""
# What moves or blinks, and what Wagtail and a browser put over a form.
CALM = """*, ::before, ::after {
  transition: none !important; animation: none !important; caret-color: transparent !important
}"""


@dataclass
class Shot:
    """One picture: an address, what to do there, what is shown, and what is outlined; CSS selectors.

    Of `outlined`, and of `extra` to be shown, is taken what there is.
    """

    name: str
    address: str
    shown: list[str]
    outlined: list[str]
    extra: list[str] = field(default_factory=list)
    act: object = None
    width: int = 1100


def tab(number):
    def act(page):
        page.get_by_role("tab").nth(number).click()

    return act


def panel(name):
    """The panel of a form's field."""
    return f".w-panel:has(> .w-panel__content #id_{name})"


def open_schedule(page):
    page.locator("[data-side-panel-toggle=status], button[aria-controls=form-side-panel-status]").first.click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()


def open_checks(page):
    page.locator(".kanal-checks summary").click()


def fill_synonyms(code):
    words = {"sq": "bllokuar, mbyllur, pezulluar", "en": "blocked, closed, suspended"}
    return lambda page: page.fill("#id_words", words[code])


def paste(code):
    texts = {
        "sq": "3 mënyra si të kontaktoni Netflix-in\n\n1. Bisedoni me mbështetjen\n\nHapni help.netflix.com …",
        "en": "3 ways to contact Netflix\n\n1. Chat with support\n\nOpen help.netflix.com …",
    }

    def act(page):
        page.fill("#id_text", texts[code])
        page.locator("#id_text").evaluate("el => { el.style.blockSize = '12rem' }")

    return act


def open_userbar(page):
    page.locator("#wagtail-userbar-trigger").click()


def shots(code, pages):
    """All pictures in a language; `pages` are the demo's pages that they show."""
    edit = "/admin/pages/{}/edit/".format
    rows = "tbody tr:nth-child({})".format
    return [
        Shot(
            "home",
            "/admin/",
            [".kanal-tiles", f"#queue, .kanal-tiles ~ table {rows(3)}"],
            [".kanal-tiles"],
            ["main a[href*='/admin/pages/add/']"],
        ),
        Shot("queue", "/admin/queue/", ["thead", rows(1)], [f"{rows(1)} td.kanal-mend"], width=960),
        Shot(
            "steps",
            edit(pages["channel"]),
            ["#inline_child_steps-0 .w-panel__header", "#inline_child_steps-0 .kanal-copy"],
            ["#inline_child_steps-0 .Draftail-Editor >> nth=0"],
            act=tab(2),
        ),
        Shot(
            "add-a-channel",
            edit(pages["channel"]),
            [panel("kind"), panel("source_url")],
            ["#id_kind", "#id_address", "#id_source_url"],
            act=tab(2),
        ),
        Shot(
            "channel-list",
            "/admin/channels/",
            ["thead th:nth-child(5)", "thead th:last-child", f"{rows(1)} td.kanal-mend"],
            [f"{rows(1)} td.kanal-mend"],
            width=1280,
        ),
        Shot(
            "userbar",
            pages["public"][code],
            ["#wagtail-userbar-items", "#wagtail-userbar-trigger"],
            ["#wagtail-userbar-items form button"],
            act=open_userbar,
        ),
        Shot(
            "guide",
            edit(pages["guide"]),
            ["[role=tab] >> nth=2", panel("title_sq")],
            ["main [role=tablist] [role=tab]"],
        ),
        Shot("article", edit(pages["article"]), [panel("authors"), panel("date"), panel("cover")], [], act=tab(2)),
        Shot(
            "schedule",
            edit(pages["article"]),
            ["#schedule-publishing-dialog .w-dialog__box"],
            ["#id_go_live_at", "#schedule-publishing-dialog button[type=submit]"],
            act=open_schedule,
        ),
        Shot(
            "import",
            "/admin/importing/",
            [".w-field__wrapper:has(#id_text)", ".w-field__wrapper:has(#id_file)"],
            ["#id_text"],
            act=paste(code),
        ),
        Shot(
            "translate",
            edit(pages["guide"]),
            [panel("title_en"), panel("summary_en")],
            [".w-panel:has(#id_summary_en) .kanal-copy button"],
            act=tab(1),
        ),
        Shot("notice", "/admin/notices/new/", [panel("company"), panel("is_warning")], ["#id_begins", "#id_ends"]),
        Shot(
            "checks",
            edit(pages["untranslated"]),
            [".kanal-checks", "[role=tablist]"],
            [".kanal-checks li a"],
            act=open_checks,
        ),
        Shot(
            "synonyms",
            "/admin/snippets/portal_search/synonym/add/",
            [panel("words")],
            ["#id_words"],
            act=fill_synonyms(code),
        ),
    ]


def main():
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "PORT": str(port),
            "BASE_URL": f"http://localhost:{port}",
            "ADMIN_PASSWORD": PASSWORD,
        }
        subprocess.run([sys.executable, "manage.py", "prepare_demo"], cwd=ROOT, check=True)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            take_all(f"http://localhost:{port}")
        finally:
            server.terminate()
            server.wait()
    if FAILED:
        sys.exit("\n".join(FAILED))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def take_all(url):
    from playwright.sync_api import sync_playwright

    from portal.bootstrap import find_browser

    wait_for(f"{url}/admin/login/")
    pages = demo_pages()
    wanted = set(sys.argv[1:])
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        for code in ["sq", "en"]:
            state = sign_in(browser, url, code)
            for shot in shots(code, pages):
                if not wanted or shot.name in wanted:
                    attempt(browser, url, code, state, shot)
        browser.close()


def wait_for(url):
    for _ in range(300):
        try:
            return urllib.request.urlopen(url, timeout=30).close()
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} does not answer.")


def demo_pages():
    """The demo's pages that are shown, by what they are shown for: ids, and public addresses by language."""
    import django

    django.setup()
    from django.utils.translation import override

    from blog.models import BlogPage
    from help.models import GuidePage, HowToPage

    guide = GuidePage.objects.get(company__slug="tiktok")
    channels = HowToPage.objects.child_of(guide).order_by("path")
    public = {}
    for code in ["sq", "en"]:
        with override(code):
            public[code] = channels[1].get_url()
    return {
        "guide": guide.pk,
        "channel": channels[1].pk,
        "public": public,
        "article": BlogPage.objects.exclude(cover=None).order_by("pk").first().pk,
        "untranslated": GuidePage.objects.get(company__slug="netflix").pk,
    }


def sign_in(browser, url, code):
    context = browser.new_context(base_url=url, locale=code)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state


def attempt(browser, url, code, state, shot):
    """One that fails, because a screen is another now, keeps none of the others from being taken."""
    from playwright.sync_api import Error

    try:
        take(browser, url, code, state, shot)
    except (Error, ValueError) as error:
        FAILED.append(f"{code}/{shot.name}: {error}")


def take(browser, url, code, state, shot):
    context = browser.new_context(
        base_url=url,
        locale=code,
        viewport={"width": shot.width, "height": 1600},
        device_scale_factor=2,
        storage_state=state,
        timezone_id="Europe/Tirane",
        bypass_csp=True,  # public pages take no style that is not a file
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(shot.address, wait_until="networkidle")
    page.add_style_tag(content=CALM)
    if shot.act:
        shot.act(page)
    page.wait_for_timeout(700)  # for what Wagtail's scripts still move
    for selector in shot.outlined:
        for found in page.locator(selector).all():
            found.evaluate(OUTLINE)
    picture = page.screenshot(clip=around(page, shot), animations="disabled")
    context.close()
    path = HERE / code / f"{shot.name}.webp"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(light(picture))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB", flush=True)


def around(page, shot):
    """The rectangle of all that is shown, with a margin."""
    boxes = [page.locator(selector).first.bounding_box() for selector in shot.shown]
    boxes += [one.bounding_box() for selector in shot.extra for one in page.locator(selector).all()]
    boxes = [box for box in boxes if box]
    edge = page.locator("main").first.bounding_box()["x"]  # the menu of the admin is left of it
    left = max(edge, min(box["x"] for box in boxes) - MARGIN)
    top = max(0, min(box["y"] for box in boxes) - MARGIN)
    right = min(shot.width, max(box["x"] + box["width"] for box in boxes) + MARGIN)
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def light(png):
    """A WebP as good as 60 kB allow."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in range(88, 30, -8):
        made = io.BytesIO()
        picture.save(made, "WEBP", quality=quality, method=6)
        if made.tell() <= LARGEST:
            return made.getvalue()
    raise SystemExit("The picture is too large: show less.")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
