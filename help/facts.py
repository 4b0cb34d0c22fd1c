"""The facts of a channel that its readers rely on, as values that can be kept, compared and told in words."""

from portal.pages.languages import codes, value_in
from portal.search.folding import fold

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS_OF = {"daily": DAYS, "weekdays": DAYS[:5], "weekend": DAYS[5:]}


def facts_of(channel, status):
    """What a channel says now: `{kind, address, countries, hours, state, reason, replacement}`, all plain JSON.

    Hours are `{zone, slots: [[days, opens, closes]], note: {language: words}}`, with `holidays: country` where it is
    closed on those; words replace the table, as they do on the page.
    """
    return {
        "kind": channel.kind,
        "address": channel.address,
        "countries": sorted(channel.countries),
        "hours": hours_of(channel),
        "state": status.state,
        "reason": in_languages(status, "reason"),
        "replacement": status.replacement_id,
    }


def hours_of(channel):
    note = in_languages(channel, "hours_note")
    slots = [] if note else sorted(slot.as_text for slot in channel.opening_slots.all() if slot.is_complete)
    zone = channel.timezone if slots else ""
    closed = {"holidays": channel.holidays_of} if channel.holidays_of and (slots or note) else {}
    return {"zone": zone, "slots": slots, "note": note} | closed


def in_languages(instance, field):
    """`{language: text}` of a translated field, without the languages that have none."""
    texts = {code: value_in(instance, field, code) for code in codes()}
    return {code: text for code, text in texts.items() if text}


def in_one_language(texts, language):
    """The text for a reader: in their language, else in the first that has it."""
    return next((texts[code] for code in [language, *codes()] if code in texts), "")


def what_changed(before, after):
    """The names of what differs between two `facts`: "address", "hours", "kind", "countries", or the new state."""
    changed = [name for name in ("kind", "address", "countries") if before[name] != after[name]]
    if not same_hours(before["hours"], after["hours"]):
        changed.append("hours")
    if before["state"] != after["state"]:
        changed.append(after["state"])
    return changed


def same_hours(before, after):
    """Whether two `hours` open and close at the same times, however their rows are laid out and their words spelt."""
    same_clocks = before["zone"] == after["zone"] and times(before) == times(after)
    return same_clocks and holidays(before) == holidays(after) and same_words(before, after)


def holidays(hours):
    """The country on whose public holidays it is closed, or ""."""
    return hours.get("holidays", "")


def times(hours):
    return {(day, *slot[1:]) for slot in hours["slots"] for day in DAYS_OF.get(slot[0], [slot[0]])}


def same_words(before, after):
    """A translation that arrives is no change; letters that only differ in marks, case and signs are none either."""
    both = [code for code in codes() if code in before["note"] and code in after["note"]]
    if both:
        return fold(before["note"][both[0]]) == fold(after["note"][both[0]])
    return bool(before["note"]) == bool(after["note"])
