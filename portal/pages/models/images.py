from io import BytesIO

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from wagtail.images.models import AbstractImage, AbstractRendition

from portal.pages.languages import codes, localized_name

# What re-encoding needs so that a picture without its metadata looks as it did before.
LOSSLESS_OPTIONS = {"JPEG": {"quality": "keep"}, "WEBP": {"quality": 92}, "PNG": {"optimize": False}}


class PortalImage(AbstractImage):
    """A picture with a description in each language. Its file never keeps where or by whom it was taken."""

    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )

    admin_form_fields = (
        "title",
        "file",
        *(localized_name("alt", code) for code in codes()),
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
    """Drop EXIF (GPS position, camera, owner) from an uploaded picture, turned upright first. Other files pass."""
    file.open("rb")
    picture = Image.open(file)
    if not (picture.getexif() or picture.info.get("xmp")) or getattr(picture, "n_frames", 1) > 1:
        file.seek(0)
        return
    clean, kind = ImageOps.exif_transpose(picture), picture.format
    options = dict(LOSSLESS_OPTIONS.get(kind, {}))
    if options.get("quality") == "keep" and clean is not picture and not getattr(clean, "quantization", None):
        options["quality"] = 92
    profile = picture.info.get("icc_profile")
    buffer = BytesIO()
    clean.info.pop("exif", None)
    clean.info.pop("xmp", None)
    clean.save(buffer, format=kind, **options, **({"icc_profile": profile} if profile else {}))
    file.file = ContentFile(buffer.getvalue(), name=file.name)
