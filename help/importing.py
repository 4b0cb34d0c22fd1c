"""A numbered text as a guide: each section is a contact channel, its lists are steps, cases or things to have ready."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from help.guessing import AUDIENCES, addresses_for, hours_in, kinds_in
from help.hours import DAY_CHOICES
from help.kinds import BY_KEY
from help.models import ChecklistItem, GuidePage, HelpIndexPage, HowToPage, OpeningSlot, Step
from help.models.channel import PROSE
from portal.importing.article import LONGEST_TITLE
from portal.importing.blocks import Block, addresses_in, text_of
from portal.importing.prose import inline, prose, words
from portal.importing.reading import RefusedError
from portal.importing.registry import Importer
from portal.importing.report import terms
from portal.pages.languages import codes, localized_name, value_in
from portal.search.folding import plain

INSTRUCTION = ["bold", "italic", "link"]
MOST_CHANNELS = 60
LONGEST_CASE, LONGEST_ITEM, LONGEST_NOTE = 80, 250, 200
CASE = re.compile(r"^((?:<[^>]*>)*)([^:<>]{1,80}?)((?:</[^>]*>)*):((?:</[^>]*>)*)\s+(?=\S)")
HAVE_READY = re.compile(r"k[ie]ni gati|pergatitni|ju duhen|nevojiten|do t.ju duh|have ready|you (?:will )?need")
COUNT_IN_TITLE = re.compile(r"^\s*(\d{1,3})\b")


@dataclass
class Told:
    """What one language says of a channel. A step is `(case, instruction)`, inline HTML."""

    section: object
    before: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    items: list = field(default_factory=list)
    after: list = field(default_factory=list)


class GuideImporter(Importer):
    kind, label = "guide", gettext_lazy("Guide")
    model, parent_model = GuidePage, HelpIndexPage
    preview_template = "help/admin/import_preview.html"

    def takes(self, article):
        return bool(article.main.sections)

    def parts(self, page):
        return list(HowToPage.objects.child_of(page).order_by("path"))

    def fill(self, page, parts, article, report):
        number = max(len(version.sections) for version in article.versions.values())
        if not number:
            raise RefusedError(_("No heading is numbered, so there are no channels. Choose “article” instead."))
        if number > MOST_CHANNELS:
            message = _("The text has %(number)s numbered headings; a guide has %(most)s channels at most.")
            raise RefusedError(message % {"number": number, "most": MOST_CHANNELS})
        self.fill_guide(page, article, report)
        self.tell_counts(article, report)
        parts = [*parts[:number], *(HowToPage(live=False) for _missing in range(number - len(parts)))]
        for place, channel in enumerate(parts):
            sections = {
                code: version.sections[place]
                for code, version in article.versions.items()
                if place < len(version.sections)
            }
            ChannelWriter(channel, place + 1, report).write(sections, article.fact("source"))
        return parts

    def fill_guide(self, page, article, report):
        for code in codes():
            version = article.versions.get(code)
            html = prose(version.introduction, PROSE, report) if version else ""
            setattr(page, localized_name("introduction", code), html)

    def tell_counts(self, article, report):
        for version in article.versions.values():
            numbers = [section.number for section in version.sections]
            for place, number in enumerate(numbers, start=1):
                if number not in {0, place}:
                    message = gettext_noop("Heading %(place)s carries number %(number)s; it became channel %(place)s")
                    report.unsure(message, place=place, number=number)
            said = COUNT_IN_TITLE.match(version.title)
            if said and int(said[1]) != len(numbers):
                message = gettext_noop("The title says %(said)s, but there are %(found)s numbered headings")
                report.unsure(message, said=said[1], found=len(numbers))
        counts = {code: len(version.sections) for code, version in article.versions.items()}
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{code}: {count}" for code, count in counts.items())
            message = gettext_noop(
                "The languages have different numbers of channels (%(counts)s), matched by their order"
            )
            report.unsure(message, counts=told)


class ChannelWriter:
    """Writes what each language's section says into one channel; what no language knows stays empty."""

    def __init__(self, channel, place, report):
        self.channel, self.place, self.report = channel, place, report

    def write(self, sections, source):
        told = {code: self.told(section) for code, section in sections.items()}
        for code in codes():
            self.write_texts(code, told.get(code))
        first = localized_name("title", codes()[0])
        if not getattr(self.channel, first):
            setattr(self.channel, first, next(filter(None, (value_in(self.channel, "title", one) for one in codes()))))
            self.unsure(gettext_noop("Channel %(place)s has no text in the site’s first language"))
        self.write_rows(told)
        self.write_facts(sections, source)

    def unsure(self, message, **values):
        self.report.unsure(message, place=self.place, **values)

    # Texts

    def told(self, section):
        told, lists = Told(section), 0
        for block in section.blocks:
            if block.kind != "list":
                (told.after if lists else told.before).append(block)
                continue
            lists += 1
            self.sort_list(block, told)
        last = section.blocks[-1] if section.blocks else None
        if last and last.kind == "paragraph" and text_of(last.html).endswith(":"):
            self.unsure(gettext_noop("Channel %(place)s ends with a colon: something may be missing below it"))
        if lists > 1:
            self.unsure(gettext_noop("Channel %(place)s had several lists; they follow each other"))
        return told

    def sort_list(self, block, told):
        """A list is cases if every entry is a name, a colon and an instruction; else what to have ready, or steps."""
        entries = [item.html for item in block.items]
        lead = plain(text_of(told.before[-1].html)) if told.before else ""
        if any(item.depth for item in block.items):
            self.unsure(gettext_noop("Channel %(place)s had a list within a list; all entries became one list"))
        if all(CASE.match(html) for html in entries):
            told.steps += [split_case(html) for html in entries]
            self.unsure(gettext_noop("Channel %(place)s: a list was taken for %(number)s cases"), number=len(entries))
        elif HAVE_READY.search(lead) and all(len(text_of(html)) <= LONGEST_ITEM for html in entries):
            told.items += entries
            message = gettext_noop("Channel %(place)s: a list was taken for what to have ready (%(number)s)")
            self.unsure(message, number=len(entries))
        else:
            told.steps += [("", html) for html in entries]
            if not block.is_ordered:
                message = gettext_noop("Channel %(place)s: a list without numbers was taken for %(number)s steps")
                self.unsure(message, number=len(entries))

    def write_texts(self, code, told):
        heading = words(told.section.heading, self.report).rstrip() if told else ""
        before = list(told.before) if told else []
        if len(heading) > LONGEST_TITLE:
            before.insert(0, Block("paragraph", told.section.heading))
            self.unsure(gettext_noop("Channel %(place)s: the heading is too long for a title and was cut"))
        self.set("title", code, heading[:LONGEST_TITLE])
        self.set("introduction", code, prose(before, PROSE, self.report))
        self.set("notes", code, prose(told.after, PROSE, self.report) if told else "")

    def set(self, name, code, value):
        setattr(self.channel, localized_name(name, code), value)

    # Steps, cases and what to have ready

    def write_rows(self, told):
        steps = {code: one.steps for code, one in told.items()}
        items = {code: one.items for code, one in told.items()}
        for rows in (steps, items):
            counts = {code: len(some) for code, some in rows.items()}
            if len(set(counts.values())) > 1:
                message = gettext_noop("Channel %(place)s: the languages have lists of different lengths (%(counts)s)")
                self.unsure(message, counts=", ".join(f"{code}: {count}" for code, count in counts.items()))
        self.channel.steps = [self.step(row) for row in side_by_side(steps)]
        self.channel.checklist_items = [self.item(row) for row in side_by_side(items)]

    def step(self, row):
        step = Step()
        for code, (case, instruction) in row.items():
            setattr(step, localized_name("case", code), case)
            setattr(step, localized_name("instruction", code), inline(instruction, INSTRUCTION))
        return step

    def item(self, row):
        item = ChecklistItem()
        for code, html in row.items():
            setattr(item, localized_name("text", code), words(html, self.report))
        return item

    # Facts

    def write_facts(self, sections, source):
        texts = {code: [text_of(section.heading), body_text(section)] for code, section in sections.items()}
        self.channel.kind = self.kind_in(texts)
        self.channel.audience = AUDIENCES.get(self.channel.kind, HowToPage.Audience.EVERYONE)
        self.channel.address = self.address_in(sections, texts)
        self.channel.source_url = source
        self.write_hours(sections)
        if not source:
            self.report.unsure(
                gettext_noop("No official source is known; each channel needs one before it is published")
            )

    def kind_in(self, texts):
        for heading, body in texts.values():
            found = kinds_in(heading, body)
            if found:
                kind = gettext_noop("Channel %(place)s was taken for “%(kind)s”")
                others = gettext_noop("Channel %(place)s was taken for “%(kind)s”; it could also be %(others)s")
                names = terms(*(BY_KEY[key].label for key in found))
                self.unsure(others if found[1:] else kind, kind=names[:1], others=names[1:])
                return found[0]
        self.unsure(gettext_noop("Channel %(place)s: nothing says what kind of channel it is"))
        return ""

    def address_in(self, sections, texts):
        kind, found = self.channel.kind, []
        for code, section in sections.items():
            links = [address for block in section.blocks for address in links_of(block)]
            found += addresses_for(kind, " ".join(texts[code]), links)
        found = list(dict.fromkeys(found))
        if not found:
            self.unsure(gettext_noop("Channel %(place)s: no address was found"))
            return ""
        if found[1:]:
            message = gettext_noop("Channel %(place)s: of several addresses the first was taken, not %(others)s")
            self.unsure(message, others=", ".join(found[1:]))
        return found[0]

    def write_hours(self, sections):
        told = {code: found for code, section in sections.items() if (found := hours_of_section(section))}
        self.channel.opening_slots, self.channel.timezone = [], ""
        for code in codes():
            self.set("hours_note", code, "")
        complete = next((hours for hours in told.values() if hours.is_complete), None)
        if complete:
            self.write_slot(complete)
            return
        for code, hours in told.items():
            self.set("hours_note", code, hours.sentence if len(hours.sentence) <= LONGEST_NOTE else "")
            message = gettext_noop("Channel %(place)s: hours without days or time zone stay words: “%(text)s”")
            self.unsure(message, text=hours.sentence)

    def write_slot(self, hours):
        self.channel.timezone = hours.zone
        self.channel.opening_slots = [OpeningSlot(days=hours.days, opens=hours.opens, closes=hours.closes)]
        message = gettext_noop("Channel %(place)s: the hours were read as %(days)s %(opens)s–%(closes)s, %(zone)s")
        times = {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
        self.unsure(message, days=terms(dict(DAY_CHOICES)[hours.days]), zone=hours.zone, **times)


def split_case(html):
    """`"<b>Video</b>: Mbaje"` → `("Video", "Mbaje")`"""
    found = CASE.match(html)
    return text_of(found[2]), html[found.end() :]


def side_by_side(rows):
    """`{"sq": [a, b], "en": [c]}` → `[{"sq": a, "en": c}, {"sq": b}]`"""
    longest = max(map(len, rows.values()), default=0)
    return [{code: some[place] for code, some in rows.items() if place < len(some)} for place in range(longest)]


def body_text(section):
    return " ".join(block.text for block in section.blocks)


def hours_of_section(section):
    texts = [text_of(section.heading), *(block.text for block in section.blocks)]
    return next(filter(None, map(hours_in, texts)), None)


def links_of(block):
    return [address for html in (block.html, *(item.html for item in block.items)) for address in addresses_in(html)]
