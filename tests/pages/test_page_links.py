"""Links in texts to our own pages: in the reader's language, and none to what the public may not see."""

import pytest
from bs4 import BeautifulSoup

from portal.pages.languages import url_in
from tests import make

pytestmark = pytest.mark.django_db


def linking(*targets):
    links = " ".join(f'<a linktype="page" id="{pk}">Lidhja {number}</a>' for number, pk in enumerate(targets))
    return {"body_sq": make.body(links), "body_en": make.body(f"In English: {links}")}


def article(client, page, code):
    return BeautifulSoup(client.get(url_in(page, code)).content, "html.parser").find(class_="article")


@pytest.mark.parametrize("code", ["sq", "en"])
def test_link_leads_to_the_readers_language_after_a_rename_too(client, code):
    target = make.post("Synimi", "The target")
    page = make.post("Me lidhje", "With a link", **linking(target.pk))
    target.slug_sq, target.slug_en = "synimi-i-ri", "new-target"
    target.save_revision().publish()
    target.refresh_from_db()
    assert article(client, page, code).a["href"] == url_in(target, code)


def test_words_stay_where_the_page_is_not_public(client):
    rows = make.five_posts()
    page = make.post("Me lidhje", "With links", **linking(*(row.pk for row in rows.values()), 999999))
    text = article(client, page, "sq")
    assert [link["href"] for link in text.find_all("a", href=True)] == [url_in(rows["live"], "sq")]
    assert all(f"Lidhja {number}" in text.text for number in range(6))


def test_many_links_in_a_text_cost_one_query(client, django_assert_num_queries):
    targets = [make.post(f"Synimi {number}", f"Target {number}").pk for number in range(4)]
    one, many = (make.post(f"Me {len(some)}", "", **linking(*some)) for some in (targets[:1], targets))
    with django_assert_num_queries(1):
        assert str(one.body_sq[0].value)
    with django_assert_num_queries(1):
        assert str(many.body_sq[0].value).count("/sq/blog/") == 4
