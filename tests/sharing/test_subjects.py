"""Topics, companies, authors and the pages of all of them are previewed by cards too."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from blog.models import Author
from portal.pages.keys import KEY_ALPHABET
from portal.pages.languages import codes, url_in
from portal.pages.models import SubjectList, Topic
from portal.pages.redirects import SUBJECTS
from portal.sharing import cards
from tests import make
from tests.sharing.test_cards import card_path, preview

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def topic():
    return Topic.objects.create(name_sq="Siguri", name_en="Safety", description_en="Keep your account.")


@pytest.fixture
def company():
    return make.company()


@pytest.fixture
def author(topic, company):
    """With five posts of which one is public, and three guides of which one is, all of them on one topic."""
    author = Author.objects.create(name="Redaksia", slug="redaksia")
    posts = list(make.five_posts().values())
    guides = [make.guide(), make.guide("Draft", "A draft", live=False), make.private(make.guide("Fshehtë", "Private"))]
    for page in [*posts, *guides]:
        page.topics = [topic]
        if page in posts:
            page.company, page.authors = company, [author]
        page.save()
    return author


def facts(shown, code="en"):
    return cards.card_of(shown, code).facts


def test_each_is_previewed_by_a_card_of_its_own_in_each_language(client, topic, company, author):
    shown = [topic, company, author, *(SubjectList(model) for model in (Topic, type(company), Author))]
    paths = {}
    for one in shown:
        for code in codes():
            tags = preview(client, url_in(one, code))
            paths[card_path(client, one, code)] = tags["og:image:alt"]
            assert tags["twitter:card"] == "summary_large_image"
            assert "oembed" not in client.get(url_in(one, code)).content.decode()
    assert len(paths) == len(shown) * len(codes())
    for path, alt in paths.items():
        assert client.get(path).headers["Content-Type"] == "image/png"
        assert alt.endswith(" · Kanal")
    english = [alt.split(" · ")[0] for path, alt in paths.items() if "/en-" in path]
    assert english == ["Safety", "TikTok", "Redaksia", "Topics", "Companies", "Authors"]


def test_cards_count_what_readers_see(topic, company, author):
    assert (facts(company).mark, facts(company).mark_label) == ("1", "guide")
    assert (facts(topic).mark, facts(topic).mark_label) == ("2", "pages")
    assert (facts(author).mark, facts(author).mark_label) == ("1", "article")
    assert (facts(topic).above, facts(topic).lede) == ("Topics", "Keep your account.")
    assert facts(SubjectList(type(company))).mark == "1"
    assert facts(make.company("Netflix")).mark == ""


def test_address_changes_with_the_number_and_the_old_one_leads_to_it(client, company):
    make.guide()
    old = card_path(client, company)
    make.guide("Tjetër", "Another")
    new = card_path(client, company)
    assert new != old
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (302, new)


@pytest.mark.parametrize("key", ["company-999", "company-0", "topics", "user-1", "basepage-1"])
def test_key_that_names_nothing_is_a_404(client, company, key):
    path = card_path(client, company)
    assert client.get(path.replace(f"company-{company.pk}", key)).status_code == 404
    assert client.get(f"/s/company-{company.pk}").status_code == 404


def test_no_page_can_have_such_a_key():
    assert set(SUBJECTS) >= {"topic", "company", "author"}
    assert not [kind for kind in SUBJECTS if set(kind) <= set(KEY_ALPHABET)]


def test_cleaning_keeps_what_is_shown(client, company, time_machine):
    make.guide()
    old = card_path(client, company)
    client.get(old)
    make.guide("Tjetër", "Another")
    new = card_path(client, company)
    client.get(new)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    call_command("clean_cards", stdout=StringIO())
    assert [default_storage.exists(path.lstrip("/")) for path in (old, new)] == [False, True]
