"""Short links and fragments in a real browser."""

import re
from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import expect

GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"
ARTICLE = "/sq/blog/prezantimi-i-iphone-16/"


def test_switcher_lands_on_the_same_channel(page_at):
    page = page_at()
    page.goto(GUIDE)
    page.locator(".rail a").nth(4).click()
    anchor = page.evaluate("location.hash")
    assert re.fullmatch(r"#k-[2-9a-z]{6}", anchor)
    page.locator(".rail a").nth(5).click()
    other = page.evaluate("location.hash")
    assert other != anchor
    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(re.compile(f"/en/help/ways-to-contact-tiktok/{other}$"))
    expect(page.locator(other)).to_be_in_viewport()
    page.get_by_role("link", name="Shqip").first.click()
    expect(page).to_have_url(re.compile(f"{GUIDE}{other}$"))


def test_every_switcher_of_the_page_keeps_the_fragment_it_was_opened_with(page_at):
    page = page_at()
    page.goto(f"{ARTICLE}#nje-pjese")
    links = page.locator("[data-languages] a")
    assert links.count() >= 4
    for link in links.all():
        assert link.get_attribute("href").endswith("#nje-pjese")
    page.goto(f"{ARTICLE}#")
    for link in links.all():
        assert "#" not in link.get_attribute("href")


def test_anchor_that_the_other_language_has_not_shows_the_top_of_the_page(page_at):
    page = page_at()
    page.goto(ARTICLE)
    page.locator(".toc a").nth(2).click()
    page.get_by_role("link", name="English").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_switcher_of_an_error_page_leads_home_without_the_fragment(page_at):
    page = page_at()
    page.goto("/sq/nuk-ka/#k-abcdef")
    expect(page.locator("[data-languages] a[hreflang=en]").first).to_have_attribute("href", "/en/")


def test_short_link_is_read_and_followed_without_javascript(page_at):
    page = page_at(width=360, java_script=False, locale="en-GB")
    page.goto(GUIDE)
    page.locator(".share summary").click()
    address = page.locator(".share__url").inner_text()
    page.goto(address)
    expect(page).to_have_url(re.compile("/en/help/ways-to-contact-tiktok/$"))


def test_short_links_of_a_page_and_of_a_channel_are_copied(page_at):
    page = page_at(permissions=["clipboard-read", "clipboard-write"])
    page.goto(GUIDE)
    page.locator(".share summary").click()
    page.locator(".share button[data-copy*='/s/']").click()
    of_page = page.evaluate("navigator.clipboard.readText()")
    assert of_page == page.locator(".share__url").inner_text()
    page.locator(".short-link button").nth(2).click()
    of_channel = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/s/[2-9a-z]{6}$", of_channel)
    assert of_channel != of_page


def test_key_in_the_address_shows_the_channel_and_no_other_address_moves_the_page(page_at):
    page = page_at(width=360)
    page.goto(GUIDE)
    anchor = page.locator("article.channel").nth(4).get_attribute("id")
    page.goto(f"{GUIDE}?k={anchor.removeprefix('k-')}")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#{anchor}$"))
    page.goto(f"{GUIDE}?k=zzzzzz")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    assert "#" not in page.url


def test_print_carries_a_code_that_scanners_read_without_javascript_or_a_request(page_at):
    page = page_at(java_script=False, scheme="dark", width=794)
    page.goto(GUIDE)
    expect(page.locator(".paper-foot")).to_be_hidden()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.emulate_media(media="print")
    foot = page.locator(".paper-foot")
    picture = Image.open(BytesIO(foot.screenshot()))
    found = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert len(found) == 1
    assert re.search(r"/s/[2-9a-z]{6}$", found[0])
    assert found[0].partition("://")[2] in foot.inner_text()
    assert not requests
