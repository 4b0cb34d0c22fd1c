"""What happens to files that editors upload."""

import struct
import zlib
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


def refusal(client, content, name):
    """What the editor is told of the file."""
    response = upload(client, content, name)
    assert not PortalImage.objects.exists()
    return str(response.context["form"].errors["file"])


def png_that_says(width, height, rows=b""):
    """A PNG whose header gives any size, whatever follows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def jpeg_that_says(width, height):
    content = bytearray(picture())
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def moving(frames, kind="GIF", size=(8, 8)):
    buffer = BytesIO()
    some = [Image.new("L", size, n * 97 % 256) for n in range(frames)]
    some[0].save(buffer, kind, save_all=True, append_images=some[1:], duration=20)
    return buffer.getvalue()


def gif_of_many_frames():
    """A frame that the header announces once, repeated by hand: 3 MB that decode to nothing worth seeing."""
    buffer = BytesIO()
    Image.new("P", (1, 1)).save(buffer, "GIF")
    whole = buffer.getvalue()
    frame = whole[whole.index(b",") : -1]
    return whole[:-1] + frame * 200_000 + b";"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (picture(size=(10_000, 6_000), kind="PNG"), "foto.png", ["60", "50"]),
        (png_that_says(100_000, 100_000), "foto.png", ["50"]),
        (png_that_says(9_000, 6_000, bytes(100)), "foto.png", ["54", "50"]),
        (jpeg_that_says(60_000, 60_000), "foto.jpg", ["50"]),
        (picture(size=(6_000, 5_000), kind="WEBP"), "foto.webp", ["30", "24"]),
    ],
)
def test_too_many_pixels_are_refused_by_what_the_header_says(admin_client, content, name, words):
    told = refusal(admin_client, content, name)
    assert all(word in told for word in words)


@pytest.mark.parametrize(
    ("content", "name"),
    [(moving(1200), "foto.gif"), (moving(1200, "WEBP"), "foto.webp"), (gif_of_many_frames(), "foto.gif")],
)
def test_animations_of_thousands_of_frames_are_refused(admin_client, content, name):
    assert "1000" in refusal(admin_client, content, name)


def test_frames_count_together(admin_client):
    assert "50" in refusal(admin_client, moving(60, size=(1000, 1000)), "foto.gif")


def test_a_header_that_promises_less_than_follows_costs_nothing(admin_client):
    """The data unpack to 300 MB; what is read is what the header promised."""
    bomb = png_that_says(8, 8, bytes(300_000_000))
    upload(admin_client, bomb, "foto.png")
    assert [(image.width, image.height) for image in PortalImage.objects.all()] == [(8, 8)]


def test_a_jpeg_of_endless_scans_is_refused(admin_client):
    content = picture()
    place = content.index(b"\xff\xda")
    assert refusal(admin_client, content[:place] + content[place:-2] * 200 + content[-2:], "foto.jpg")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "foto.jpg"), ("PNG", "foto.png"), ("WEBP", "foto.webp")])
def test_a_picture_that_ends_too_early_is_refused(admin_client, kind, name):
    content = picture(size=(400, 300), kind=kind)
    assert refusal(admin_client, content[: len(content) // 2], name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "foto.png"),
        (b"<!doctype html><script>alert(1)</script>", "foto.jpg"),
        (picture(), "foto.svg"),
        (picture(), "foto.html"),
        (picture(kind="TIFF"), "foto.jpg"),
        (b"", "foto.jpg"),
    ],
)
def test_other_files_in_disguise_are_refused(admin_client, content, name):
    assert refusal(admin_client, content, name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_what_follows_a_picture_in_its_file_is_cut_off(admin_client, kind):
    film = b"ftypmp42 a film with sound"
    assert upload(admin_client, picture(kind=kind) + film, f"foto.{kind.lower()}").status_code == 302
    assert film not in PortalImage.objects.get().file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_large_picture_is_stored_no_larger_than_screens_need(admin_client, kind):
    content = picture(size=(4000, 1000), kind=kind, orientation=None if kind == "GIF" else 6)
    assert upload(admin_client, content, f"foto.{kind.lower()}").status_code == 302
    image = PortalImage.objects.get()
    assert (image.width, image.height) == ((2560, 640) if kind == "GIF" else (640, 2560))
    assert Image.open(image.file.open()).format == kind


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGBA", "CMYK"])
def test_large_pictures_of_every_mode_are_stored(admin_client, mode):
    buffer = BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (2700, 100)).save(buffer, kind)
    assert upload(admin_client, buffer.getvalue(), f"foto.{kind.lower()}").status_code == 302
    assert PortalImage.objects.get().width == 2560


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
