"""Where a page can be shared, as plain links: no script of theirs, nothing loaded from them."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ShareLink:
    name: str | Promise
    icon: str
    href: str


TARGETS = [
    ("WhatsApp", "whatsapp", "https://wa.me/?text={title}%20{url}"),
    ("Facebook", "facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    ("X", "x", "https://x.com/intent/post?text={title}&url={url}"),
    ("Telegram", "telegram", "https://t.me/share/url?url={url}&text={title}"),
    ("Viber", "viber", "viber://forward?text={title}%20{url}"),
    (_("E-mail"), "mail", "mailto:?subject={title}&body={url}"),
]


def share_links(title, url):
    """A link for each service, with `title` and the absolute `url` quoted into it."""
    values = {"title": quote(title, safe=""), "url": quote(url, safe="")}
    return [ShareLink(name, icon, href.format(**values)) for name, icon, href in TARGETS]
