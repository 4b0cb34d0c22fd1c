from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.pages.originals import storable


class SafePictureField(WagtailImageField):
    """Looks at a picture before Wagtail decodes it, and hands on what is to be stored instead of what was sent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.help_text = format_lazy("{} {}", self.help_text, _("Place, camera and other hidden data are removed."))

    def to_python(self, data):
        if data in self.empty_values:
            return super().to_python(data)
        self.check_image_file_size(data)
        stored = storable(data)
        return super().to_python(SimpleUploadedFile(data.name, stored.read(), data.content_type) if stored else data)


class PortalImageForm(BaseImageForm):
    file = SafePictureField(label=_("File"))

    @transaction.atomic
    def save(self, commit=True):
        """Wagtail deletes the renditions of a replaced file once it is saved; only then are new ones made."""
        return super().save(commit=commit)
