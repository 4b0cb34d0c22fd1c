"""Covers for the demo, drawn by code: a gradient of two related hues and one large mark. No stock photos."""

import hashlib
import math
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[2] / "static" / "fonts" / "figtree-kanal.woff2"
SMOOTH = 4  # supersampling of marks
GRID = 24  # glyphs are drawn on a square of 24 units, y downwards
STROKE = 1.3
# Of all salts one that gives the demo's own titles different colours; any other title takes what comes.
SPREAD = b"235346"

# Dark and light end of each gradient.
HUES = [
    ("#c8321f", "#f3a561"),
    ("#20345f", "#5f7fc9"),
    ("#0f5f3c", "#5fd39c"),
    ("#552178", "#b681dd"),
    ("#8a5200", "#eab654"),
    ("#0d4f78", "#58b7e0"),
    ("#8d1d35", "#ee8590"),
    ("#0b5a58", "#4cc2b4"),
    ("#352d80", "#8d86ea"),
    ("#3e5a17", "#a9c456"),
    ("#7d1b60", "#df7fb5"),
    ("#2b303b", "#7d8798"),
    ("#7a3415", "#dd9468"),
    ("#133a3f", "#6aa6a0"),
    ("#6b2230", "#e8a374"),
    ("#14406b", "#66cbb4"),
]
ANGLES = [20, 35, 50, 145, 160]  # degrees, clockwise from rightwards
# Centre and radius, in parts of the height, of the quiet disc behind the mark.
DISCS = [(0.16, 0.1, 0.62), (1.62, 0.98, 0.66), (1.5, 0.02, 0.5), (0.3, 1.08, 0.7)]

# Each glyph is a list of strokes and fills: (shape, numbers…); "both" draws the shape and its mirror image.
GLYPHS = {
    "smartphone": [("box", 6.9, 1.2, 17.1, 22.8, 2.3), ("dot", 9.9, 4.4, 1.15), ("dot", 9.9, 7.7, 1.15)],
    "whatsapp-bubble": [("bubble", 12.4, 11.4, 9, 3.6, 21)],
    "shopping": [
        ("loop", 4.9, 7.8, 19.1, 7.8, 20.6, 21.6, 3.4, 21.6),
        ("arc", 12, 6.6, 4, 180, 360),
        ("both", "line", 8, 6.6, 8, 11.2),
    ],
    "bank": [
        ("loop", 2.6, 8.6, 12, 2.4, 21.4, 8.6),
        ("both", "line", 6.4, 12, 6.4, 17.6),
        ("line", 12, 12, 12, 17.6),
        ("line", 2.6, 21.2, 21.4, 21.2),
    ],
    "key": [
        ("arc", 7.7, 16.3, 5, 0, 360),
        ("line", 11.3, 12.7, 21.2, 2.8),
        ("line", 16.2, 7.8, 19.2, 10.8),
        ("line", 19.3, 4.7, 21.6, 7),
    ],
    "lock": [
        ("box", 4, 10.4, 20, 22, 2.5),
        ("arc", 12, 6.9, 4.7, 180, 360),
        ("both", "line", 7.3, 6.9, 7.3, 10.4),
        ("dot", 12, 15.1, 1.35),
        ("line", 12, 15.1, 12, 18),
    ],
    "camera": [
        ("box", 1.8, 6.3, 22.2, 20.8, 2.7),
        ("line", 7.6, 6.3, 9.2, 3.4, 14.8, 3.4, 16.4, 6.3),
        ("arc", 12, 13.4, 4.2, 0, 360),
        ("dot", 18.4, 10, 0.95),
    ],
    "play": [("arc", 12, 12, 10.2, 0, 360), ("fill", 9.9, 7.9, 16.5, 12, 9.9, 16.1)],
    "wifi": [
        ("arc", 12, 19.4, 15, 225, 315),
        ("arc", 12, 19.4, 10.2, 225, 315),
        ("arc", 12, 19.4, 5.4, 225, 315),
        ("dot", 12, 19.4, 1.6),
    ],
    "gamepad": [
        ("box", 1, 5.9, 23, 18.9, 6),
        ("line", 4.9, 12.4, 9.5, 12.4),
        ("line", 7.2, 10.1, 7.2, 14.7),
        ("dot", 15.2, 14.2, 1.25),
        ("dot", 18.3, 10.8, 1.25),
    ],
    "bell": [
        ("both", "curve", 12, 2.4, 8, 2.4, 5.8, 5.4, 5.8, 9.2),
        ("both", "curve", 5.8, 9.2, 5.8, 13.8, 3.6, 15.2, 3, 17.8),
        ("line", 3, 17.8, 21, 17.8),
        ("arc", 12, 18.8, 2.9, 35, 145),
    ],
    "heart": [
        ("both", "curve", 12, 21.4, 4.6, 16, 1.6, 12.4, 1.6, 8.6),
        ("both", "curve", 1.6, 8.6, 1.6, 5.2, 4.2, 3, 7, 3),
        ("both", "curve", 7, 3, 9.2, 3, 11, 4.2, 12, 6.4),
    ],
    "shield-check": [
        ("both", "line", 12, 1.8, 3.4, 5, 3.4, 11.4),
        ("both", "curve", 3.4, 11.4, 3.4, 16.8, 7, 20.2, 12, 22.4),
        ("line", 8, 12, 10.9, 14.9, 16.2, 9.4),
    ],
    "mail": [("box", 1.8, 4.2, 22.2, 20, 2.5), ("line", 2.6, 6.2, 12, 13.4, 21.4, 6.2)],
    "book": [
        ("both", "curve", 12, 6.2, 9.6, 4.2, 6, 3.6, 1.8, 3.8),
        ("both", "line", 1.8, 3.8, 1.8, 18.8),
        ("both", "curve", 1.8, 18.8, 6, 18.6, 9.6, 19.2, 12, 21.2),
        ("line", 12, 6.2, 12, 21.2),
    ],
}


