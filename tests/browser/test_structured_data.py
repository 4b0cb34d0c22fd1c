"""JSON-LD under our content security policy: a data block that Chromium neither runs nor refuses."""

import json

import pytest

from blog.models import BlogPage

READ = "document.querySelector('script[type=\"application/ld+json\"]').textContent"


@pytest.mark.parametrize("url", ["/sq/", "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/", "/en/topics/"])
def test_policy_lets_the_data_block_be(page_at, url):
    page = page_at()
    response = page.goto(url)
    policy = response.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "nonce" not in policy
    assert json.loads(page.evaluate(READ))["@graph"]


def test_what_is_typed_stays_text(page_at):
    title = "</script><script>document.title = 'broken'</script><!--<script>"
    post = BlogPage.objects.live().first()
    post.title_sq = post.seo_title_sq = title
    post.save()
    page = page_at()
    page.goto(post.get_url())
    assert page.title().startswith(title)
    assert json.loads(page.evaluate(READ))["@graph"][0]["headline"] == title
