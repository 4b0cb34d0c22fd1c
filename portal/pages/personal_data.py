"""What must not be stored of what readers write: ways to reach a person, numbers of accounts and documents, and links.

The rules are wide on purpose. A note that loses a harmless number still says what is wrong with a channel.
"""

import re
import unicodedata

from phonenumbers import Leniency, PhoneNumberMatcher

REMOVED = "[…]"
LONGEST_NOTE = 500  # characters
COUNTRIES = ["AL", "XK", "MK"]  # where numbers are written without a country's code
INVISIBLE = {"Cc", "Cf"}  # control and formatting characters, which would hide an address from the rules

AT = r"\s*(?:@|_at_|[\[({]\s*(?:at|et|a)\s*[\])}])\s*"
DOT = r"(?:\.|\s*[\[({]\s*(?:dot|pik[eë])\s*[\])}]\s*)"
SPELLED_DOT = rf"(?:{DOT}|\s+(?:dot|pik[eë])\s+)"
# At one of these it is an address however its dot was typed: "artan@gmail. com", "artan@gmail,com", "artan@gmail".
PROVIDER = r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|proton(?:mail)?|gmx|aol|mail)"
ENDING = r"(?:com|net|org|al|it|de|fr|gr|me|ch|co|eu|uk|info)"
ADDRESSES = [
    # Spelled out in words. A bare "at" alone is none: "it is now at tiktok.com" is what notes are for.
    re.compile(
        rf"[^\s@<>()\[\]]+(?:\s+(?:dot|pik[eë])\s+[\w-]+)*(?:{AT}|\s+(?:at|et)\s+)"
        rf"[\w-]+(?:{DOT}[\w-]+)*\s+(?:dot|pik[eë])\s+\w{{2,}}(?:{SPELLED_DOT}\w{{2,}})*",
        re.IGNORECASE,
    ),
    re.compile(rf"[^\s@<>()\[\]]+{AT}[\w-]+(?:{DOT}[\w-]+)+", re.IGNORECASE),
    re.compile(
        rf"[^\s@<>()\[\]]+(?:(?:{AT}|\s+(?:at|et)\s+){PROVIDER}\b(?:\s*[.,]\s*{ENDING}\b)?"
        rf"|\s+(?:n[eë]|te)\s+{PROVIDER}\s+(?:dot|pik[eë])\s+{ENDING}\b)",
        re.IGNORECASE,
    ),
    re.compile(rf"[^\s@<>()\[\]]+@[\w-]+(?:\s?\.\s?|,){ENDING}\b", re.IGNORECASE),
    re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE),
    re.compile(r"\bwww\.\S+", re.IGNORECASE),
    re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE),
]
NUMBERS = [
    # An IBAN: two letters, two digits, and groups that hold digits.
    re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?(?=[a-z]{0,3}\d)[a-z0-9]{2,4}){3,8}\b", re.IGNORECASE),
    # The personal number of Albania, and any nine digits or more: cards, accounts, documents, phones.
    re.compile(r"\b[a-z]\d{8}[a-z]\b", re.IGNORECASE),
    re.compile(r"\+?\(?\d(?:[ .,\-/()_*]{0,3}\d){8,}"),
]
# With the hour that may follow: nine digits or more, and nobody's.
DATE = r"(?:20\d\d-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-]20\d\d)"
DATES = re.compile(rf"{DATE}(?:[ ,]+{DATE})*(?:[ ,]+\d\d?)?")


def without_personal_data(note):
    """The note with everything personal that we know to recognise replaced by `[…]`, at most LONGEST_NOTE long."""
    note = plain(note)[:LONGEST_NOTE]
    for pattern in ADDRESSES:
        note = pattern.sub(REMOVED, note)
    note = without_phone_numbers(note)
    for pattern in NUMBERS:
        note = pattern.sub(unless_dates, note)
    return note.strip()


def unless_dates(match):
    return match[0] if DATES.fullmatch(match[0]) else REMOVED


def plain(text):
    """As one sees it: full-width letters and digits as usual ones, no invisible characters, lines kept."""
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n"))
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in INVISIBLE)


def without_phone_numbers(text):
    for country in COUNTRIES:
        found = PhoneNumberMatcher(text, country, leniency=Leniency.VALID)
        for match in sorted(found, key=lambda one: one.start, reverse=True):
            text = text[: match.start] + REMOVED + text[match.end :]
    return text
