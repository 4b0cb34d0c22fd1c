"""How readers get pictures: what is made when, what a page says of them, and what that costs."""

import gzip
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from wagtail.models import Site

from blog.models import Author
from help.models import Step
from portal.pages.languages import codes, url_in
from portal.pages.models import PortalImage, PortalRendition, SiteSettings
from portal.pages.pictures import machine_picture, picture_html
from portal.store.models import Change
from tests import make

pytestmark = pytest.mark.django_db


def drawing(size=(64, 36), color="teal", kind="JPEG", mode="RGB"):
    buffer = BytesIO()
    Image.new(mode, size, color).save(buffer, kind)
    return buffer.getvalue()


def stored(title="Foto", name="foto.jpg", **values):
    return PortalImage.objects.create(title=title, file=ContentFile(drawing(**values), name=name))


def article(**values):
    """A draft with a cover and a text with a picture and a gallery."""
    one = {"image": stored("Në tekst"), "alt": "Një pamje", "caption": ""}
    gallery = {"pictures": [{"image": stored("Në galeri"), "alt": "Një pamje", "caption": ""}] * 2}
    body = [*make.body("Teksti."), ("picture", one), ("gallery", gallery)]
    return make.post(live=False, cover=stored("Kopertina"), body_sq=body, body_en=body, **values)


