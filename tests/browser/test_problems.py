"""Problems of a guide in a real browser."""

from playwright.sync_api import expect

GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"


def test_problems_are_all_in_sight_on_a_phone_and_lead_to_ways_without_java_script(page_at, assert_accessible):
    page = page_at(360, java_script=False)
    page.goto(GUIDE, wait_until="networkidle")
    page.goto(GUIDE)  # with its font, which may come too late for the first page
    links = page.locator(".problems a")
    boxes = [links.nth(place).bounding_box() for place in range(links.count())]
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes}) <= 3
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    links.last.focus()
    expect(links.last).to_be_in_viewport()
    links.first.click()
    expect(page.locator(".way .channel")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page = page_at(360, "dark")
    page.goto(GUIDE)
    assert_accessible(page)
    page.locator(".problems a").first.click()
    assert_accessible(page)
