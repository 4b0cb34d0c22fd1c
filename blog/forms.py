from django.conf import settings

from portal.pages.forms import BasePageForm
from portal.pages.languages import localized_name

BODY = localized_name("body", settings.LANGUAGE_CODE)


class BlogPageForm(BasePageForm):
    """A new article begins with a paragraph to write in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk and BODY in self.fields:
            stream = self.instance._meta.get_field(BODY).stream_block
            self.initial[BODY] = stream.to_python([{"type": "paragraph", "value": ""}])
