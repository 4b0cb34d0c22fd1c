"""The reader's jobs in a real browser: with and without JavaScript, by keyboard, on a phone, in both schemes."""

import re

import pytest
from playwright.sync_api import expect

GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"
CHANNEL = f"{GUIDE}raporto-ne-aplikacion/"
ARTICLE = "/sq/blog/prezantimi-i-iphone-16/"
PAGES = [
    "/sq/",
    "/sq/ndihme/",
    GUIDE,
    CHANNEL,
    "/sq/blog/",
    ARTICLE,
    "/en/blog/para-se-ta-shisni-telefonin/",
    "/sq/tema/",
    "/sq/tema/siguri/",
    "/sq/kompani/",
    "/sq/kompani/tiktok/",
    "/sq/autor/redaksia-e-kanalit/",
    "/sq/kerko/?q=tiktok",
    "/sq/kerko/?q=xyzzy",
    "/sq/shporta/",
    "/sq/nuk-ka/",
]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_type_of_page_is_accessible_and_fits(page_at, assert_accessible, width, scheme):
    page = page_at(width=width, scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert overflow(page) <= 0, path
        assert_accessible(page)


def test_no_page_overflows_the_narrowest_phone(page_at):
    page = page_at(width=320)
    for path in PAGES:
        page.goto(path)
        assert overflow(page) <= 0, path


def test_nothing_moves_while_a_page_loads(page_at):
    """From when it has been read: what comes later must find its place. Then the parts of the header, one by one."""
    page = page_at(width=360)
    page.add_init_script(
        "window.shift = 0; const add = list => list.getEntries().forEach(entry => window.shift += entry.value);"
        "addEventListener('DOMContentLoaded', () => new PerformanceObserver(add).observe({type: 'layout-shift'}))"
    )
    # The font comes when the page has been painted without it, as it does on a slow line.
    painted = "() => document.readyState !== 'loading' && performance.getEntriesByType('paint').length > 0"
    page.route("**/*.woff2", lambda route: (page.wait_for_function(painted), route.continue_()))
    for path in ["/sq/", GUIDE, ARTICLE]:
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("window.shift") == 0, path


def test_parts_of_the_header_have_their_places_before_those_after_them_have_come(page_at):
    """A busy browser paints in the middle of the header, even between `<details>` and the `<summary>` that names it."""
    page = page_at(width=360)
    page.goto("/sq/")
    tools = page.locator(".site-header__tools")
    menu, first = tools.locator("details.menu"), tools.locator("a").first
    menu_place, first_place = menu.bounding_box(), first.bounding_box()
    menu.locator("summary").evaluate("summary => summary.remove()")
    assert menu.bounding_box() == menu_place
    expect(menu).to_be_hidden()
    first.evaluate("tool => { while (tool.nextElementSibling) tool.nextElementSibling.remove(); }")
    assert first.bounding_box() == first_place


def test_cart_drawer_by_keyboard(page_at):
    page = page_at()
    page.goto("/sq/")
    trigger = page.get_by_role("link", name="Shporta juaj").first
    trigger.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Shporta juaj")
    expect(drawer).to_be_visible()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    for _press in range(6):
        page.keyboard.press("Tab")
        outside = page.evaluate("document.activeElement !== document.body && !document.activeElement.closest('dialog')")
        assert not outside
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(trigger).to_be_focused()
    assert page.url.endswith("/sq/")


def test_cart_drawer_closes_by_its_button_and_by_the_backdrop(page_at):
    page = page_at()
    page.goto("/sq/")
    drawer = page.get_by_role("dialog")
    for close in [lambda: drawer.get_by_role("button").first.click(), lambda: page.mouse.click(20, 400)]:
        page.get_by_role("link", name="Shporta juaj").first.click()
        expect(drawer).to_be_visible()
        close()
        expect(drawer).to_be_hidden()


def test_without_javascript_every_control_works(page_at):
    page = page_at(width=360, java_script=False)
    page.goto("/sq/")
    page.get_by_role("link", name="Shporta juaj").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shporta juaj")
    page.goto("/sq/")
    page.get_by_role("main").get_by_role("searchbox").fill("tiktok")
    page.get_by_role("main").get_by_role("button", name="Kërko").click()
    expect(page.get_by_role("link", name="8 Mënyra Si të Kontaktoni TikTok-un").first).to_be_visible()
    page.goto(GUIDE)
    page.locator(".share summary, .share [popovertarget]").first.click()
    expect(page.get_by_role("link", name="WhatsApp").first).to_be_visible()
    for button in page.get_by_role("button").all():
        assert button.get_attribute("popovertarget") or button.get_attribute("type") == "submit" or button.is_hidden()
    page.locator("header summary, header [popovertarget]").last.click()
    page.get_by_role("link", name="Tema").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tema")


def test_jump_list_leads_to_the_channel_and_back(page_at):
    page = page_at(width=360)
    page.goto(GUIDE)
    page.get_by_role("link", name=re.compile("Kundërnjoftim")).first.click()
    heading = page.get_by_role("heading", name="Përgjigjuni një njoftimi")
    expect(heading).to_be_in_viewport()
    assert re.search(r"#k-[2-9a-z]{6}$", page.url)


def test_next_and_previous_channel(page_at):
    page = page_at()
    page.goto(CHANNEL)
    page.locator("a[rel=next]").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Raportoni probleme")
    page.locator("a[rel=prev]").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Raportoni përdoruesit")


def test_address_is_copied(page_at):
    page = page_at(permissions=["clipboard-read", "clipboard-write"])
    page.goto(GUIDE)
    page.get_by_role("button", name=re.compile("Kopjo @TikTokSupport")).first.click()
    assert page.evaluate("navigator.clipboard.readText()") == "@TikTokSupport"


def test_link_of_a_page_is_copied_from_the_share_box(page_at):
    page = page_at(permissions=["clipboard-read", "clipboard-write"])
    page.goto(ARTICLE)
    page.locator(".share summary, .share [popovertarget]").first.click()
    page.locator(".share").get_by_role("button", name="Kopjo lidhjen", exact=True).click()
    assert page.evaluate("navigator.clipboard.readText()").endswith(ARTICLE)


def test_scheme_follows_the_system_until_the_reader_chooses(page_at):
    page = page_at(scheme="dark")
    page.goto("/sq/")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    toggle = page.locator("[data-theme-toggle]").first
    for _press in range(3):
        toggle.click()
        if page.evaluate(background) != dark:
            break
    light = page.evaluate(background)
    assert light != dark
    page.reload()
    assert page.evaluate(background) == light


def test_switcher_leads_to_the_same_channel_in_the_other_language(page_at):
    page = page_at()
    page.goto(CHANNEL)
    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(re.compile("/en/help/ways-to-contact-tiktok/report-in-the-app/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Report abusive users")


def test_anonymous_reader_is_given_no_cookie_and_no_storage(page_at):
    page = page_at()
    for path in PAGES:
        page.goto(path)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_every_picture_has_its_place_before_it_comes(page_at):
    page = page_at()
    for path in ["/sq/", ARTICLE, "/sq/blog/"]:
        page.goto(path)
        for picture in page.locator("img").all():
            assert picture.get_attribute("width"), path
            assert picture.get_attribute("height"), path


def test_printed_guide_shows_every_channel_and_no_chrome(page_at):
    page = page_at()
    page.goto(GUIDE)
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    assert page.locator(".channel:visible").count() == 8
    expect(page.get_by_text("Mbajeni të shtypur hashtag-un")).to_be_visible()


def test_skip_link_is_the_first_stop(page_at):
    page = page_at()
    page.goto(GUIDE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_motion_is_still_for_those_who_ask_for_it(page_at):
    page = page_at(reduced_motion="reduce")
    page.goto("/sq/")
    page.get_by_role("link", name="Shporta juaj").first.click()
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => { const s = getComputedStyle(e);"
        "return [s.transitionDuration, s.animationDuration] }).flatMap(t => t.split(',')).map(parseFloat)"
    )
    assert max(durations) < 0.01
