"""The page of results in a real browser."""

from playwright.sync_api import expect

from tests import make

RESULTS = "/sq/kerko/?q=tiktok"


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


def test_results_begin_on_a_phones_first_screen_and_filters_work_without_java_script(page_at):
    page = page_at(360, height=640, java_script=False)
    page.goto(RESULTS)
    expect(page.locator(".result__title").first).to_be_in_viewport(ratio=1)
    assert width_of(page) == 360
    chip = page.locator(".narrow a").last
    label = chip.locator("bdi").inner_text()
    chip.focus()
    expect(chip).to_be_in_viewport()
    chip.click()
    expect(page.locator(".result")).to_have_count(1)
    chosen = page.locator(".narrow a[aria-current]", has_text=label)
    expect(chosen).to_be_in_viewport(ratio=1)
    expect(page.locator(".result__title")).to_be_in_viewport(ratio=1)
    chosen.click()
    expect(page.locator(".result")).to_have_count(9)
    page.goto("/sq/kerko/?q=llogari")
    company = page.get_by_role("link", name="Netflix").first
    expect(company).to_be_hidden()
    page.locator(".filters summary").click()
    company.click()
    expect(page.locator(".result__meta").first).to_contain_text("Netflix")
    expect(page.locator(".filters a[aria-current]", has_text="Netflix")).to_be_visible()
    assert width_of(page) == 360


def test_every_answer_is_accessible(page_at, assert_accessible):
    make.post("Shkrim", "A manatee", body_sq=make.body("Shqip."))
    for width, scheme in [(360, "light"), (1280, "dark"), (1280, "light"), (360, "dark")]:
        page = page_at(width, scheme)
        for address in [
            RESULTS,
            "/sq/kerko/?q=llogari&company=netflix",
            "/sq/kerko/?q=fjalkalim",
            "/sq/kerko/?q=manatee",
            "/sq/kerko/?q=telefonxyz",
        ]:
            page.goto(address)
            assert width_of(page) == width, (address, width)
            assert_accessible(page)


def test_marks_and_chosen_filters_are_seen_in_forced_colors(page_at):
    page = page_at(forced_colors="active")
    page.goto("/sq/kerko/?q=tiktok&kind=email")
    line = "element => getComputedStyle(element).textDecorationLine"
    assert page.locator(".result mark").first.evaluate(line) == "underline"
    border = "element => getComputedStyle(element).borderTopWidth"
    assert page.locator(".narrow a[aria-current]").first.evaluate(border) == "2px"
