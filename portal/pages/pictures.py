"""How pages show pictures: in which widths and formats, and from what is made before anybody asks.

`USES` is the one place that says so: templates name a use, the task makes its renditions, and no page ever makes one.
What is not made yet is shown from the stored original, which is small enough for that (portal.pages.originals).
"""

import logging
from dataclasses import dataclass
from threading import Lock

from django.core.cache import caches
from django.db.models import prefetch_related_objects
from django.forms.utils import flatatt
from django.utils.safestring import mark_safe
from PIL import Image
from wagtail.images.models import Filter, Picture

from portal.pages.originals import SEE_THROUGH, tone_of

logger = logging.getLogger(__name__)
# One rendition of a process is made at a time.
PREPARING = Lock()
# What Pillow, Willow and a full disk say; nothing of it may keep a page from being published.
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError)
MACHINES_READ = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class Use:
    """A place that shows pictures: `cuts` are Wagtail's filters, narrow ones first, `sizes` is HTML's attribute.

    The last of the `formats` is for browsers that know no better, and for machines. What stands at the head of every
    page is not `lazy`.
    """

    cuts: tuple
    sizes: str = ""
    classes: str = ""
    formats: tuple = ("avif", "webp", "jpeg")
    lazy: bool = True

    def specs(self, image):
        """The filters of every rendition, without a wider cut of a picture that is not as wide."""
        by_size = {}
        for cut in self.cuts:
            by_size.setdefault(size_of(image, cut), cut)
        return [spec(cut, kind) for kind in self.formats for cut in by_size.values()]


def spec(cut, kind):
    return f"{cut}|format-{kind}"


def size_of(image, cut):
    """The width and height that a filter gives this picture, in pixels."""
    return tuple(round(side) for side in Filter(cut).get_transform(image).size)


COVER = ("fill-480x270", "fill-960x540")
# Three cards beside each other, two, and one; between them stands no more than the layout has (static/css).
COLUMNS = "(min-width: 80rem) 23rem, (min-width: 62rem) 29vw, (min-width: 41rem) 44vw, "
SMALL = ("fill-128x128",)

USES = {
    # Covers
    "card": Use(COVER, f"{COLUMNS}90vw"),
    "related": Use(COVER, f"{COLUMNS}(min-width: 40rem) 90vw, 6.5rem"),
    "link": Use(COVER, "7.5rem"),
    "banner": Use(COVER, "(min-width: 60rem) 31rem, 90vw"),
    # In texts
    "picture": Use(("width-480", "width-960", "width-1472"), "(min-width: 52rem) 46rem, 90vw"),
    "gallery": Use(("fill-400x300", "fill-800x600"), "(min-width: 45rem) 15rem, (min-width: 30rem) 45vw, 90vw"),
    "step": Use(("width-400", "width-800"), "(min-width: 60rem) 40rem, 90vw"),
    # Of the shop
    "product_card": Use(("fill-320x240", "fill-640x480"), f"{COLUMNS}90vw", "product-card__picture"),
    "product": Use(("max-600x600", "max-1200x1200"), "(min-width: 60rem) 36rem, 90vw", "product__picture"),
    "cart_line": Use(SMALL, classes="cart-line__picture"),
    # Of companies, authors and the site
    "badge": Use(SMALL, lazy=False),
    "logo": Use(("height-60",), formats=("avif", "webp", "png"), lazy=False),
    # For machines alone: previews of shared links, and structured data beside what is shown
    "preview": Use(("fill-1200x630",), formats=("jpeg",)),
    "small_preview": Use(("fill-600x315",), formats=("jpeg",)),
    "cover_4_3": Use(("fill-960x720",), formats=("jpeg",)),
    "cover_1_1": Use(("fill-960x960",), formats=("jpeg",)),
    "publisher": Use(("max-600x600",), formats=("png",)),
}
# All that is made of the cover of a page.
COVER_USES = ("card", "banner", "preview", "small_preview", "cover_4_3", "cover_1_1")


# For readers


def picture_html(image, name, alt="", eager=False):
    """A `<picture>` for one of the USES, or "" when its file is lost. The first of a page is `eager`, no other."""
    key = cache_key(image, name, "eager" if eager else "")
    html = cache().get(key)
    if html is None:
        use = USES[name]
        attrs, renditions = attributes(image, use, eager), made(image, use.specs(image))
        html = Picture(renditions, attrs).__html__() if renditions else original_html(image, use, attrs)
        if renditions:
            cache().set(key, html)
    return mark_safe(html.replace(' alt=""', flatatt({"alt": alt}), 1))


