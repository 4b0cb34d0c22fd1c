"""What happens to files that editors upload."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portal.pages.models import PortalImage

pytestmark = pytest.mark.django_db


def picture(size=(40, 20), kind="JPEG", gps=False, orientation=None):
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "A camera"
    if orientation:
        exif[0x0112] = orientation
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **({"exif": exif} if exif else {}))
    return buffer.getvalue()


def upload(client, content, name="foto.jpg", **values):
    form = {
        "title": "Foto",
        "file": SimpleUploadedFile(name, content),
        "alt_sq": "Një foto",
        "alt_en": "",
        "collection": "1",
    }
    return client.post(reverse("wagtailimages:add"), form | values)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_removed(admin_client, kind):
    assert upload(admin_client, picture(kind=kind, gps=True), f"foto.{kind.lower()}").status_code == 302
    stored = Image.open(PortalImage.objects.get().file.open())
    assert stored.format == kind
    assert not stored.getexif()
    assert "exif" not in stored.info


def test_picture_is_turned_upright_before_its_orientation_is_forgotten(admin_client):
    upload(admin_client, picture(size=(40, 20), gps=True, orientation=6))
    image = PortalImage.objects.get()
    assert (image.width, image.height) == (20, 40)
    assert Image.open(image.file.open()).size == (20, 40)


def test_picture_without_metadata_is_stored_as_it_came(admin_client):
    content = picture()
    upload(admin_client, content)
    assert PortalImage.objects.get().file.read() == content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"not a picture", "foto.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "foto.svg"),
        (picture()[:100], "foto.jpg"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_message(admin_client, content, name):
    response = upload(admin_client, content, name)
    assert response.context["form"].errors["file"]
    assert not PortalImage.objects.exists()


def test_too_many_bytes_are_refused(admin_client):
    response = upload(admin_client, picture() + bytes(26 * 1024 * 1024))
    assert "25" in str(response.context["form"].errors["file"])
    assert not PortalImage.objects.exists()


def test_too_many_pixels_are_refused(admin_client):
    response = upload(admin_client, picture(size=(10_000, 6_000), kind="PNG"), "foto.png")
    assert response.context["form"].errors["file"]
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize("name", ["<script>.jpg", "مرحبا.jpg", "👽.jpg", "a" * 240 + ".jpg", "../../etc.jpg"])
def test_odd_file_names_are_stored_harmlessly(admin_client, name):
    assert upload(admin_client, picture(), name).status_code == 302
    stored = PortalImage.objects.get().file.name
    assert stored.startswith("original_images/")
    assert not set("<>/") & set(stored.removeprefix("original_images/"))


def test_alternative_text_is_stored_for_each_language(admin_client):
    upload(admin_client, picture())
    image = PortalImage.objects.get()
    assert image.alt_sq == "Një foto"
    assert not image.alt_en


def test_editor_says_that_a_picture_is_only_an_ornament(admin_client):
    for values in [{}, {"is_ornament": "on"}]:
        assert upload(admin_client, picture(), **values).status_code == 302
    assert list(PortalImage.objects.order_by("pk").values_list("is_ornament", flat=True)) == [False, True]


def test_phones_multi_picture_file_becomes_one_clean_picture(admin_client):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    buffer = BytesIO()
    frames = [Image.new("RGB", (40, 20), color) for color in ["teal", "red"]]
    frames[0].save(buffer, "MPO", save_all=True, append_images=frames[1:], exif=exif)
    assert upload(admin_client, buffer.getvalue()).status_code == 302
    stored = Image.open(PortalImage.objects.get().file.open())
    assert stored.format == "JPEG"
    assert not stored.getexif()


def test_animation_keeps_moving_without_its_place(admin_client):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    buffer = BytesIO()
    frames = [Image.new("RGB", (40, 20), color) for color in ["teal", "red"]]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], exif=exif)
    assert upload(admin_client, buffer.getvalue(), "foto.webp").status_code == 302
    stored = Image.open(PortalImage.objects.get().file.open())
    assert stored.n_frames == 2
    assert not stored.getexif()


def test_words_hidden_in_a_png_are_removed(admin_client):
    from PIL.PngImagePlugin import PngInfo

    words, buffer = PngInfo(), BytesIO()
    words.add_text("Author", "Somebody")
    Image.new("RGB", (40, 20)).save(buffer, "PNG", pnginfo=words)
    upload(admin_client, buffer.getvalue(), "foto.png")
    assert b"Somebody" not in PortalImage.objects.get().file.read()
