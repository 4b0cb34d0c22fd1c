from io import BytesIO

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from wagtail.images.models import AbstractImage, AbstractRendition

from portal.pages.languages import codes, localized_name

# What re-encoding needs so that a picture without its metadata looks as it did before.
OPTIONS = {"JPEG": {"quality": "keep"}, "WEBP": {"quality": 92}}
HARMLESS = {"transparency", "duration", "loop", "background", "gamma", "dpi", "progressive", "progression"}
TELLING = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "iptc"}


class PortalImage(AbstractImage):
    """A picture with a description in each language. Its file never keeps where or by whom it was taken."""

    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    is_ornament = models.BooleanField(
        _("only an ornament"),
        default=False,
        help_text=_("Says nothing about a page: previews of a shared link show the drawn card instead."),
    )

    admin_form_fields = (
        "title",
        "file",
        *(localized_name("alt", code) for code in codes()),
        "is_ornament",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            remove_metadata(self.file)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self):
        return self.alt


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


def remove_metadata(file):
    """Drop what a picture says beside itself (EXIF with GPS, XMP, IPTC, comments), turned upright first.

    A phone's multi-picture file becomes its first picture; an animation stays one. Other files pass as they are.
    """
    file.open("rb")
    picture = Image.open(file)
    if not has_metadata(picture):
        file.seek(0)
        return
    moves = getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO"
    kind = "JPEG" if picture.format == "MPO" else picture.format
    profile = picture.info.get("icc_profile")
    clean = picture if moves else ImageOps.exif_transpose(picture)
    options = dict(OPTIONS.get(kind, {})) | ({"save_all": True} if moves else {})
    if kind == "JPEG" and clean.format not in {"JPEG", "MPO"}:
        options["quality"] = 92  # "keep" needs the tables of the file itself, which a turned picture has lost
    clean.info = {key: value for key, value in clean.info.items() if key in HARMLESS}
    buffer = BytesIO()
    clean.save(buffer, format=kind, exif=b"", **options, **({"icc_profile": profile} if profile else {}))
    file.file = ContentFile(buffer.getvalue(), name=file.name)


def has_metadata(picture):
    return bool(
        picture.getexif() or picture.format == "MPO" or getattr(picture, "text", None) or TELLING & set(picture.info)
    )
