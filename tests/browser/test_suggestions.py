"""Suggestions while typing: by keyboard, screen reader, mouse and touch, on slow and lost lines, without JavaScript."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

GUIDE = "8 Mënyra Si të Kontaktoni TikTok-un"
GUIDE_URL = re.compile(r"/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/$")
SELECTED = "[aria-selected=true]"
FAULTS = {
    "no line": lambda route: route.abort("internetdisconnected"),
    "no JSON": lambda route: route.fulfill(body="<h1>Sign in to this network</h1>"),
    "other JSON": lambda route: route.fulfill(json={"error": "odd"}),
}


def asking(query="", language="sq"):
    """The pattern of the addresses that a field asks for what begins with `query`."""
    with override(language):
        return re.compile(f"{re.escape(reverse('suggestions'))}\\?q={query}")


def field_of(page):
    return page.get_by_role("main").get_by_role("combobox")


def list_of(page):
    return page.get_by_role("main").get_by_role("listbox")


def options_of(page):
    return list_of(page).get_by_role("option")


def typed(page, text="tiktok", path="/sq/"):
    """A page whose main search field was typed into, with its list open."""
    page.goto(path)
    field_of(page).press_sequentially(text)
    expect(list_of(page)).to_be_visible()
    return page


def assert_chosen(page, option):
    """The option looks and is announced as the one that Enter would open, and the field still has the focus."""
    expect(option).to_have_attribute("aria-selected", "true")
    expect(list_of(page).locator(SELECTED)).to_have_count(1)
    expect(field_of(page)).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    expect(field_of(page)).to_be_focused()


def assert_none_chosen(page):
    expect(list_of(page).locator(SELECTED)).to_have_count(0)
    expect(field_of(page)).to_have_attribute("aria-activedescendant", "")


def hold(page, pattern):
    """A function that gives the request of this address, which waits until the test answers it."""
    held = []
    page.route(pattern, lambda route: held.append(route))

    def request():
        while not held:
            page.evaluate("0")  # a turn for the browser to tell what it asks
        return held[0]

    return request


def answer_of(title):
    return {"pages": [{"title": title, "url": "/sq/", "kind_label": "", "company": ""}], "said": title}


def test_a_screen_reader_is_told_what_the_field_offers(page_at):
    page = page_at()
    page.goto("/sq/")
    field = field_of(page)
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("tiktok")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", list_of(page).get_attribute("id"))
    assert list_of(page).get_attribute("aria-label")
    number = options_of(page).count()
    assert number > 1
    expect(page.locator("[role=status][data-status]")).to_have_text(re.compile(f"^{number} "))
    expect(list_of(page).get_by_role("option", name=re.compile(f"^{GUIDE} .+TikTok$"))).to_be_visible()
    assert_none_chosen(page)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))


def test_announcement_is_in_the_language_of_the_page(page_at):
    page = typed(page_at(), "contact tiktok", "/en/")
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"^\d+ suggestions?$"))
    expect(list_of(page)).to_have_accessible_name("Suggestions")
    assert options_of(page).first.get_attribute("href").startswith("/en/")


def test_arrow_keys_go_through_the_list_and_back_to_the_field(page_at):
    page = typed(page_at())
    options = options_of(page)
    for place in range(options.count()):
        page.keyboard.press("ArrowDown")
        assert_chosen(page, options.nth(place))
    page.keyboard.press("ArrowDown")
    assert_none_chosen(page)
    page.keyboard.press("ArrowUp")
    assert_chosen(page, options.last)
    for _press in range(options.count()):
        page.keyboard.press("ArrowUp")
    assert_none_chosen(page)
    expect(field_of(page)).to_have_value("tiktok")


@pytest.mark.parametrize(("key", "place"), [("Home", 0), ("End", 6)])
def test_home_and_end_belong_to_the_text(page_at, key, place):
    page = typed(page_at())
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert_chosen(page, options_of(page).first)
    page.keyboard.press(key)
    assert_none_chosen(page)
    assert field_of(page).evaluate("field => field.selectionStart") == place
    expect(list_of(page)).to_be_visible()


def test_enter_opens_the_chosen_page(page_at):
    page = typed(page_at())
    page.keyboard.press("ArrowDown")
    address = options_of(page).first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(address)}$"))


def test_enter_without_a_choice_searches(page_at):
    page = typed(page_at())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sq/kerko/\?q=tiktok$"))
    # What is typed on takes the choice back.
    page = typed(page, "tikt")
    page.keyboard.press("ArrowDown")
    assert_chosen(page, options_of(page).first)
    page.keyboard.type("ok")
    assert_none_chosen(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sq/kerko/\?q=tiktok$"))


def test_escape_closes_the_list_and_then_clears_the_field(page_at):
    page = typed(page_at())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(list_of(page)).to_be_hidden()
    expect(field_of(page)).to_have_attribute("aria-expanded", "false")
    expect(field_of(page)).to_have_value("tiktok")
    expect(page.locator("[data-status]")).to_be_empty()
    assert_none_chosen(page)
    page.keyboard.press("Escape")
    expect(field_of(page)).to_have_value("")
    expect(field_of(page)).to_be_focused()


def test_arrow_key_opens_a_closed_list_at_its_first_or_last_page(page_at):
    page = typed(page_at())
    for key, option in [("ArrowDown", options_of(page).first), ("ArrowUp", options_of(page).last)]:
        page.keyboard.press("Escape")
        expect(list_of(page)).to_be_hidden()
        page.keyboard.press(key)
        assert_chosen(page, option)


def test_tab_goes_on_and_closes_the_list(page_at):
    page = typed(page_at())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(list_of(page)).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("button").first).to_be_focused()
    assert page.url.endswith("/sq/")


def test_letters_that_were_typed_are_emphasised(page_at):
    page = typed(page_at(), "MENYRA  kontakt")
    option = list_of(page).get_by_role("option", name=GUIDE)
    assert option.locator("b").all_inner_texts() == ["Mënyra", "Kontakt"]
    expect(option.locator("span")).to_have_text(GUIDE)


def test_one_address_is_asked_for_however_it_is_typed(page_at):
    page = page_at()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if asking().search(request.url) else None)
    typed(page, "  MËNYRA   Të ")
    assert {url.partition("?")[2] for url in asked} <= {"q=me", "q=men", "q=meny", "q=menyr", "q=menyra", "q=menyra+te"}
    assert asked[-1].endswith("?q=menyra+te")


def test_mouse_opens_a_page_also_in_a_new_tab(page_at):
    page = typed(page_at())
    option = list_of(page).get_by_role("option", name=GUIDE)
    with page.context.expect_page() as opened:
        option.click(modifiers=["Control"])
    expect(opened.value).to_have_url(GUIDE_URL)
    expect(list_of(page)).to_be_visible()
    expect(field_of(page)).to_be_focused()
    option.click()
    expect(page).to_have_url(GUIDE_URL)


def test_list_is_closed_in_a_page_that_is_kept_for_the_back_button(page_at):
    page = typed(page_at())
    # Playwright's browsers keep no page, but they tell it the same when it is left.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(list_of(page)).to_be_hidden()


def test_click_elsewhere_closes_the_list(page_at):
    page = typed(page_at())
    page.get_by_role("heading", level=1).click()
    expect(list_of(page)).to_be_hidden()


def test_finger_opens_a_page_on_a_phone(page_at):
    page = page_at(width=360, has_touch=True, is_mobile=True)
    page.goto("/sq/")
    page.locator(".site-header a.only-phone").tap()
    expect(page).to_have_url(re.compile(r"/sq/kerko/$"))
    field_of(page).tap()
    page.keyboard.type("tiktok")
    expect(list_of(page)).to_be_visible()
    boxes = [option.bounding_box() for option in options_of(page).all()]
    assert min(box["height"] for box in boxes) >= 44
    assert min(box["width"] for box in boxes) >= 300
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    list_of(page).get_by_role("option", name=GUIDE).tap()
    expect(page).to_have_url(GUIDE_URL)


def test_nothing_moves_when_the_list_opens(page_at):
    page = page_at(width=360)
    page.goto("/sq/")
    places = "[...document.querySelectorAll('main h1, main h2, footer')].map(part => part.getBoundingClientRect().top)"
    before = page.evaluate(places)
    field_of(page).press_sequentially("tiktok")
    expect(list_of(page)).to_be_visible()
    assert page.evaluate(places) == before


def test_an_older_answer_that_comes_late_is_ignored(page_at):
    page = page_at()
    # Also where a request cannot be called back any more.
    page.add_init_script("const ask = window.fetch; window.fetch = address => ask(address)")
    first, second = hold(page, asking("tik$")), hold(page, asking("tiktok$"))
    page.goto("/sq/")
    field_of(page).press_sequentially("tik")
    first()
    field_of(page).press_sequentially("tok")
    second().fulfill(json=answer_of("Newer"))
    expect(options_of(page)).to_have_text(["Newer"])
    with page.expect_response(asking("tik$")) as late:
        first().fulfill(json=answer_of("Older"))
    late.value.finished()
    # The page has had its turn with the answer when two more of its own tasks are done.
    page.evaluate("() => new Promise(done => setTimeout(() => setTimeout(done)))")
    expect(options_of(page)).to_have_text(["Newer"])


def test_an_older_request_is_called_back(page_at):
    page = page_at()
    first = hold(page, asking("tik$"))
    page.goto("/sq/")
    field_of(page).press_sequentially("tik")
    first()
    with page.expect_event("requestfailed", lambda request: bool(asking("tik$").search(request.url))):
        field_of(page).press_sequentially("tok")
    expect(list_of(page).get_by_role("option", name=GUIDE)).to_be_visible()


def test_an_answer_after_the_field_was_left_opens_nothing(page_at):
    page = page_at()
    page.add_init_script("const ask = window.fetch; window.fetch = address => ask(address)")
    request = hold(page, asking("tiktok$"))
    page.goto("/sq/")
    field_of(page).press_sequentially("tiktok")
    request()
    page.keyboard.press("Tab")
    with page.expect_response(asking("tiktok$")) as late:
        request().fulfill(json=answer_of("Late"))
    late.value.finished()
    page.evaluate("() => new Promise(done => setTimeout(() => setTimeout(done)))")
    expect(list_of(page)).to_be_hidden()


@pytest.mark.parametrize("fault", ["no line", "no JSON", "other JSON"])
def test_a_fault_shows_nothing_and_the_form_still_searches(server, new_context, fault):
    page = new_context(base_url=server).new_page()  # not page_at: a browser reports a lost line as an error itself
    faults = []
    page.on("pageerror", lambda error: faults.append(error))
    typed(page, "tik")
    page.route(asking("tiktok$"), FAULTS[fault])
    ending = "requestfailed" if fault == "no line" else "requestfinished"
    with page.expect_event(ending, lambda request: bool(asking("tiktok$").search(request.url))):
        field_of(page).press_sequentially("tok")
    expect(list_of(page)).to_be_hidden()
    expect(page.locator("[data-status]")).to_be_empty()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sq/kerko/\?q=tiktok$"))
    expect(page.get_by_role("link", name=GUIDE).first).to_be_visible()
    assert not faults


def test_nothing_is_asked_for_one_letter(page_at):
    page = page_at()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if asking().search(request.url) else None)
    typed(page, "ti")
    assert all(url.endswith("=ti") for url in asked)
    page.keyboard.press("Backspace")
    expect(list_of(page)).to_be_hidden()
    assert all(url.endswith("=ti") for url in asked)


def test_keys_belong_to_the_input_method_while_a_word_is_composed(page_at):
    page = page_at()
    page.goto("/sq/")
    field_of(page).focus()
    input_method = page.context.new_cdp_session(page)
    input_method.send("Input.imeSetComposition", {"text": "tiktok", "selectionStart": 6, "selectionEnd": 6})
    # Phones compose every word, so waiting for the end of it would wait for a space.
    expect(options_of(page).first).to_be_visible()
    for key in ["ArrowDown", "Enter", "Escape"]:
        kept = field_of(page).evaluate(
            "(field, key) => field.dispatchEvent(new KeyboardEvent("
            "'keydown', { key, isComposing: true, bubbles: true, cancelable: true }))",
            key,
        )
        assert kept, key
    assert_none_chosen(page)
    expect(list_of(page)).to_be_visible()
    input_method.send("Input.insertText", {"text": "tiktok"})
    page.keyboard.press("ArrowDown")
    assert_chosen(page, options_of(page).first)


@pytest.mark.parametrize("path", ["/sq/", "/sq/kerko/?q=iphone", "/sq/nuk-ka/", "/sq/blog/"])
def test_field_of_the_header_has_a_list_of_its_own(page_at, path):
    page = page_at()
    page.goto(path)
    header = page.get_by_role("banner")
    field = header.get_by_role("combobox")
    field.fill("")
    field.press_sequentially("tiktok")
    expect(header.get_by_role("option", name=GUIDE)).to_be_visible()
    expect(list_of(page)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(re.escape(path) + "$"))


def test_without_javascript_the_form_works_and_promises_nothing(page_at):
    page = page_at(java_script=False)
    page.goto("/sq/")
    expect(page.get_by_role("combobox")).to_have_count(0)
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_role("main").get_by_role("searchbox").fill("tiktok")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sq/kerko/\?q=tiktok$"))
    expect(page.get_by_role("link", name=GUIDE).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_open_list_is_accessible(page_at, assert_accessible, width, scheme):
    page = typed(page_at(width=width, scheme=scheme), path="/sq/kerko/")
    page.keyboard.press("ArrowDown")
    assert_chosen(page, options_of(page).first)
    assert_accessible(page)


def test_chosen_page_can_be_told_in_forced_colours(page_at):
    page = typed(page_at(forced_colors="active"))
    page.keyboard.press("ArrowDown")
    outlines = "options => options.map(option => getComputedStyle(option).outlineStyle)"
    assert options_of(page).evaluate_all(outlines)[:2] == ["solid", "none"]
