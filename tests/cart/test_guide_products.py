"""Products below the channels of a guide: chosen once for all languages, in the editor's order."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from help.models import GuidePage, GuideProduct
from portal.pages.languages import codes, url_in
from tests import admin_forms, make
from tests.blog.test_articles import picture
from tests.structured_data import soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    guide = make.guide()
    make.channel(guide)
    guide.save_revision().publish()
    return guide


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


def show(guide, *products):
    """As an editor's publishing stores it."""
    guide = GuidePage.objects.get(pk=guide.pk)
    guide.product_rows = [GuideProduct(product=one) for one in products]
    guide.save_revision().publish()


def names(soup):
    return [card.h3.text.strip() for card in soup.find_all("article", class_="product-card")]


def post_rows(client, guide, *rows, action="action-publish", initial=0):
    formset = admin_forms.inline_formset(list(rows), initial=initial)
    data = admin_forms.guide(product_rows=formset, company=guide.company_id)
    return client.post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), data | ({action: "1"} if action else {}))


def row(product, order=1, **values):
    return {"product": product.pk, "ORDER": order} | values


def test_guide_shows_what_is_live_after_its_channels(client, guide):
    rows = make.five_products()
    show(guide, *reversed(rows.values()))
    for code, shown in [("sq", ["Mbaruar", "Tjetërkund", "Publik"]), ("en", ["Gone", "Elsewhere", "Public"])]:
        soup = soup_of(client, url_in(guide, code))
        assert names(soup) == shown
        channel, products = soup.find("h2", id="products"), soup.find(class_="channel")
        assert products.sourceline < channel.sourceline
        assert [link for link in soup.find_all("link", rel="stylesheet") if "guide-products.css" in link["href"]]


def test_nothing_is_shown_where_none_is_live(client, guide):
    show(guide, make.product(is_live=False))
    soup = soup_of(client, url_in(guide, "en"))
    assert not soup.find(id="products")
    assert not [link for link in soup.find_all("link", rel="stylesheet") if "guide-products.css" in link["href"]]
    assert "## Products" not in client.get(f"{url_in(guide, 'en')}index.md").content.decode()


def test_deleted_product_leaves_the_guide_as_it_was(client, guide):
    kept, gone = make.product(), make.product("Ikur", "Gone")
    show(guide, gone, kept)
    gone.delete()
    assert names(soup_of(client, url_in(guide, "en"))) == ["Poster"]
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert [one.product for one in draft.product_rows.all()] == [kept]


def test_twin_has_links_and_prices(client, guide):
    product = make.product(price=1299, currency="EUR")
    show(guide, product)
    twin = client.get(f"{url_in(guide, 'en')}index.md").content.decode()
    line = next(line for line in twin.splitlines() if "Poster" in line)
    assert line.startswith(f"- [Poster](http://localhost{url_in(product, 'en')}index.md): €12.99")
    assert twin.index("The form") < twin.index("Poster")


def test_editor_adds_reorders_and_removes_rows(client, admin_client, guide):
    first, second = make.product("Një", "One"), make.product("Dy", "Two")
    assert post_rows(admin_client, guide, row(first), row(second, 2)).status_code == 302
    for code, shown in [("sq", ["Një", "Dy"]), ("en", ["One", "Two"])]:
        assert names(soup_of(client, url_in(guide, code))) == shown
    stored = [one.pk for one in GuideProduct.objects.order_by("sort_order")]
    swapped = [row(first, 2, id=stored[0]), row(second, 1, id=stored[1])]
    assert post_rows(admin_client, guide, *swapped, initial=2).status_code == 302
    assert names(soup_of(client, url_in(guide, "en"))) == ["Two", "One"]
    removed = [row(second, 1, id=stored[1], DELETE="on"), row(first, 2, id=stored[0])]
    assert post_rows(admin_client, guide, *removed, initial=2).status_code == 302
    assert names(soup_of(client, url_in(guide, "en"))) == ["One"]


def test_draft_shows_nothing(client, admin_client, guide):
    assert post_rows(admin_client, guide, row(make.product()), action="").status_code == 302
    assert names(soup_of(client, url_in(guide, "en"))) == []
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert [one.slug_sq for one in draft.products] == ["afishe"]
    url = reverse("wagtailadmin_pages:view_draft", args=[guide.pk])
    assert names(soup_of(admin_client, f"{url}?mode=en")) == ["Poster"]


def test_rows_that_name_nothing_are_refused(admin_client, guide):
    for wrong in ["", "999999"]:
        response = post_rows(admin_client, guide, {"product": wrong, "ORDER": 1})
        assert response.status_code == 200
    assert not GuideProduct.objects.exists()


def test_product_is_shown_once(client, guide):
    product = make.product()
    show(guide, product, product)
    assert names(soup_of(client, url_in(guide, "en"))) == ["Poster"]


def test_copy_of_a_guide_shows_the_same(guide):
    product = make.product()
    show(guide, product)
    copy = GuidePage.objects.get(pk=guide.pk).copy(recursive=True, update_attrs={"title_sq": "Kopja"})
    assert [one.product for one in copy.product_rows.all()] == [product]


def test_choosing_a_product_is_a_change_of_the_guide_and_its_price_is_none(guide):
    product = make.product()
    before = {version.language: version.changed_at for version in guide.content_versions.all()}
    show(guide, product)
    after = {version.language: version.changed_at for version in guide.content_versions.all()}
    assert all(after[code] > before[code] for code in codes())
    product.price = 990_000
    product.save()
    assert {version.language: version.changed_at for version in guide.content_versions.all()} == after


def test_queries_do_not_grow_with_the_products(client, guide):
    counts = []
    for number in range(2):
        show(guide, *(make.product(f"P{number}{place}", picture=picture()) for place in range(1 + 3 * number)))
        for url in [url_in(guide, "en")] * 2:
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14
