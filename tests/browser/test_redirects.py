"""Old addresses in a real browser, which keeps what it was told."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import BlogPage
from portal.pages.models import User

ARTICLE = "/sq/blog/prezantimi-i-iphone-16/"
RENAMED = "/sq/blog/emri-i-dyte/"


def rename(path, slug):
    page = next(page for page in BlogPage.objects.live() if page.slug_sq == path.strip("/").split("/")[-1])
    page.slug_sq = slug
    page.save_revision().publish()


def test_renaming_there_and_back_does_not_send_a_browser_round_in_circles(page_at):
    page = page_at()
    rename(ARTICLE, "emri-i-dyte")
    page.goto(ARTICLE)
    expect(page).to_have_url(re.compile(f"{RENAMED}$"))
    rename(RENAMED, "prezantimi-i-iphone-16")
    for address in [ARTICLE, RENAMED]:
        assert page.goto(address).status == 200
        expect(page).to_have_url(re.compile(f"{ARTICLE}$"))


@pytest.mark.parametrize("width", [360, 1280])
def test_report_of_an_import_fits_into_the_window(page_at, sign_in, width):
    page = page_at(width=width)
    sign_in(page, User.objects.create_superuser("importer", "importer@kanal.example", "a long password"))
    page.goto("/admin/redirects/import/")
    text = f"/{'a' * 200},/{'b' * 200}\n/{'c' * 200},/sq/\n"
    page.set_input_files("#id_file", {"name": "old.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("#id_file").evaluate("field => field.form.submit()")
    cells = page.locator(".kanal-addresses td")
    expect(cells).to_have_count(8)
    assert all(cell.bounding_box()["x"] + cell.bounding_box()["width"] <= width for cell in cells.all())
