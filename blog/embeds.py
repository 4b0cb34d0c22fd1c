"""The players that an article may embed. Nothing of theirs is loaded before the reader asks for it."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Provider:
    """`{id}` in the two addresses is what an editor types; `id_pattern` is what it may look like.

    The host of `player` stands in settings.EMBED_HOSTS too (the policy's frame-src); a test compares them.
    """

    key: str
    label: str
    page: str
    player: str
    id_pattern: str

    def clean_id(self, value):
        """Return the id, taken out of a pasted address where one was pasted, or raise ValidationError."""
        match = re.search(rf"(?:^|[/=])({self.id_pattern})(?:$|[?&#/])", value.strip())
        if not match:
            raise ValidationError(
                _("This is not the address or id of a %(provider)s video."), params={"provider": self.label}
            )
        return match[1]


PROVIDERS = [
    Provider(
        "youtube",
        "YouTube",
        "https://www.youtube.com/watch?v={id}",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
        r"[A-Za-z0-9_-]{11}",
    ),
    Provider("vimeo", "Vimeo", "https://vimeo.com/{id}", "https://player.vimeo.com/video/{id}?autoplay=1", r"\d{6,12}"),
]
BY_KEY = {provider.key: provider for provider in PROVIDERS}
