"""What guides and channels are checked for before they are published (docs/publishing-checks.md)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from help.kinds import BY_KEY
from portal.pages.findings import Finding, Place, label_of, lacks_alt
from portal.pages.languages import codes, localized_name, value_in
from portal.search.folding import fold

# What a title counts: "16 Pro" and "2026" count nothing. A new language adds a line to each table.
WAYS = {
    "sq": "mënyrë mënyra mënyrat mënyrave rrugë rrugët rrugëve kanal kanale kanalet kanaleve forma"
    " metodë metoda metodat metodave",
    "en": "way ways channel channels method methods",
}
# What may stand between a number and what it counts. Any other word may be what the number belongs to ("16 Pro",
# "24 hour support channels"), and a title that is wrongly refused is worse than a number that nobody checks.
QUALITIES = {
    "sq": "të",
    "en": "and best better common contact different direct easy effective fast free good great new official other"
    " practical proven quick real reliable simple smart support sure tested tried useful working",
}
NUMBERS = {
    "sq": "dy tri katër pesë gjashtë shtatë tetë nëntë dhjetë njëmbëdhjetë dymbëdhjetë",
    "en": "two three four five six seven eight nine ten eleven twelve",
}
# Signs may stand before a number ("TikTok: (8 ways)"), and none between it and what it counts ("iPhone 16: ways").
NUMBER, COUNTED = re.compile(r"\W*(\w+)"), re.compile(r"(\w+)\W*")


def number_in_title(title, code):
    """How many ways a title promises ("8 Mënyra Si të…", "Eight official ways to…"), or None."""
    ways, qualities = (fold(table.get(code, "")).split() for table in (WAYS, QUALITIES))
    words = (title or "").split()
    for place, word in enumerate(words):
        number = number_of(word, code)
        counted = next((one for one in words[place + 1 :] if fold(one) not in qualities), "")
        if number and (found := COUNTED.fullmatch(counted)) and fold(found[1]) in ways:
            return number
    return None


def number_of(word, code):
    """A word of a title as a number of at most three digits, or None."""
    found = NUMBER.fullmatch(word)
    text = fold(found[1]) if found else ""
    names = [None, None, *fold(NUMBERS.get(code, "")).split()]
    if text in names:
        return names.index(text)
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None


def wrong_numbers(guide, count):
    """`[(language, number)]` of the titles that promise another number of ways than `count`."""
    numbers = [(code, number_in_title(value_in(guide, "title", code), code)) for code in codes()]
    return [(code, number) for code, number in numbers if number not in {None, count}]


def number_words(number, count):
    message = ngettext(
        "The title says %(number)s, but there is %(count)s channel in use.",
        "The title says %(number)s, but there are %(count)s channels in use.",
        count,
    )
    return message % {"number": number, "count": count}


def guide_findings(guide):
    channels = guide.channels_going_along if guide.publishes_channels else []
    count = guide.channels_standing + len(channels)
    for code, number in wrong_numbers(guide, count):
        yield Finding(number_words(number, count), Place(localized_name("title", code)))
    for channel in channels:
        if fields := incomplete_fields(channel.get_latest_revision_as_object()):
            message = gettext("The channel “%(channel)s” is not complete: %(fields)s.")
            values = {"channel": channel.get_admin_display_title(), "fields": ", ".join(fields)}
            yield Finding(message % values, Place("publishes_channels"))


def incomplete_fields(channel):
    """What editors call the fields of a draft channel that keep it from being published."""
    try:
        channel.full_clean()
        names = []
    except ValidationError as error:
        names = [name for name in error.message_dict if name != "__all__"]
    places = [Place(name) for name in names] + [one.place for one in channel.publishing_findings() if one.is_error]
    return list(dict.fromkeys(label_of(channel, place) for place in places))


def channel_findings(channel, rows):
    if not channel.source_url:
        yield Finding(_("Needed before the page is published: the company’s own page."), Place("source_url"))
    if message := address_problem(channel):
        yield Finding(message, Place("address"))
    if rows("opening_slots") and not channel.timezone:
        yield Finding(_("Hours need a time zone."), Place("timezone"))
    for row, step in enumerate(rows("steps")):
        if lacks_alt(step, "picture", "picture_alt"):
            place = Place(localized_name("picture_alt", codes()[0]), "steps", row)
            yield Finding(_("Say what the picture shows."), place)


def address_problem(channel):
    if not channel.address or channel.kind not in BY_KEY:
        return ""
    try:
        channel.kind_info.address.clean(channel.address)
    except ValidationError as error:
        return error.messages[0]
    return ""
