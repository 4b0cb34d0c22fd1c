"""Old addresses in a real browser, which keeps what it was told."""

import re

from playwright.sync_api import expect

from blog.models import BlogPage

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