def attributes(image, use, eager):
    pace = {"fetchpriority": "high"} if eager else {"loading": "lazy", "decoding": "async"} if use.lazy else {}
    tone = {} if image.tone in ("", SEE_THROUGH) else {"data-tone": image.tone}
    given = {"sizes": use.sizes, "class": use.classes, **tone, **pace}
    return {"alt": ""} | {name: value for name, value in given.items() if value}


def original_html(image, use, attrs):
    """The stored picture in the place of renditions that are not there yet."""
    if is_lost(image):
        return ""
    width, height = size_of(image, use.cuts[0])
    shown = {"src": image.file.url, "width": width, "height": height} | attrs | {"sizes": None}
    return f"<img{flatatt(shown)}>"


def made(image, specs):
    """The renditions of these filters, by filter, or {} as long as not all of them are there."""
    prefetch_related_objects(getattr(image, "shown_beside", [image]), "renditions")
    found = image.find_existing_renditions(*(Filter(one) for one in specs))
    return {one.spec: found[one] for one in map(Filter, specs)} if len(found) == len(specs) else {}


def show_together(images):
    """Let the renditions of pictures that stand on one page be asked for at once, when the first of them is."""
    images = [image for image in images if image and not hasattr(image, "shown_beside")]
    for image in images:
        image.shown_beside = images


# For machines


def machine_picture(image, name):
    """What previews, feeds and structured data can read of a picture, `{url, width, height}`, or None."""
    key = cache_key(image, name, "machine")
    facts = cache().get(key)
    if facts is None:
        widest = USES[name].specs(image)[-1]
        rendition = made(image, [widest]).get(widest)
        facts = rendition and {"url": rendition.url, "width": rendition.width, "height": rendition.height}
        if facts:
            cache().set(key, facts)
    return facts or original_facts(image)


def original_facts(image):
    if not image.file.name.lower().endswith(MACHINES_READ) or is_lost(image):
        return None
    return {"url": image.file.url, "width": image.width, "height": image.height}


def feed_html(image, name, alt=""):
    """An `<img>` that every reader of feeds knows, or ""."""
    facts = machine_picture(image, name)
    shown = facts and {"src": facts["url"], "width": facts["width"], "height": facts["height"], "alt": alt}
    return mark_safe(f"<img{flatatt(shown)}>") if shown else ""


def is_lost(image):
    return not image.file.storage.exists(image.file.name)


# The cache


def cache():
    return caches["renditions"]


def cache_key(image, name, word):
    """A new file and a new focal point are another picture."""
    focus = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    return "picture-" + "-".join(map(str, [image.pk, image.file_hash, *focus, name, word]))


def forget(image):
    """What was said of its renditions holds no longer."""
    cache().delete_many([cache_key(image, name, word) for name in USES for word in ("", "eager", "machine")])


# Before anybody asks


def prepare(shown):
    """Make the renditions of `[(image, name of its use)]` that are not there yet, one at a time; returns how many.

    A file that is lost or cannot be read is noted in the log and stops no other.
    """
    count = 0
    for image in {image.pk: image for image, _name in shown if image}.values():
        names = [name for other, name in shown if other and other.pk == image.pk]
        try:
            count += prepare_one(image, names)
        except UNREADABLE:
            logger.warning("The renditions of picture %s cannot be made.", image.pk, exc_info=True)
    return count


def prepare_one(image, names):
    if not image.tone:
        note_tone(image)
    specs = dict.fromkeys(one for name in names for one in USES[name].specs(image))
    there = {filter.spec for filter in image.find_existing_renditions(*map(Filter, specs))}
    missing = [one for one in specs if one not in there]
    for one in missing:
        with PREPARING:
            image.get_rendition(one)
    if missing:
        forget(image)
    return len(missing)


def note_tone(image):
    """Of a picture that was stored before tones were noted."""
    with image.open_file() as file:
        image.tone = tone_of(file)
    type(image).objects.filter(pk=image.pk).update(tone=image.tone)
    forget(image)
