"""JSON-LD of single pages: their language, their site, their pictures, and nothing where there is no public address."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains
from wagtail.models import Site

from blog.models import Author
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, HomePage, PortalImage, SiteSettings, Topic
from portal.pages.structured_data import LONGEST_HEADLINE, headline
from tests import make
from tests.blog.test_articles import picture
from tests.pages.test_images import picture as jpeg
from tests.structured_data import data_of, every_node, node_of, soup_of

pytestmark = pytest.mark.django_db
ROOT = "http://localhost"
VIEWS = ["topics", "companies", "authors", "search", "cart"]

# Languages


def test_article_that_is_not_translated_is_known_by_its_own_language(client):
    albanian = make.post("Vetëm shqip", "", body_sq=make.body("Tekst."))
    english = make.post("Titull", "English only", body_sq=[], body_en=make.body("Text."))
    for page, code in [(albanian, "sq"), (english, "en")]:
        for requested in codes():
            nodes = data_of(soup_of(client, url_in(page, requested)))
            (posting,), (site,) = nodes["BlogPosting"], nodes["WebSite"]
            assert posting["inLanguage"] == site["inLanguage"] == code
            assert posting["mainEntityOfPage"] == f"{ROOT}{url_in(page, code)}"
            assert site["url"] == f"{ROOT}/{code}/"
            assert posting["isPartOf"] == {"@id": site["@id"]}
        assert nodes["BreadcrumbList"]


def test_search_action_leads_to_the_search_of_the_language(client):
    for code, path in {"sq": "kerko", "en": "search"}.items():
        action = node_of(client, f"/{code}/", "WebSite")["potentialAction"]
        assert action["target"]["urlTemplate"] == f"{ROOT}/{code}/{path}/?q={{search_term_string}}"
        assert action["query-input"] == "required name=search_term_string"
        target = action["target"]["urlTemplate"].replace("{search_term_string}", "tiktok")
        assert client.get(target.removeprefix(ROOT)).status_code == 200


# The site


def test_publisher_is_the_site_as_its_settings_have_it(client):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.name, settings.facebook, settings.contact_email = "Kanali", "https://facebook.com/kanal", "a@kanal.example"
    settings.logo = picture()
    settings.save()
    soup = soup_of(client, "/sq/")
    (publisher,) = data_of(soup)["Organization"]
    assert publisher["name"] == "Kanali"
    assert publisher["sameAs"] == ["https://facebook.com/kanal"]
    assert publisher["email"] == "a@kanal.example"
    assert publisher["logo"].startswith(f"{ROOT}/media/")
    settings.logo.file.storage.delete(settings.logo.file.name)
    settings.logo.renditions.all().delete()
    assert "logo" not in node_of(client, "/en/", "Organization")


def test_addresses_are_those_of_the_site_behind_a_proxy_and_beside_others(client, settings):
    settings.ALLOWED_HOSTS = ["localhost", "other.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    blog = make.index()
    home = BasePage.objects.get(depth=1).add_child(instance=HomePage(title_sq="T", title_en="O", slug="other"))
    Site.objects.create(hostname="other.example", port=443, root_page=home)
    theirs = home.add_child(instance=type(blog)(title_sq="Blogu", title_en="Their blog"))
    make.post("I tyre", "Theirs", parent=theirs, cover=picture())
    headers = {"host": "other.example", "x-forwarded-proto": "https"}
    posting = node_of(client, "/en/their-blog/theirs/", "BlogPosting", **headers)
    assert posting["mainEntityOfPage"] == "https://other.example/en/their-blog/theirs/"
    assert all(image.startswith("https://other.example/media/") for image in posting["image"])
    crumbs = node_of(client, "/en/their-blog/theirs/", "BreadcrumbList", **headers)["itemListElement"]
    assert [crumb["item"] for crumb in crumbs] == ["https://other.example/en/", "https://other.example/en/their-blog/"]


# Where nothing is said


def test_errors_and_search_results_say_nothing(client):
    make.post("TikTok", "TikTok")
    for url in ["/en/nothing/", "/en/help/x/", "/de/", "/en/search/?q=tiktok", "/sq/kerko/?q=x"]:
        assert b"ld+json" not in client.get(url).content, url
    assert data_of(soup_of(client, "/en/search/"))["WebPage"]


def test_previews_and_private_pages_say_nothing(admin_client):
    post = make.private(make.post("Privat", "Private"))
    admin_client.get("/admin/")
    seen = admin_client.get(url_in(post, "en"))
    assertContains(seen, "Private")
    assert b"ld+json" not in seen.content
    post.save_revision()
    preview = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[post.pk]))
    assertContains(preview, "Privat")
    assert b"ld+json" not in preview.content
    live = make.post("Publik", "Public")
    live.save_revision()
    assert b"ld+json" not in admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[live.pk])).content
    assert b"ld+json" in admin_client.get(url_in(live, "en")).content


@pytest.mark.parametrize("model", [Topic, Author])
def test_list_of_a_subject_shows_only_public_pages(client, model):
    values = {"name_sq": "Siguri", "name_en": "Security", "slug": "security"}
    subject = model.objects.create(**values)
    for page in make.five_posts().values():
        getattr(page, "topics" if model is Topic else "authors").set([subject])
        page.save()
    with override("en"):
        url = subject.get_absolute_url()
    nodes = data_of(soup_of(client, url))
    lists = [one for one in every_node(list(nodes.values())) if one["@type"] == "ItemList"]
    assert [item["name"] for one in lists for item in one["itemListElement"]] == ["Public post"]


def test_second_page_of_a_list_has_its_own_address_and_counts_on(client):
    for number in range(7):
        make.post(f"Postimi {number}", f"Post number {number}", date=f"2026-01-0{number + 1}")
    page = node_of(client, "/en/blog/?page=2", "CollectionPage")
    assert page["url"] == f"{ROOT}/en/blog/?page=2"
    (item,) = page["mainEntity"]["itemListElement"]
    assert (item["position"], item["name"]) == (7, "Post number 0")


def test_empty_list_is_a_page_without_items(client):
    assert "mainEntity" not in node_of(client, "/en/topics/", "WebPage")


# What people type


def test_nothing_that_is_typed_ends_the_block(client):
    title = "</script><script>alert(1)</script> <!-- & \"' 👽"
    post = make.post(title, title, summary_sq=title, summary_en=title)
    content = client.get(url_in(post, "en")).content.decode()
    block = content.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not re.search("[<>&]", block)
    assert node_of(client, url_in(post, "en"), "BlogPosting")["headline"] == title
    assert json.loads(block)["@graph"][0]["description"] == title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Short", "Short"),
        ("x" * 110, "x" * 110),
        ("x" * 300, "x" * 110),
        ("word " * 22, "word " * 22),
        (f"{'a' * 109} bc", "a" * 109),
        (f"{'a' * 110} bc", "a" * 110),
        (f"{'a' * 60} {'b' * 60}", "a" * 60),
    ],
)
def test_headline_is_cut_after_a_word_only_when_it_is_too_long(title, expected):
    assert headline(title) == expected
    assert len(headline(title)) <= LONGEST_HEADLINE


# Pictures


def test_cover_is_given_in_three_ratios(client):
    post = make.post(cover=picture())
    make.prepare_pictures()
    images = node_of(client, url_in(post, "en"), "BlogPosting")["image"]
    sizes = [PortalImage.objects.get().renditions.get(file=one.removeprefix(f"{ROOT}/media/")) for one in images]
    ratios = [round(one.width / one.height, 2) for one in sizes]
    assert ratios == [1.78, 1.33, 1.0]
    assert images[0].removeprefix(ROOT) in client.get(url_in(post, "en")).content.decode().split("</head>")[1]
    assert "image" not in node_of(client, url_in(make.post("Pa", "Without"), "en"), "BlogPosting")


def test_lost_or_tiny_cover_breaks_no_page(client):
    lost = picture()
    lost.file.storage.delete(lost.file.name)
    tiny = PortalImage.objects.create(title="Një", file=ContentFile(jpeg((1, 1)), name="tiny.jpg"))
    pages = [make.post("Humbur", "Lost", cover=lost), make.post("Vogël", "Tiny", cover=tiny)]
    make.prepare_pictures()
    assert "image" not in node_of(client, url_in(pages[0], "en"), "BlogPosting")
    assert len(node_of(client, url_in(pages[1], "en"), "BlogPosting")["image"]) == 3


def test_warm_pages_with_a_cover_ask_for_no_picture(client, django_assert_max_num_queries):
    guide = make.guide(cover=picture())
    for number in range(8):
        make.channel(guide, f"Kanali {number}", f"Channel {number}")
    author = Author.objects.create(name_sq="Redaksia", name_en="Editors", slug="redaksia", picture=picture())
    post = make.post(cover=picture(), company=make.company())
    post.authors = [author]
    post.save()
    make.prepare_pictures()
    for page in [guide, guide.get_children().first(), post]:
        client.get(url_in(page, "en"))
        with django_assert_max_num_queries(12):
            client.get(url_in(page, "en"))
