from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class WholePictureField(WagtailImageField):
    """Reads the picture to its end, so that a damaged one is refused here and not when it is first shown."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.help_text = format_lazy("{} {}", self.help_text, _("Place, camera and other hidden data are removed."))

    def to_python(self, data):
        try:
            file = super().to_python(data)
            if file is not None:
                file.seek(0)
                Image.open(file).load()
                file.seek(0)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(_("This picture is damaged: it cannot be read to its end.")) from error
        return file


class PortalImageForm(BaseImageForm):
    file = WholePictureField(label=_("File"))
