from io import BytesIO

import pytest
from PIL import Image, ImageChops

from portal.demo.covers import GLYPHS, draw_cover
from portal.demo.loading import drawn_picture, read_folder
from portal.pages.models import PortalImage


def picture(title, mark, size=(320, 180)):
    return Image.open(BytesIO(draw_cover(title, mark, size))).convert("RGB")


def test_same_words_give_the_same_bytes():
    assert draw_cover("8 Mënyra", "8", (320, 180)) == draw_cover("8 Mënyra", "8", (320, 180))


def test_cover_has_the_size_asked_for():
    assert picture("8 Mënyra", "8", (640, 360)).size == (640, 360)


@pytest.mark.parametrize("mark", [*GLYPHS, "8", "16", "*#", "WA", "👽"])
def test_every_mark_draws_something_in_the_middle(mark):
    middle = (100, 30, 220, 150)
    change = ImageChops.difference(picture("Titull", mark), picture("Titull", " ")).crop(middle)
    assert change.getbbox()


@pytest.mark.django_db
def test_cover_of_the_demo_leaves_previews_to_the_card(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    assert PortalImage.objects.get(pk=drawn_picture("8 Mënyra", "8").pk).is_ornament


def test_no_two_covers_of_the_demo_share_their_colours():
    titles = [entry["title"]["sq"] for folder in ("guides", "posts") for entry in read_folder(folder)]
    middles = [picture(title, " ").resize((1, 1)).getpixel((0, 0)) for title in titles]
    assert len(titles) >= 12
    for number, one in enumerate(middles):
        for other in middles[number + 1 :]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 24