@pytest.fixture
def publishing(django_capture_on_commit_callbacks):
    """What is published within it is committed, so that the task runs."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def site(publishing):
    """The addresses of one page of each kind that shows a picture, all stored and published as editors do."""
    with publishing():
        company, settings = make.company(), SiteSettings.for_site(Site.objects.get())
        company.logo, settings.logo = stored("Logo"), stored("Logo e faqes")
        company.save()
        settings.save()
        author = Author.objects.create(name_sq="Ana", name_en="Ana", slug="ana", picture=stored("Ana"))
        product = make.product(picture=stored("Produkti"))
        post = article(company=company)
        post.authors = [author]
        post.save_revision().publish()
        guide = make.guide(live=False, cover=stored("Udhëzuesi"))
        guide.save_revision().publish()
        channel = make.channel(guide, live=False)
        channel.steps = [Step(instruction_sq="<p>Hapni.</p>", instruction_en="<p>Open.</p>", picture=stored("Hapi"))]
        channel.save_revision().publish()
    shown = [make.home(), post, guide, channel, make.index(), make.help_index(), company, author, product]
    return [url_in(one, code) for one in shown for code in codes()] + other_addresses()


def other_addresses():
    addresses = []
    for code in codes():
        with override(code):
            addresses += [reverse("shop"), reverse("feed"), reverse("cart"), reverse("search") + "?q=tiktok"]
    return addresses


def soup_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def pictures_of(soup):
    return soup.find_all("img")


# What is made when


def test_no_page_makes_a_rendition_once_all_is_published(client, site):
    before = PortalRendition.objects.count()
    assert before > 40
    for url in site:
        response = client.get(url)
        assert response.status_code == 200, url
        assert "/original_images/" not in response.content.decode(), url
    assert PortalRendition.objects.count() == before


def test_every_picture_of_a_page_comes_in_three_formats_with_its_measures(client, site):
    shown = 0
    for url in site:
        for image in pictures_of(soup_of(client, url)) if "feed" not in url else []:
            types = [source["type"] for source in image.parent.find_all("source")]
            assert (image.parent.name, types) == ("picture", ["image/avif", "image/webp"]), url
            assert image["src"].endswith((".jpg", ".png")), url
            assert int(image["width"]) > 0 < int(image["height"]), url
            assert not image.get("style"), url
            shown += 1
    assert shown > 20


def test_files_are_what_their_sources_say(client, site):
    kinds = {"image/avif": "AVIF", "image/webp": "WEBP"}
    for source in soup_of(client, site[2]).find_all("source"):
        for candidate in source["srcset"].split(", "):
            name, _space, width = candidate.partition(" ")
            rendition = PortalRendition.objects.get(file=name.removeprefix("/media/"))
            with rendition.file.open() as file, Image.open(file) as picture:
                assert picture.format == kinds[source["type"]]
                assert not width or picture.width == int(width.removesuffix("w"))


def test_a_draft_makes_nothing(publishing):
    with publishing():
        article().save_revision()
    assert not PortalRendition.objects.exists()


def test_what_is_not_made_yet_is_shown_as_it_is_stored(client):
    image = stored(size=(640, 480))
    post = make.post(cover=image)
    banner = pictures_of(soup_of(client, url_in(post, "sq")).find(class_="banner"))[0]
    assert banner["src"] == image.file.url
    assert (banner["width"], banner["height"]) == ("480", "270")
    assert not banner.get("srcset")
    assert not PortalRendition.objects.exists()


def test_the_command_makes_what_the_task_could_not(client):
    post = make.post(cover=stored())
    call_command("prepare_pictures", verbosity=0)
    made = PortalRendition.objects.count()
    assert pictures_of(soup_of(client, url_in(post, "sq")))[0].parent.name == "picture"
    call_command("prepare_pictures", verbosity=0)
    assert PortalRendition.objects.count() == made > 0


def test_a_picture_that_cannot_be_read_stops_neither_its_page_nor_the_others(client, publishing, caplog):
    caplog.set_level("WARNING")
    broken, lost = stored("E prishur"), stored("E humbur")
    with broken.file.storage.open(broken.file.name, "wb") as file:
        file.write(drawing()[:200])
    lost.file.storage.delete(lost.file.name)
    with publishing():
        author = Author.objects.create(name_sq="Ana", name_en="Ana", slug="ana", picture=lost)
        post = article(authors=[author])
        post.cover = broken
        post.save_revision().publish()
    assert f"picture {broken.pk} " in caplog.text
    soup = soup_of(client, url_in(post, "sq"))
    assert len(soup.find(class_="article").find_all("picture")) == 3
    assert not pictures_of(soup_of(client, url_in(author, "sq")).find(class_="profile"))


def test_wide_renditions_of_a_narrow_picture_are_not_made_twice(publishing):
    with publishing():
        article(title_sq="Një").save_revision().publish()
    image = PortalImage.objects.get(title="Në tekst")
    assert sorted(image.renditions.values_list("filter_spec", flat=True)) == [
        f"width-480|format-{kind}" for kind in ["avif", "jpeg", "webp"]
    ]


# Changes


def change(client, image, **values):
    """Save the image in the admin as its form does."""
    names = ["title", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"]
    form = {name: getattr(image, name) or "" for name in names} | {"collection": image.collection_id}
    response = client.post(reverse("wagtailimages:edit", args=[image.pk]), form | values)
    assert response.status_code == 302
    return PortalImage.objects.get(pk=image.pk)


def test_a_new_file_and_a_new_focal_point_are_what_pages_show_next(admin_client, client, publishing):
    with publishing():
        post = article()
        post.save_revision().publish()
    addresses = [picture_html(post.cover, "banner", eager=True)]
    focus = {"focal_point_x": 10, "focal_point_y": 10, "focal_point_width": 4, "focal_point_height": 4}
    for values in [focus, {"file": SimpleUploadedFile("tjeter.png", drawing(color="red", kind="PNG"))}]:
        Change.objects.all().delete()
        with publishing():
            image = change(admin_client, post.cover, **values)
        assert Change.objects.filter(tag=f"image:{image.pk}").count() > 1  # the picture, and each rendition of it
        addresses.append(picture_html(image, "banner", eager=True))
        assert "<picture>" in addresses[-1]
        assert addresses[-1] in client.get(url_in(post, "sq")).content.decode()
    assert len(set(addresses)) == 3


def test_a_deleted_rendition_is_not_shown_any_longer(publishing):
    with publishing():
        post = article()
        post.save_revision().publish()
    assert "<picture>" in picture_html(post.cover, "card")
    post.cover.renditions.filter(filter_spec__contains="avif").delete()
    image = PortalImage.objects.get(pk=post.cover_id)
    assert picture_html(image, "card").startswith("<img ")
    assert image.file.url in picture_html(image, "card")


# What a page says of them


def test_only_the_first_picture_of_a_page_is_in_a_hurry(client, site):
    for url in site[2:10]:
        images = pictures_of(soup_of(client, url).main)
        hurried = [image for image in images if image.get("fetchpriority") == "high"]
        assert hurried in ([], images[:1]), url
        assert all(image.get("loading") == "lazy" for image in images[1:]), url
    assert soup_of(client, site[2]).main.find("img")["fetchpriority"] == "high"


def test_words_for_the_blind_are_each_places_own():
    image = stored()
    call_command("prepare_pictures", verbosity=0)
    for alt in ["", 'Një "pamje" & <b>', "Tjetër"]:
        assert BeautifulSoup(picture_html(image, "card", alt), "html.parser").img["alt"] == alt


@pytest.mark.parametrize(
    ("values", "tone"),
    [
        ({"color": "#ff0000"}, "7-0-0"),
        ({"color": "#305070"}, "1-2-3"),
        ({"color": (0, 0, 0, 0), "mode": "RGBA", "kind": "PNG"}, None),
    ],
)
def test_the_mean_colour_stands_in_the_place_of_a_picture(values, tone):
    image = stored(**values)
    assert BeautifulSoup(picture_html(image, "card"), "html.parser").img.get("data-tone") == tone


def test_the_stylesheet_knows_every_tone():
    with open(finders.find("css/base.css")) as file:
        style = file.read()
    for level in range(8):
        for selector in [f'[data-tone^="{level}-"]', f'[data-tone*="-{level}-"]', f'[data-tone$="-{level}"]']:
            assert selector in style


@pytest.mark.parametrize("kind", ["AVIF", "WEBP", "GIF", "PNG"])
def test_machines_are_never_given_what_they_cannot_read(client, publishing, kind):
    with publishing():
        post = make.post(live=False, cover=stored(kind=kind, name=f"foto.{kind.lower()}"))
        post.save_revision().publish()
    soup = soup_of(client, url_in(post, "en"))
    assert soup.find("meta", property="og:image")["content"].endswith(".jpg")
    assert soup.find("meta", property="og:image:type")["content"] == "image/jpeg"
    with override("en"):
        feed = client.get(reverse("feed")).content.decode()
    assert ".jpg" in feed
    for told in [feed, soup.find("script", type="application/ld+json").text]:
        assert not [end for end in (".avif", ".webp", ".gif") if end in told]


def test_machines_are_told_nothing_rather_than_a_format_they_cannot_read():
    assert machine_picture(stored(kind="AVIF", name="foto.avif"), "preview") is None
    assert machine_picture(stored(), "preview")["url"].endswith(".jpg")


# What it costs


def test_many_cards_ask_for_their_pictures_once_and_then_not_again(client, publishing):
    def count():
        with CaptureQueriesContext(connection) as captured:
            client.get(url_in(make_index, "sq"))
        return [query["sql"] for query in captured if "pages_portalrendition" in query["sql"]]

    make_index = make.index()
    for number in range(6):
        make.post(f"Postimi {number}", f"Post {number}", cover=stored(f"Foto {number}"))
    call_command("prepare_pictures", verbosity=0)
    caches["renditions"].clear()
    assert len(count()) == 1
    assert count() == []


def test_pictures_of_a_text_are_asked_for_at_once(client, site):
    caches["renditions"].clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(site[2])
    asked = [query["sql"] for query in captured if "pages_portalrendition" in query["sql"]]
    assert len(asked) == 4  # of the site's logo, the cover, the text and the cards below it


def test_the_pictures_of_a_card_weigh_little_in_a_page(client, publishing):
    for number in range(6):
        make.post(f"Postimi {number}", f"Post {number}", cover=stored(f"Foto {number}"))
    url = url_in(make.index(), "sq")
    bare = len(gzip.compress(client.get(url).content))
    call_command("prepare_pictures", verbosity=0)
    assert len(gzip.compress(client.get(url).content)) - bare < 6 * 150
