"""The handbook's files: the same tasks, links and pictures in every language."""

import re

import pytest
from django.conf import settings
from django.utils.translation import override
from PIL import Image

from portal.handbook.book import FOLDER, PICTURES, handbook, path_in

LARGEST = 60_000  # bytes
PICTURE = re.compile(r"!\[(.+?)\]\((.+?)\)")
CODES = [code for code, _name in settings.LANGUAGES]


def text(code):
    return path_in(code).read_text()


def shape(code):
    """Keys by part, as `[(part, [task])]`."""
    with override(code):
        return [(part.key, [task.key for task in part.tasks]) for part in handbook().parts]


def test_each_language_has_the_same_parts_and_tasks_in_order():
    assert len([key for _part, keys in shape("sq") for key in keys]) > 15
    assert shape("sq") == shape("en")


@pytest.mark.parametrize("code", CODES)
def test_every_heading_has_a_key_of_its_own(code):
    keys = re.findall(r'<a id="([a-z-]+)"></a>', text(code))
    assert len(keys) == len(set(keys)) == len(re.findall(r"^##+ ", text(code), re.MULTILINE))


@pytest.mark.parametrize("code", CODES)
def test_links_lead_to_tasks(code):
    with override(code):
        keys = {task.key for task in handbook().tasks}
    targets = re.findall(r"\]\(#(.+?)\)", text(code))
    assert targets
    assert set(targets) <= keys


@pytest.mark.parametrize("code", CODES)
def test_pictures_are_there_light_and_in_the_language(code):
    shown = [address for _alt, address in PICTURE.findall(text(code))]
    assert len(shown) > 10
    for address in shown:
        path = FOLDER / address
        assert path.parent == PICTURES / code
        assert path.stat().st_size <= LARGEST, address
        with Image.open(path) as picture:
            assert picture.format == "WEBP"
            assert picture.width >= 400, address


def test_the_same_pictures_in_both_languages_each_described():
    sq, en = ([(alt, address.split("/")[-1]) for alt, address in PICTURE.findall(text(code))] for code in ["sq", "en"])
    assert [name for _alt, name in sq] == [name for _alt, name in en]
    assert not {alt for alt, _name in sq} & {alt for alt, _name in en}


def test_no_picture_lies_there_unused():
    shown = {FOLDER / address for code in CODES for _alt, address in PICTURE.findall(text(code))}
    assert set(PICTURES.glob("*/*.webp")) == shown
