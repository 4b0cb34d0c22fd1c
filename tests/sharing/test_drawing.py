"""What is drawn on a share card, looked at: each part shows, in the place that is its own."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from portal.sharing.drawing import draw_card

CARD = {
    "above": "Udhëzues · TikTok",
    "title": "Mënyra të reja",
    "lede": "",
    "mark": "8",
    "mark_label": "mënyra",
    "state": "6 nga 8 të verifikuara",
    "brand": "Kanal",
    "hue": 3,
    "state_key": "verified",
}
WITHOUT_STATE = {"state": "", "state_key": "", "lede": "Rrugët zyrtare."}
COLUMN, PANEL = (60, 796), (860, 1200)
# Left and right, top and bottom of the part that shows it.
BOXES = {
    "above": (*COLUMN, 60, 110),
    "title": (*COLUMN, 120, 424),
    "lede": (*COLUMN, 250, 530),
    "state": (*COLUMN, 458, 518),
    "brand": (*COLUMN, 540, 600),
    "mark": (*PANEL, 150, 440),
    "mark_label": (*PANEL, 380, 500),
}


def drawn(**changes):
    words = CARD | changes
    brand, hue, state = (words.pop(name) for name in ("brand", "hue", "state_key"))
    return Image.open(BytesIO(draw_card(words, brand, hue, state))).convert("RGB")


def changed_box(one, other):
    """Left, right, top and bottom of what differs, or None."""
    box = ImageChops.difference(one, other).getbbox()
    return box and (box[0], box[2], box[1], box[3])


def is_inside(box, outer):
    return box[0] >= outer[0] and box[1] <= outer[1] and box[2] >= outer[2] and box[3] <= outer[3]


@pytest.mark.parametrize("name", list(BOXES))
def test_each_part_shows_its_own_words_in_its_own_place(name):
    around = WITHOUT_STATE if name == "lede" else {}
    box = changed_box(drawn(**around), drawn(**around | {name: "3" if name == "mark" else "Tjetër"}))
    assert box, f"{name} is not drawn"
    assert is_inside(box, BOXES[name]), (name, box)


@pytest.mark.parametrize("name", ["above", "state", "lede", "mark_label"])
def test_part_without_words_leaves_its_place_empty(name):
    around = WITHOUT_STATE if name == "lede" else {}
    empty = drawn(**around | {name: ""})
    assert changed_box(drawn(**around), empty)
    left, right, top, bottom = BOXES[name]
    if left == COLUMN[0]:
        assert len(empty.crop((left, top, right, bottom)).getcolors()) == 1


def test_number_gives_way_to_the_sign_in_the_panel():
    number, sign = drawn(), drawn(mark="", mark_label="")
    assert is_inside(changed_box(number, sign), (*PANEL, 150, 500))
    plain = drawn(mark=" ", mark_label="")
    assert changed_box(sign, plain)
    assert changed_box(number, plain)


def test_each_state_has_a_mark_of_its_own():
    pills = [drawn(state_key=key).crop((60, 458, 120, 518)) for key in ("verified", "unverified", "changed", "retired")]
    assert all(changed_box(one, other) for place, one in enumerate(pills) for other in pills[:place])


def test_panel_has_the_pages_own_colours_and_the_brand_its_sign():
    card = drawn()
    assert is_inside(changed_box(card, drawn(hue=7)), (*PANEL, 0, 630))
    sign = {colour for _count, colour in card.crop((64, 548, 108, 592)).getcolors(2000)}
    assert {(0xC8, 0x32, 0x1F), (255, 255, 255)} <= sign
