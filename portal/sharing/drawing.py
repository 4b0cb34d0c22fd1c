"""Share cards, drawn: warm paper, dark ink, one accent, and the page's own colours beside it (docs/design.md).

Whatever is changed here that shows needs a new `DESIGN` in portal.sharing.cards.
"""

import math
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from portal.sharing.lettering import FONTS, balanced_lines, filled_lines

SIZE = WIDTH, HEIGHT = 1200, 630
SMOOTH = 4  # supersampling of shapes
MARGIN = 64
PANEL = 340  # the coloured part on the right
COLUMN = WIDTH - PANEL - 2 * MARGIN  # what is left for text
PAPER, INK, SOFT, LINE, ACCENT = "#fbf9f5", "#1b2130", "#5b6275", "#e3ddd2", "#c8321f"
# Ground and ink of each state, and its mark: the same words, shapes and colours as on the page.
STATES = {
    "verified": ("#e3f3ea", "#14724a"),
    "unverified": ("#f3efe8", "#5b6275"),
    "changed": ("#fbeed6", "#8a5200"),
    "retired": ("#f3efe8", "#5b6275"),
}
# The two ends and the angle of `.cover--hue-0` … `11` in static/css/components/cards.css.
HUES = [
    ("#c8321f", "#f0a05f", 135),
    ("#9c3a10", "#e8a33a", 160),
    ("#6d4a06", "#d1a02b", 115),
    ("#3e5a17", "#9dbb4b", 150),
    ("#0f5f3c", "#5fd39c", 135),
    ("#0b5a58", "#4cc2b4", 165),
    ("#0d4f78", "#58b7e0", 120),
    ("#20345f", "#5f7fc9", 135),
    ("#352d80", "#8d86ea", 155),
    ("#552178", "#b681dd", 120),
    ("#7d1b60", "#df7fb5", 145),
    ("#8d1d35", "#ee8590", 165),
]
TITLE_SIZES = range(96, 40, -4)
LABEL_SIZES = (42, 38, 34, 30)
TITLE_TRACKING = -0.028  # em, as headings have it
TITLE_LEADING = 1.09
TITLE_TOP = 124
LEDE_SIZE, LEDE_LEADING, LEDE_BOTTOM = 30, 42, 530
# The sign of static/icons/favicon.svg on its grid of 24 units: lines and a dot.
SIGN_LINES = [[(7.5, 5.5), (7.5, 18.5)], [(15.6, 7), (8, 13.2)], [(11, 11), (16, 18.5)]]
SIGN_DOT = (16.4, 6.4, 1.7)
SIGN_STROKE = 2.2


