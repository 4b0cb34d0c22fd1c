"""What keeps a page from being published, what is only said, and the way from each to its field."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import rich_text, streamfield
from wagtail.users.models import UserProfile

from blog.models import BlogPage
from portal.pages.findings import is_phone_number
from portal.pages.link_words import says_nothing
from portal.pages.models import PortalImage
from tests import admin_forms, make

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "1"}


@pytest.fixture(params=["sq", "en"])
def admin(request, admin_client, admin_user):
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = request.param
    profile.save()
    return admin_client


def url_of(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def article(*blocks, **values):
    return admin_forms.article(body_sq=streamfield(list(blocks)), **values)


def paragraph(html):
    return "paragraph", rich_text(html)


def heading(text, level="2"):
    return "heading", {"text": text, "level": level}


def picture(image, alt="", **values):
    return "picture", {"image": image.pk, "alt": alt, "caption": ""} | values


def image(**values):
    return PortalImage.objects.create(title="Një pamje", file=get_test_image_file(), **values)


def refusal(client, page, data):
    """The lines above the form that was sent back, `{anchor: words}`; {} where the page was published."""
    response = client.post(url_of(page), data | PUBLISH)
    return {} if response.status_code == 302 else lines(response)


def lines(response):
    found = BeautifulSoup(response.content, "html.parser").find(attrs={"data-checklist": True})
    links = found.find_all("a") if found else []
    return {link["href"].removeprefix("#"): link.find_parent("li").get_text(" ", strip=True) for link in links}


def draft():
    page = make.post("Titulli", "", live=False, body_sq=[])
    page.save_revision()
    return page


# Errors


def test_skipped_heading_level_is_refused_beside_its_block(admin):
    page = draft()
    assert list(refusal(admin, page, article(heading("Pjesë", "3")))) == ["body_sq-0-value"]
    assert not BlogPage.objects.get().live
    assert refusal(admin, page, article(heading("Seksion"), heading("Pjesë", "3"), heading("Seksion"))) == {}


def test_heading_is_shown_at_its_level(admin, client):
    page = draft()
    assert refusal(admin, page, article(heading("Seksion"), heading("Pjesë", "3"))) == {}
    soup = BeautifulSoup(client.get(BlogPage.objects.get().url).content, "html.parser").main
    assert (soup.find("h2", string="Seksion"), soup.find("h3", string="Pjesë")) != (None, None)
    assert soup.find("h2", string="Pjesë") is None


def test_levels_inside_one_text_are_looked_at_too():
    page = make.post(body_sq=[("paragraph", "<h2>A</h2><h4>B</h4>")])
    assert [one.place.anchor for one in page.publishing_findings() if one.is_error] == ["body_sq-0-value"]


def test_picture_without_words_is_refused_in_the_language_where_they_lack(admin):
    page, bare = draft(), image()
    data = article(heading("Seksion"), picture(bare)) | {
        key: value for key, value in article_en(picture(bare, "A view")).items() if "_en" in key
    }
    assert list(refusal(admin, page, data)) == ["body_sq-1-value-alt"]
    assert refusal(admin, page, article(picture(bare, "Një fushë"))) == {}


def article_en(*blocks):
    return admin_forms.article(title_en="Title", body_en=streamfield(list(blocks)))


def test_picture_with_words_of_its_own_or_only_an_ornament_passes(admin):
    described = image(alt_sq="Një fushë")
    assert refusal(admin, draft(), article(picture(described))) == {}
    page = make.post("Tjetër", "", live=False)
    assert refusal(admin, page, article(picture(image(), decorative="on"))) == {}


def test_ornament_is_silent_for_readers():
    described = image(alt_sq="Një fushë")
    value = {"image": described, "alt": "", "decorative": True, "caption": ""}
    page = make.post(body_sq=[("picture", value)])
    assert page.body_sq[0].value.description == ""


def test_picture_of_a_gallery_is_named_with_its_place(admin):
    bare = image()
    one = {"image": bare.pk, "alt": "", "caption": ""}
    rows = {"pictures": streamfield_list([one | {"alt": "Fusha"}, one])}
    assert list(refusal(admin, draft(), article(("gallery", rows)))) == ["body_sq-0-value-pictures-1-value-alt"]


def streamfield_list(items):
    """What a browser posts for the items of a list block."""
    data = {"count": str(len(items))}
    for place, item in enumerate(items):
        data |= {f"{place}": {"value": item, "order": str(place), "deleted": "", "type": "item"}}
    return data


@pytest.mark.parametrize("href", ["mailto:askush", "mailto:a@b.com,askush", "tel:044123456789", "tel:abc", "mailto:"])
def test_mail_or_telephone_link_that_leads_nowhere_is_refused(admin_client, href):
    found = refusal(admin_client, draft(), article(paragraph(f'<p>Na <a href="{href}">shkruani mesazh</a>.</p>')))
    assert list(found) == ["body_sq-0-value"]
    assert "shkruani mesazh" in found["body_sq-0-value"]


@pytest.mark.parametrize(
    "href", ["mailto:a@b.com?subject=x", "mailto:a@b.com,c@d.com", "tel:+355 4 223 4567", "tel:112"]
)
def test_mail_or_telephone_link_that_works_passes(admin_client, href):
    assert refusal(admin_client, draft(), article(paragraph(f'<p><a href="{href}">Redaksia jonë</a></p>'))) == {}


@pytest.mark.parametrize(("number", "is_one"), [("129", True), ("19999", True), ("1234567", False), ("", False)])
def test_short_numbers_need_no_country_code(number, is_one):
    assert is_phone_number(number) is is_one


def test_several_faults_are_listed_at_once_each_beside_its_block(admin):
    found = refusal(
        admin,
        draft(),
        article(
            heading("Pjesë", "3"), paragraph('<p><a href="tel:x">Telefoni ynë</a></p>'), picture(image()), title_sq=""
        ),
    )
    assert set(found) == {"id_title_sq", "body_sq-0-value", "body_sq-1-value", "body_sq-2-value-alt"}


def test_errors_are_refused_on_the_first_save_too(admin):
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", make.index().pk])
    response = admin.post(url, article(picture(image())) | PUBLISH)
    assert list(lines(response)) == ["body_sq-0-value-alt"]
    assert not BlogPage.objects.exists()


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_scheduling_and_submitting_are_refused_as_publishing_is(admin_client, action):
    data = article(picture(image()), go_live_at="2099-01-01 10:00")
    assert admin_client.post(url_of(draft()), data | {action: "1"}).status_code == 200


def test_draft_and_autosave_are_never_refused(admin_client):
    page, data = draft(), article(picture(image()), heading("Pjesë", "3"))
    assert admin_client.post(url_of(page), data).status_code == 302
    saved = admin_client.post(url_of(page), data, headers={"Accept": "application/json"})
    assert saved.json()["success"]
    assert len(BlogPage.objects.get().get_latest_revision_as_object().body_sq) == 2


def test_many_pages_at_once_are_not_published_with_errors(admin_client):
    bad = make.post("Pa fjalë", "", live=False, body_sq=[("picture", {"image": image(), "alt": ""})])
    good = make.post("E mirë", "", live=False)
    url = reverse("wagtail_bulk_action", args=["pages", "basepage", "publish"])
    for page in (bad, good):
        admin_client.post(f"{url}?id={page.pk}", {"include_descendants": ""})
    assert [page.title_sq for page in BlogPage.objects.live()] == ["E mirë"]
    admin_client.post(f"{url}?id={make.index().pk}", {"include_descendants": "on"})
    assert BlogPage.objects.live().count() == 1


# Warnings


@pytest.mark.parametrize(
    "words",
    [
        "këtu",
        "KETU",
        "Kliko këtu!",
        "here",
        "click here",
        "Lexo më shumë …",
        "https://example.com/a?b",
        "www.example.com",
    ],
)
def test_words_that_say_nothing(words):
    assert says_nothing(words)


@pytest.mark.parametrize("words", ["formulari i TikTok-ut", "këtu ndodhet formulari", "tiktok.com", "there", ""])
def test_words_that_say_something(words):
    assert not says_nothing(words)


def test_warnings_let_the_page_go_and_say_where_to_look(admin):
    page = draft()
    data = article(paragraph('<p>Shikoni <a href="https://example.com/">këtu</a>.</p>'))
    response = admin.post(url_of(page), data | PUBLISH, follow=True)
    assert BlogPage.objects.get().live
    messages = BeautifulSoup(response.content, "html.parser").find(class_="messages")
    hrefs = {link["href"] for link in messages.select("li li a")}
    assert hrefs == {f"{url_of(page)}#body_sq-0-value", f"{url_of(page)}#id_title_en"}


def test_nothing_is_said_of_a_draft_and_of_a_page_in_good_order(admin_client):
    page = draft()
    for data in (article(), article_en(heading("Section")) | PUBLISH):
        response = admin_client.post(url_of(page), data, follow=True)
        assert not BeautifulSoup(response.content, "html.parser").select(".messages li li a")


def test_missing_english_leads_to_the_first_text_that_lacks():
    half = make.post("Titulli", "The title", body_en=[])
    assert [one.place.field for one in half.publishing_findings()] == ["body_en"]
    assert make.post("Dy", "Two").publishing_findings() == []


# Before publishing


def test_editor_lists_what_the_stored_draft_wants_errors_first(admin):
    page = make.post("Titulli", "", live=False, body_sq=[("picture", {"image": image(), "alt": ""})])
    page.save_revision()
    assert list(lines(admin.get(url_of(page)))) == ["body_sq-0-value-alt", "id_title_en"]


def test_every_line_leads_to_an_input_that_is_there(admin):
    page = make.post("Titulli", "", live=False)
    soup = BeautifulSoup(admin.get(url_of(page)).content, "html.parser")
    assert soup.select("[data-checklist] a")
    for link in soup.select("[data-checklist] a"):
        assert soup.find(id=link["href"].removeprefix("#")), link["href"]


def test_new_and_finished_pages_have_no_list(admin_client):
    url = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", make.index().pk])
    assert lines(admin_client.get(url)) == {}
    assert lines(admin_client.get(url_of(make.post()))) == {}
