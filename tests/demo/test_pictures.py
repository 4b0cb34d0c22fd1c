"""What templates ask for is what was made: the demo's pages find every rendition, and make none."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override

from blog.models import Author
from portal.cart.models import Product
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, Company, PortalRendition, Topic

pytestmark = pytest.mark.usefixtures("demo")


def addresses():
    for code in codes():
        shown = [*BasePage.objects.published().filter(depth__gt=1).specific()]
        for model in [Topic, Company, Author, Product]:
            shown += model.objects.all()
        yield from (url_in(one, code) for one in shown)
        with override(code):
            yield from [reverse("shop"), reverse("feed"), reverse("search") + "?q=tiktok"]


def test_no_page_of_the_demo_lacks_or_makes_a_rendition(client):
    before, pictures = PortalRendition.objects.count(), 0
    for url in addresses():
        response = client.get(url)
        assert response.status_code == 200, url
        text = response.content.decode()
        assert "original_images" not in text, url
        pictures += len(BeautifulSoup(text, "html.parser").select("picture > source[type='image/avif'] + source + img"))
    assert pictures > 100
    assert PortalRendition.objects.count() == before