def draw_card(words, brand, hue, state, width=WIDTH):
    """The PNG bytes of a card of 1200 × 630 pixels, or smaller in the same ratio; the same for the same arguments.

    `words` has `above`, `title`, `lede`, `mark`, `mark_label` and `state`, each drawable and any but the title empty;
    `state` is a key of STATES or "".
    """
    card = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(card)
    draw_panel(card, words, hue)
    if words["above"]:
        write(draw, (MARGIN, 66), fitting(words["above"], font(600, 30), COLUMN), font(600, 30), SOFT)
    end = draw_title(draw, words["title"], bottom=424 if words["state"] else 500)
    if words["state"]:
        draw_state(card, words["state"], state)
    else:
        draw_lede(draw, words["lede"], top=end + 24)
    draw_brand(card, brand)
    if width != WIDTH:
        card = card.resize((width, width * HEIGHT // WIDTH), Image.Resampling.LANCZOS)
    data = BytesIO()
    card.save(data, "PNG", compress_level=9)
    return data.getvalue()


# Text


@lru_cache(maxsize=64)
def font(weight, size):
    return ImageFont.truetype(FONTS / f"figtree-{weight}.ttf", size)


def spaced_width(text, face, tracking=0.0):
    return face.getlength(text) + tracking * face.size * max(len(text) - 1, 0)


def write(draw, place, text, face, colour, tracking=0.0):
    """One line with its left end at `place`, on the line's ascender; letters keep their kerning when they move."""
    x, y = place
    if not tracking:
        draw.text((x, y), text, fill=colour, font=face)
        return
    for index, letter in enumerate(text):
        before = face.getlength(text[: index + 1]) - face.getlength(letter)
        draw.text((x + before + index * tracking * face.size, y), letter, fill=colour, font=face)


def fitting(text, face, width):
    """The text, or its beginning with an ellipsis where it is wider."""
    while len(text) > 1 and face.getlength(text) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text


def draw_title(draw, title, bottom):
    size, lines = set_title(title, bottom - TITLE_TOP)
    for place, line in enumerate(lines):
        top = TITLE_TOP + place * size * TITLE_LEADING
        write(draw, (MARGIN - size * 0.04, top), line, font(800, size), INK, TITLE_TRACKING)
    return TITLE_TOP + len(lines) * size * TITLE_LEADING


def draw_lede(draw, lede, top):
    """As much of the summary as there is room for below the title."""
    face = font(600, LEDE_SIZE)
    room = min(3, int((LEDE_BOTTOM - top) // LEDE_LEADING))
    lines = filled_lines(lede.split(), face.getlength, COLUMN)
    shown = lines[:room]
    if 0 < len(shown) < len(lines):
        shown[-1] += "…"
    for place, line in enumerate(shown):
        write(draw, (MARGIN, top + place * LEDE_LEADING), fitting(line, face, COLUMN), face, SOFT)


def set_title(title, height):
    """The largest size in which the title fits, unbroken if possible, with its lines."""
    for size in TITLE_SIZES:
        face = font(800, size)

        def width_of(text, face=face):
            return spaced_width(text, face, TITLE_TRACKING)

        lines = balanced_lines(title, width_of, COLUMN)
        is_whole = all(width_of(word) <= COLUMN for word in title.split())
        if (is_whole or size == TITLE_SIZES[-1]) and len(lines) * size * TITLE_LEADING <= height:
            break
    return size, lines


# Shapes


def smooth_mask(size, shape):
    """What `shape(draw, scale)` draws in white on a larger mask, brought down to `size` with soft edges."""
    mask = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH))
    shape(ImageDraw.Draw(mask), SMOOTH)
    return mask.reduce(SMOOTH)


def paste_shape(card, place, size, colour, shape):
    card.paste(colour, (round(place[0]), round(place[1])), smooth_mask(size, shape))


def rounded(size, radius):
    def shape(draw, scale):
        draw.rounded_rectangle([0, 0, size[0] * scale - 1, size[1] * scale - 1], radius * scale, fill=255)

    return shape


def draw_state(card, label, state):
    """A pill with the state's own mark: disc, ring, triangle or bar, so that it does not depend on its colour."""
    ground, ink = STATES[state]
    face = font(600, 30)
    label = fitting(label, face, COLUMN - 100)
    size = (round(face.getlength(label)) + 92, 60)
    paste_shape(card, (MARGIN, 458), size, ground, rounded(size, 30))
    paste_shape(card, (MARGIN + 26, 477), (22, 22), ink, STATE_MARKS[state])
    write(ImageDraw.Draw(card), (MARGIN + 62, 469), label, face, ink)


STATE_MARKS = {
    "verified": lambda draw, scale: draw.ellipse([0, 0, 22 * scale - 1, 22 * scale - 1], fill=255),
    "unverified": lambda draw, scale: draw.ellipse(
        [0, 0, 22 * scale - 1, 22 * scale - 1], outline=255, width=4 * scale
    ),
    "changed": lambda draw, scale: draw.polygon([(11 * scale, 0), (22 * scale, 21 * scale), (0, 21 * scale)], fill=255),
    "retired": lambda draw, scale: draw.rectangle([0, 9 * scale, 22 * scale, 14 * scale], fill=255),
}


def draw_brand(card, brand):
    side = 44
    paste_shape(card, (MARGIN, 548), (side, side), ACCENT, rounded((side, side), 11))
    paste_shape(card, (MARGIN, 548), (side, side), "white", sign(side))
    face = font(800, 34)
    write(ImageDraw.Draw(card), (MARGIN + side + 14, 549), fitting(brand, face, COLUMN - 80), face, INK, -0.02)


def sign(side):
    """Kanal's sign, as wide as the square that it stands in."""

    def shape(draw, scale):
        unit = side * scale / 24
        for line in SIGN_LINES:
            points = [(x * unit, y * unit) for x, y in line]
            draw.line(points, fill=255, width=round(SIGN_STROKE * unit))
            for x, y in points:
                dot(draw, x, y, SIGN_STROKE * unit / 2)
        x, y, radius = (number * unit for number in SIGN_DOT)
        dot(draw, x, y, radius)

    return shape


def dot(draw, x, y, radius):
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)


# The coloured panel


def draw_panel(card, words, hue):
    """The page's own colours with its number, or with the sign where it has none."""
    size = (PANEL, HEIGHT)
    panel = gradient(size, *HUES[hue])
    disc = smooth_mask(size, lambda draw, scale: dot(draw, 60 * scale, 40 * scale, 300 * scale))
    panel.paste("white", mask=disc.point(lambda value: value * 0.09))
    mark = Image.new("L", size)
    if words["mark"]:
        draw_mark(ImageDraw.Draw(mark), words["mark"], words["mark_label"])
    else:
        mark.paste(smooth_mask((270, 270), sign(270)), ((PANEL - 270) // 2, (HEIGHT - 270) // 2))
    panel.paste("white", mask=mark.point(lambda value: value * 0.95))
    card.paste(panel, (WIDTH - PANEL, 0))


def draw_mark(draw, mark, label):
    """A large number, and below it what it counts."""
    face = font(800, {1: 300, 2: 236}.get(len(mark), 150))
    left, top, right, bottom = face.getbbox(mark)
    height = bottom - top + (74 if label else 0)
    y = (HEIGHT - height) / 2
    draw.text(((PANEL - left - right) / 2, y - top), mark, fill=255, font=face)
    if label:
        face = label_face(label)
        label = fitting(label, face, PANEL - 40)
        draw.text(((PANEL - face.getlength(label)) / 2, y + bottom - top + 26), label, fill=255, font=face)


def label_face(label):
    faces = [font(600, size) for size in LABEL_SIZES]
    return next((face for face in faces if face.getlength(label) <= PANEL - 50), faces[-1])


def gradient(size, start, end, angle):
    """As CSS's linear-gradient: `angle` is that of the line from start to end, clockwise from upwards."""
    x, y = math.sin(math.radians(angle)), -math.cos(math.radians(angle))
    down = Image.linear_gradient("L").resize(size, Image.Resampling.BICUBIC)
    across = Image.linear_gradient("L").rotate(90).resize(size, Image.Resampling.BICUBIC)
    if x < 0:
        across = across.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    width, height = abs(x) * size[0], abs(y) * size[1]
    ramp = Image.blend(across, down, height / (width + height))
    return Image.composite(Image.new("RGB", size, end), Image.new("RGB", size, start), ramp)
