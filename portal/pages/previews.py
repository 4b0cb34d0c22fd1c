"""What a page says of itself where a shared link is previewed as a drawn card."""

from dataclasses import dataclass

COVER_HUES = 12
LARGEST_MARK = 999


@dataclass(frozen=True)
class CardFacts:
    """All that a share card tells, in one language. When any of it changes, the page has another card.

    `above` stands over the title ("Guide · TikTok"), `lede` below it where there is no state. `mark` is a number of up
    to three digits or empty, `mark_label` what it counts ("ways"), `state` the key of a channel's state or empty, and
    `state_label` its words ("Verified on 9 September 2024"). `hue` is that of the page's cover, 0 to 11. `company`
    stands in for a title without a letter that can be drawn.
    """

    title: str
    hue: int
    above: str = ""
    lede: str = ""
    company: str = ""
    mark: str = ""
    mark_label: str = ""
    state: str = ""
    state_label: str = ""


def subject_facts(subject, text, count, counted):
    """What the card of a topic, company or author says: its name, `text` about it, and `count` of what is `counted`."""
    mark = {"mark": str(count), "mark_label": counted} if 0 < count <= LARGEST_MARK else {}
    return CardFacts(subject.name, subject.pk % COVER_HUES, above=str(subject.list_title), lede=text or "", **mark)