def draw_cover(title, mark, size=(1600, 900)):
    """The PNG bytes of a cover, the same for the same arguments.

    `title` chooses the colours; `mark` is a glyph's name or one or two characters.
    """
    seed = int.from_bytes(hashlib.blake2b(title.encode(), digest_size=4, salt=SPREAD).digest())
    dark, light = HUES[seed % len(HUES)]
    angle = ANGLES[seed // 16 % len(ANGLES)]
    disc = DISCS[seed // 80 % len(DISCS)]
    cover = gradient(size, dark, light, angle)
    cover.paste("white", mask=disc_mask(size, disc).point(lambda value: value * 0.08))
    cover.paste("white", mask=mark_mask(size, mark).point(lambda value: value * 0.94))
    data = BytesIO()
    cover.save(data, "PNG", optimize=True)
    return data.getvalue()


def gradient(size, dark, light, angle):
    """Two ramps, across and down, mixed by the angle."""
    turn = math.radians(angle)
    down = Image.linear_gradient("L").resize(size, Image.Resampling.BICUBIC)
    across = Image.linear_gradient("L").rotate(90).resize(size, Image.Resampling.BICUBIC)
    if math.cos(turn) < 0:
        across = across.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    share = abs(math.sin(turn)) / (abs(math.sin(turn)) + abs(math.cos(turn)))
    ramp = Image.blend(across, down, share)
    return Image.composite(Image.new("RGB", size, light), Image.new("RGB", size, dark), ramp)


def disc_mask(size, disc):
    x, y, radius = (part * size[1] for part in disc)
    mask = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH))
    box = [(x - radius) * SMOOTH, (y - radius) * SMOOTH, (x + radius) * SMOOTH, (y + radius) * SMOOTH]
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask.reduce(SMOOTH)


def mark_mask(size, mark):
    mask = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH))
    if mark in GLYPHS:
        pen = Pen(mask, unit=mask.height * 0.62 / GRID)
        for shape, *numbers in GLYPHS[mark]:
            getattr(pen, shape)(*numbers)
    else:
        draw_text(mask, mark[:2])
    return mask.reduce(SMOOTH)


def draw_text(mask, text):
    font = ImageFont.truetype(FONT, mask.height * (0.68 if len(text) == 1 else 0.56))
    font.set_variation_by_axes([800])
    left, top, right, bottom = font.getbbox(text)
    x, y = (mask.width - left - right) / 2, (mask.height - top - bottom) / 2
    ImageDraw.Draw(mask).text((x, y), text, fill=255, font=font)


class Pen:
    """Draws on the 24-unit grid, centred on the mask, with thick strokes, round at ends and joints."""

    def __init__(self, mask, unit):
        self.draw = ImageDraw.Draw(mask)
        self.unit = unit
        self.left = (mask.width - GRID * unit) / 2
        self.top = (mask.height - GRID * unit) / 2
        self.mirrored = False

    def both(self, shape, *numbers):
        for self.mirrored in (True, False):
            getattr(self, shape)(*numbers)

    def dot(self, x, y, radius):
        x, y = self.at(x, y)
        radius *= self.unit
        self.draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)

    def line(self, *numbers):
        self.stroke(pairs(numbers))

    def loop(self, *numbers):
        self.stroke(pairs([*numbers, *numbers[:2]]))

    def fill(self, *numbers):
        self.draw.polygon([self.at(*point) for point in pairs(numbers)], fill=255)
        self.loop(*numbers)

    def arc(self, x, y, radius, start, end):
        self.stroke(arc_points(x, y, radius, start, end))

    def box(self, left, top, right, bottom, radius):
        corners = [
            arc_points(right - radius, top + radius, radius, 270, 360),
            arc_points(right - radius, bottom - radius, radius, 0, 90),
            arc_points(left + radius, bottom - radius, radius, 90, 180),
            arc_points(left + radius, top + radius, radius, 180, 270),
        ]
        points = [point for corner in corners for point in corner]
        self.stroke([*points, points[0]])

    def bubble(self, x, y, radius, tip_x, tip_y):
        """A speech bubble: a circle that opens at the lower left into a tip."""
        circle = arc_points(x, y, radius, 158, 473)
        self.stroke([*circle, (tip_x, tip_y), circle[0]])

    def curve(self, *numbers):
        """A cubic Bézier curve through its first and last point."""
        a, b, c, d = pairs(numbers)
        self.stroke([bezier(a, b, c, d, step / 40) for step in range(41)])

    def stroke(self, points):
        """Stamp a round dot so densely that the edge is smooth; Pillow's own wide lines fray in curves."""
        for start, end in pairwise(points):
            steps = max(1, round(math.dist(start, end) / 0.05))
            for step in range(steps + 1):
                x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
                self.dot(x, y, STROKE / 2)

    def at(self, x, y):
        x = GRID - x if self.mirrored else x
        return self.left + x * self.unit, self.top + y * self.unit


def pairs(numbers):
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def arc_points(x, y, radius, start, end):
    angles = [math.radians(start + (end - start) * step / 90) for step in range(91)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def bezier(a, b, c, d, t):
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
