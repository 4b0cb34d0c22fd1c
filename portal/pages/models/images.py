from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from portal.pages.languages import codes, localized_name
from portal.pages.originals import storable, tone_of


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

    # What its place is filled with until it is there (originals.tone_of); "" as long as nobody has looked.
    tone = models.CharField(max_length=5, blank=True, editable=False, default="")

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
            self.file.open("rb")
            self.file.file = storable(self.file) or self.file.file
            self.tone = tone_of(self.file)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self):
        return self.alt


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
