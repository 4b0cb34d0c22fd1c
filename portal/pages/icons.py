import re
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)

# Names of drawings in static/icons/sprite.svg that an editor may choose for a topic.
TOPIC_ICONS = [
    ("tag", _("Tag")),
    ("users", _("People")),
    ("shield-check", _("Shield")),
    ("smartphone", _("Phone")),
    ("shopping", _("Shopping bag")),
    ("key", _("Key")),
    ("play", _("Play")),
    ("bank", _("Bank")),
    ("lock", _("Padlock")),
    ("camera", _("Camera")),
    ("wifi", _("Wi-Fi")),
    ("gamepad", _("Game pad")),
    ("bell", _("Bell")),
    ("heart", _("Heart")),
]


@cache
def drawings():
    """`{name: the SVG elements within its 24 × 24 square}`, as static/icons/sprite.svg has them."""
    return dict(SYMBOL.findall((settings.BASE_DIR / "static/icons/sprite.svg").read_text()))
