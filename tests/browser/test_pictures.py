"""Pictures in a real browser: which file it takes, and that nothing moves when it comes."""

import pytest

ARTICLE = "/sq/blog/prezantimi-i-iphone-16/"
LISTING = "/sq/blog/"
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; })
  .observe({type: "layout-shift", buffered: true});
"""
SHOWN = """() => [...document.querySelectorAll("main picture img")].map((image) => ({
  file: image.currentSrc, wide: image.naturalWidth, box: image.getBoundingClientRect().width,
  tone: getComputedStyle(image).backgroundColor}))"""
LOAD_ALL = """async () => {
  for (const image of document.images) { image.scrollIntoView(); await image.decode().catch(() => {}); }
}"""
WITHOUT = "kind => document.querySelectorAll(`source[type='${kind}']`).forEach((one) => one.remove())"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_browser_takes_avif_and_nothing_moves(page_at, width, scheme):
    page = page_at(width=width, scheme=scheme)
    page.add_init_script(SHIFTS)
    for path in [LISTING, ARTICLE]:
        page.goto(path)
        page.evaluate(LOAD_ALL)
        shown = page.evaluate(SHOWN)
        assert len(shown) >= 4
        for image in shown:
            assert image["file"].endswith(".avif")
            assert image["wide"] > 0
            assert image["box"] > 0
            assert image["tone"] not in ("rgba(0, 0, 0, 0)", "transparent")
        assert page.evaluate("window.shifts") == 0


def test_browser_without_avif_takes_webp_and_without_both_jpeg(page_at):
    page = page_at()
    for kinds, end in [(["image/avif"], ".webp"), (["image/avif", "image/webp"], ".jpg")]:
        page.goto(LISTING)
        for kind in kinds:
            page.evaluate(WITHOUT, kind)
        page.evaluate(LOAD_ALL)
        assert {image["file"].rpartition(".")[2] for image in page.evaluate(SHOWN)} == {end[1:]}
        assert all(image["wide"] > 0 for image in page.evaluate(SHOWN))
