"""The share card of a page: a drawn preview for each language, at an address that is made from what it shows.

No row says that a card exists. Its address follows from the page, so no page ever names an old card, whatever has
changed outside of the page editor (docs/decisions/0007); its file is made when the page is published, or when it is
first asked for.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from portal.pages.languages import Languages, codes
from portal.pages.models import BasePage, SiteSettings
from portal.pages.previews import CardFacts
from portal.sharing.drawing import HEIGHT, WIDTH, draw_card
from portal.sharing.files import FOLDER, keep, kept
from portal.sharing.keys import find, key_of, page_of
from portal.sharing.lettering import drawable, has_words, shortened

DESIGN = 1  # raised when cards are drawn differently: every page then has a new one
LONGEST_TITLE = 90  # characters
SMALL = 600  # pixels; for those who ask oEmbed for less than WIDTH
DIGEST_LENGTH = 16
LAST_RESORT = "Kanal"


@dataclass(frozen=True)
class Card:
    """The card of what is shared under this `key`, in the language `code`, on a site that is called `brand`."""

    key: str
    code: str
    brand: str
    facts: CardFacts

    @property
    def digest(self):
        """Sixteen hexadecimal digits that differ as soon as the card would look different."""
        words = json.dumps([DESIGN, self.code, self.brand, asdict(self.facts)], ensure_ascii=False)
        return hashlib.blake2b(words.encode(), digest_size=DIGEST_LENGTH // 2).hexdigest()

    def path(self, width=WIDTH):
        return reverse("share_card", args=[self.key, self.code, self.digest, suffix(width)])

    def picture(self, root_url, width=WIDTH):
        """`{url, width, height, alt, type}` for previews."""
        size = {"width": width, "height": width * HEIGHT // WIDTH}
        return {"url": root_url + self.path(width), **size, "alt": self.alt, "type": "image/png"}

    @property
    def alt(self):
        """The words on the card."""
        facts = self.facts
        number = f"{facts.mark} {facts.mark_label}" if facts.mark_label else ""
        return " · ".join(part for part in (facts.title, number, facts.state_label, self.brand) if part)

    def draw(self, width=WIDTH):
        facts = without_what_cannot_be_drawn(self.facts, self.brand)
        words = {name: getattr(facts, name) for name in ("above", "title", "lede", "mark", "mark_label")}
        brand = drawable(self.brand) or LAST_RESORT
        return draw_card(words | {"state": facts.state_label}, brand, facts.hue, facts.state, width)

    def make(self, width=WIDTH):
        """The bytes, from the file or drawn and stored now."""
        name = file_name(self.key, self.code, self.digest, width)
        data = kept(name)
        if data is None:
            data = self.draw(width)
            keep(name, data)
        return data


def card_of(shown, code, brand=None):
    """The card of what the public sees, in the language that it is shown in to readers of `code`, or None.

    A page is a specific one; `brand` spares the query for its site's name.
    """
    key = key_of(shown)
    if not key or not Languages(shown).is_public:
        return None
    language = Languages(shown, code).content
    with override(language):
        return Card(key, language, brand or brand_of(shown), shown.card_facts)


def brand_of(shown):
    """The name of the page's site; what is no page is on the default one."""
    page = page_of(shown)
    site = page.get_site() if isinstance(page, BasePage) else Site.objects.filter(is_default_site=True).first()
    return SiteSettings.for_site(site).name if site else LAST_RESORT


def without_what_cannot_be_drawn(facts, brand):
    """The same facts in letters that the font has. A title of which nothing is left becomes the company's or site's."""
    values = {name: drawable(text) for name, text in asdict(facts).items() if name not in ("hue", "state")}
    titles = [values["title"], values["company"], drawable(brand)]
    title = next(filter(has_words, titles), LAST_RESORT)
    return replace(facts, **values | {"title": shortened(title, LONGEST_TITLE)})


def suffix(width):
    return "" if width == WIDTH else f"-{width}"


def file_name(key, code, digest, width=WIDTH):
    return f"{FOLDER}/{key}/{code}-{digest}{suffix(width)}.png"


# Cleaning


def remove_old(before):
    """Remove files that were stored before this moment and that no public page shows now. Returns their number."""
    removed = 0
    for key in folders():
        present = present_digests(key)
        for name in default_storage.listdir(f"{FOLDER}/{key}")[1]:
            path = f"{FOLDER}/{key}/{name}"
            if not present & set(name.split(".")[0].split("-")) and default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
                removed += 1
    return removed


def folders():
    try:
        return default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:  # nothing has ever been drawn
        return []


def present_digests(key):
    shown = find(key)
    cards = [card_of(shown, code) for code in codes()] if shown else []
    return {card.digest for card in cards if card and card.key == key}
