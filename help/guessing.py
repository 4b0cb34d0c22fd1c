"""What a text seems to say of a channel: its kind, its address, its hours. All of it is a guess that is reported."""

import re
from dataclasses import dataclass
from datetime import time

import phonenumbers
from django.core.exceptions import ValidationError

from help.addresses import EmailAddress, PhoneNumber, PostalAddress, WebAddress, WebOrEmailAddress, XHandle
from help.kinds import BY_KEY
from portal.search.folding import plain

# In this order, on small letters without marks; the first that fits a heading names the kind.
KINDS = [
    ("counter_notice", r"kunder-?njoftim|counter-?.?noti|pergjigj\w* (?:\w+ ){0,2}njoftim|answer (?:\w+ ){0,2}notice"),
    ("law_enforcement", r"zbatimit te ligjit|law enforcement|forcat? e rendit|polici|autoritet\w* (?:\w+ )?ligj"),
    ("copyright_form", r"drejt\w+ (?:te |e |se )?(?:autor)|copyright|pronesis\w+ intelektuale|intellectual property"),
    ("trademark_form", r"mark\w+ tregtare|trademark"),
    ("dsa", r"\bdsa\b|digital services act|sherbimet digjitale"),
    ("x_message", r"twitter|tweet|\bne x\b|\bon x\b|(?<![\w.-])x\.com"),
    ("chat", r"\bchat\b|bised"),
    ("email", r"\be-?mail"),
    ("phone", r"telefonoj?ni|telefonat|\btelefon(?:i|in|it)?\b|\bphone\b|\bcall\b"),
    ("postal", r"\bme poste\b|\bposte\b|letter|postal|\bby post\b"),
    ("web_form", r"formular|\bform\b|web form"),
    ("in_app", r"aplikacion|\bapp\b"),
]
KINDS = [(key, re.compile(pattern)) for key, pattern in KINDS]
# Sorts of address that the target of a link may be.
LINKED = {WebAddress, EmailAddress, WebOrEmailAddress}
AUDIENCES = {
    "law_enforcement": "law_enforcement",
    "copyright_form": "rights_holders",
    "trademark_form": "rights_holders",
    "counter_notice": "rights_holders",
}
URL = re.compile(r"https?://[^\s<>\"“”’)\]]+")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
NAME_ON_X = re.compile(r"(?<![\w@./])@(\w{1,15})\b(?![.@]\w)")
SIGNS_AFTER = ".,;:!?…"
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
SPAN = re.compile(rf"\b{CLOCK}\s*(?:deri ne(?: ora)?|deri|to|until|-|–|—)\s*{CLOCK}\b(?:\s*\(?([a-z]{{2,4}})\b)?")
EVERY_DAY = re.compile(r"7 dite ne jave|cdo dite|perdite|every day|daily|7 days a week|seven days a week")
WEEKDAYS = re.compile(r"ditet? e punes|dite pune|hene.{1,12}premte|monday.{1,6}friday|weekdays|5 dite ne jave")
ZONES = dict.fromkeys(["pst", "pdt", "pt"], "America/Los_Angeles")
ZONES |= dict.fromkeys(["est", "edt", "et"], "America/New_York") | dict.fromkeys(["cst", "cdt"], "America/Chicago")
ZONES |= dict.fromkeys(["cet", "cest"], "Europe/Tirane") | dict.fromkeys(["gmt", "bst"], "Europe/London")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class Hours:
    """Either `days` with `opens`, `closes` and `zone`, or just the sentence that tells of them."""

    sentence: str
    days: str = ""
    opens: time | None = None
    closes: time | None = None
    zone: str = ""

    @property
    def is_complete(self):
        return bool(self.days and self.zone)


def kinds_in(heading, text):
    """The keys of the kinds that a heading speaks of, or else the text below it, the likeliest first."""
    for words in (plain(heading), plain(text)):
        found = [key for key, pattern in KINDS if pattern.search(words)]
        if found:
            return found
    return []


def addresses_for(kind, text, links=()):
    """All addresses in a text, and in its `links`, that a channel of this kind may have: `["https://…"]`."""
    sort = BY_KEY[kind].address if kind in BY_KEY else WebAddress
    found = [*(links if sort in LINKED else []), *FINDERS[sort](text)]
    cleaned = [clean for address in found if (clean := cleaned_address(sort, address))]
    return list(dict.fromkeys(cleaned))


def cleaned_address(sort, address):
    try:
        return sort.clean(address)
    except ValidationError:
        return ""


def urls_in(text):
    return [found.rstrip(SIGNS_AFTER) for found in URL.findall(text)]


def emails_in(text):
    return [found.rstrip(SIGNS_AFTER) for found in EMAIL.findall(text)]


def numbers_in(text):
    matches = phonenumbers.PhoneNumberMatcher(text, None)
    return [phonenumbers.format_number(one.number, phonenumbers.PhoneNumberFormat.E164) for one in matches]


def names_in(text):
    return [f"@{name}" for name in NAME_ON_X.findall(text)]


FINDERS = {
    WebAddress: urls_in,
    EmailAddress: emails_in,
    XHandle: names_in,
    PhoneNumber: numbers_in,
    PostalAddress: lambda text: [],
    WebOrEmailAddress: lambda text: [*urls_in(text), *emails_in(text)],
}


def hours_in(text):
    """The first hours that a text tells, or None."""
    for sentence in SENTENCE_END.split(text):
        words = plain(sentence)
        span = SPAN.search(words)
        if span and (span[3] or span[6] or span[2] or re.search(r"\borar|\bora\b|hours|\bopen\b", words)):
            return hours_of(sentence, words, span)
    return None


def hours_of(sentence, words, span):
    opens, closes = clock(*span.group(1, 2, 3)), clock(*span.group(4, 5, 6))
    days = "daily" if EVERY_DAY.search(words) else "weekdays" if WEEKDAYS.search(words) else ""
    zone = ZONES.get(span[7] or "", "")
    if opens is None or closes is None:
        return Hours(sentence)
    return Hours(sentence, days, opens, closes, zone)


def clock(hour, minute, half):
    """`("5", None, "pm")` → 17:00; None for what is no time of day."""
    hour, minute = int(hour), int(minute or 0)
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None
