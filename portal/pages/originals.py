"""What becomes of a picture that somebody uploads: looked at before it is read, then stored small and clean.

A file is a claim. Its header is believed only as far as refusing what would be too large; nothing is decoded before.
"""

from concurrent.futures import ThreadPoolExecutor
from io import SEEK_END, BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

READ = ["AVIF", "GIF", "JPEG", "PNG", "WEBP"]
LONGEST_SIDE = 2560  # pixels; four times the width of an article's text, for the sharpest screens
MOST_FRAMES = 1000
# A progressive JPEG repaints all of itself with each scan; cameras and editors write about ten.
MOST_SCANS = 100
MEGA = 1_000_000
# The decoders of these keep several copies of a picture, where JPEG and PNG need one (docs/pictures.md has figures).
COPYING = {"AVIF", "GIF", "WEBP"}
MOST_PIXELS_COPIED = 24 * MEGA

# What re-encoding needs so that a picture looks as it did before.
OPTIONS = {"JPEG": {"quality": 92}, "WEBP": {"quality": 92}, "AVIF": {"quality": 90, "speed": 9}}
HARMLESS = {"transparency", "duration", "loop", "background", "gamma", "dpi", "progressive", "progression"}
ENDS = {"GIF": b";", "JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
TELLING = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "iptc"}

# One thread of a process decodes, one picture at a time: what a worker needs does not grow with its threads, each of
# which would keep memory of its own for what it freed (docs/pictures.md).
DECODER = ThreadPoolExecutor(1, "pictures")
# Larger than what malloc keeps for itself, up to 32 MB for each thread: what a picture needed is given back at once
# (https://pillow.readthedocs.io/en/stable/reference/block_allocator.html, mallopt(3)).
Image.core.set_block_size(64 * 1024 * 1024)


def storable(file):
    """A file to store in place of this one, or None where it can stay as it came.

    It has no side longer than LONGEST_SIDE and says nothing beside itself (EXIF with GPS, XMP, IPTC, comments); it is
    upright. A phone's multi-picture file becomes its first picture; a small animation stays one. Raises
    ValidationError where there is no picture, or one that is damaged or too large.
    """
    try:
        data = DECODER.submit(rewritten, file).result()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise too_many_pixels(most_pixels()) from error
    except UnidentifiedImageError as error:
        words = _("This is no picture that can be read here: choose a JPEG, PNG, WebP, AVIF or GIF.")
        raise ValidationError(words) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(_("This picture is damaged: it cannot be read to its end.")) from error
    file.seek(0)
    return ContentFile(data, name=file.name) if data else None


def rewritten(file):
    """The bytes to store, or None where the file's own will do, which has been read to its end."""
    file.seek(0)
    picture = Image.open(file, formats=READ)
    refuse_too_large(picture)
    is_large = max(picture.size) > LONGEST_SIDE
    if is_large or has_tail(file, picture.format) or has_metadata(picture):
        return encoded(picture, is_large)
    picture.load()
    return None


def refuse_too_large(picture):
    """By what the header says; nothing has been decoded yet."""
    frames = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
    if frames > MOST_FRAMES:
        words = _("This animation has %(number)s frames; at most %(most)s can be stored.")
        raise ValidationError(words, params={"number": frames, "most": MOST_FRAMES})
    size = picture.width * picture.height
    if size > most_pixels(picture):
        raise too_many_pixels(most_pixels(picture), size)
    if size * frames > most_pixels():
        words = _("All frames of this animation have %(number)s megapixels; at most %(most)s can be stored.")
        raise too_many_pixels(most_pixels(), size * frames, words)
    if picture.format in {"JPEG", "MPO"} and scans(picture.fp) > MOST_SCANS:
        raise ValidationError(_("This JPEG is built of too many layers: store it anew with a picture editor."))


def most_pixels(picture=None):
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    return min(most, MOST_PIXELS_COPIED) if picture and picture.format in COPYING else most


def too_many_pixels(most, number=None, words=None):
    """The error; its words are made where it is shown. No `number` is known where not even the header can be read."""
    if number is None:
        words = _("This picture has too many pixels; at most %(most)s megapixels can be stored. Make it smaller.")
    words = words or _("This picture has %(number)s megapixels; at most %(most)s can be stored. Make it smaller.")
    return ValidationError(words, params={"number": -(-(number or 0) // MEGA), "most": most // MEGA})


def scans(file):
    """How often the marker "start of scan" stands in a JPEG; inside of a scan this pair of bytes cannot occur."""
    place = file.tell()
    file.seek(0)
    count = file.read().count(b"\xff\xda")
    file.seek(place)
    return count


def has_metadata(picture):
    return bool(
        picture.getexif() or picture.format == "MPO" or getattr(picture, "text", None) or TELLING & set(picture.info)
    )


def has_tail(file, kind):
    """Whether something follows the picture in its file: the film of a phone's "motion photo", or worse."""
    place, end = file.tell(), ENDS.get(kind, b"")
    file.seek(-len(end), SEEK_END)
    last = file.read()
    file.seek(place)
    return last != end


def encoded(picture, is_large):
    """The bytes of this picture anew, in its own format."""
    kind = "JPEG" if picture.format == "MPO" else picture.format
    moves = getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO" and not is_large
    options = {"exif": b"", **OPTIONS.get(kind, {})}
    if picture.info.get("icc_profile"):
        options["icc_profile"] = picture.info["icc_profile"]
    clean = picture if moves else still(picture, is_large)
    if moves:
        options["save_all"] = True
    elif clean is picture and clean.format == "JPEG":
        options["quality"] = "keep"  # needs the tables of the file itself, which a changed picture has lost
    clean.info = {key: value for key, value in clean.info.items() if key in HARMLESS}
    buffer = BytesIO()
    clean.save(buffer, format=kind, **options)
    return buffer.getvalue()


def still(picture, is_large):
    """One picture, upright, at most LONGEST_SIDE long; `picture` itself where nothing had to be changed."""
    if is_large:
        picture = thumbnail(picture)
    turned = ImageOps.exif_transpose(picture)
    return turned if turned.size != picture.size or picture.getexif().get(0x0112, 1) != 1 else picture


def thumbnail(picture):
    """Scaled while it is read, where the format can: a JPEG of 50 megapixels never lies in memory whole."""
    if picture.mode in {"1", "P"}:  # palettes have no colours in between
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=1)
    return picture


TONES = 8  # levels of each colour; static/css/base.css knows them
SEE_THROUGH = "none"


def tone_of(file):
    """The mean colour of a picture as "red-green-blue", each from 0 to 7; SEE_THROUGH for one with holes."""
    file.seek(0)
    small = DECODER.submit(miniature, file).result()
    file.seek(0)
    if small.getchannel("A").getextrema()[0] < 250:
        return SEE_THROUGH
    mean = small.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return "-".join(str(level * TONES // 256) for level in mean[:3])


def miniature(file):
    picture = Image.open(file, formats=READ)
    picture.draft("RGB", (64, 64))
    return picture.convert("RGBA").resize((16, 16), Image.Resampling.BOX, reducing_gap=2)
