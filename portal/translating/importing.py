"""A translator's file, checked against a page's present draft, and stored as a new one.

A file is refused whole, with a reason, or it is taken: nothing is stored by halves. It never publishes, and writes
nothing but translations in its own language.
"""

import re
from dataclasses import dataclass, field

import polib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.pages.excerpts import excerpt, plain_text
from portal.pages.models import BasePage
from portal.translating.exchange import DIGITS, Exchange, mark
from portal.translating.segments import shown
from portal.translating.targets import other_languages

LARGEST = 2 * 1000 * 1000  # bytes; Django takes 2.5 MiB of form data
EXCERPT = 200  # characters
ACTION = "kanal.translation.import"
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Refusal(Exception):
    """Why a file is not taken: a sentence, and the texts that it is about."""

    def __init__(self, reason, details=()):
        super().__init__(reason)
        self.reason, self.details = reason, list(details)


@dataclass
class Change:
    """One text that the file changes. `present` was written by somebody since the file was made if `collides`."""

    segment: object
    text: str
    removed: list
    collides: bool

    @property
    def name(self):
        return self.segment.name

    @property
    def words(self):
        return in_words(self.text, self.segment.features)

    @property
    def present_words(self):
        return in_words(self.segment.target, self.segment.features)


@dataclass
class Report:
    """What a file would do.

    `changes` are stored. What is `missing` (empty or fuzzy in the file) stays as it is, and so does a stream that is
    not complete (`skipped`: label, translated texts, all texts). `lost` are texts without a counterpart.
    """

    exchange: Exchange
    total: int = 0
    translated: int = 0
    changes: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    lost: list = field(default_factory=list)

    @property
    def pages(self):
        """The pages that get a new draft."""
        return [part.page for part in self.parts]

    @property
    def parts(self):
        changed = {change.segment.path for change in self.changes}
        return [part for part in self.exchange.parts if changed & {segment.path for segment in part.segments}]

    @property
    def collisions(self):
        return [change for change in self.changes if change.collides]

    @property
    def cleaned(self):
        return [change for change in self.changes if change.removed]

    @property
    def replaces_text(self):
        """Whether somebody's text would go that the translator has not seen, or that has no counterpart."""
        return bool(self.collisions or self.lost)

    @property
    def state(self):
        """The same as long as the page's original and translation are: what an editor has agreed to."""
        return mark(self.exchange.digest + self.exchange.translation_marks)


def decoded(data):
    """The text of an uploaded file, which has to be UTF-8 and small."""
    if len(data) > LARGEST:
        raise Refusal(_("The file is too large: two megabytes at most."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(_("The file is not in UTF-8. Save it again as a PO file in UTF-8.")) from None
    if UNWANTED.search(text):
        raise Refusal(_("The file holds characters that no text has. It is damaged, or no PO file."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parsed(text):
    """The entries of a PO file. polib opens what names a file, so the text is kept from ever naming one."""
    try:
        file = polib.pofile(f"#\n{text}", encoding="utf-8")
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
        raise Refusal(_("This is no PO file, or a damaged one.")) from None
    if not file.metadata.get("X-Kanal-Page"):
        raise Refusal(_("This PO file was not made here: its header does not name a page."))
    return file


class Import:
    """One file for one page. `check()` gives a Report or raises Refusal; `store()` checks again and stores."""

    def __init__(self, page, text, user):
        self.page, self.text, self.user = page, text, user

    def check(self):
        file = parsed(self.text)
        exchange = self.exchange_for(file.metadata)
        entries = [entry for entry in file if not entry.obsolete]
        if file.metadata.get("X-Kanal-Source") != exchange.digest:
            raise Refusal(
                _(
                    "The file was made from an older original. Download a new one; your PO editor can take over what is translated already."
                ),
                changed_originals(entries, exchange),
            )
        report = self.report(exchange, matched(entries, exchange), file.metadata.get("X-Kanal-Present", ""))
        self.refuse_locked(report)
        return report

    @transaction.atomic
    def store(self, agreed):
        """Store a draft of each page that changes. `agreed` is the `state` of the report that the editor has seen.

        Returns the report. Raises Refusal when somebody has changed a text in the meantime.
        """
        list(BasePage.objects.select_for_update().filter(path__startswith=self.page.path).values_list("pk"))
        report = self.check()
        if agreed != report.state:
            raise Refusal(
                _("The page was changed while you looked at this report. Look at the new one and confirm again.")
            )
        texts = {change.segment.path: change.text for change in report.changes}
        for part in report.parts:
            self.store_draft(part, texts)
        return report

    def store_draft(self, part, texts):
        for unit in part.units:
            if any(segment.path in texts for segment in unit.segments):
                unit.store(texts)
        page = part.page
        revision = page.save_revision(user=self.user, clean=False)
        changed = [segment.path for segment in part.segments if segment.path in texts]
        data = {"language": part.code, "texts": len(changed), "of": len(part.segments)}
        log(instance=page, action=ACTION, user=self.user, revision=revision, content_changed=True, data=data)

    def exchange_for(self, metadata):
        code = metadata.get("X-Kanal-Language", "")
        said = re.split(r"[-_@.]", metadata.get("Language", "") or code)[0].lower()
        if metadata["X-Kanal-Page"] != str(self.page.pk):
            raise Refusal(_("The file is the translation of another page."))
        if code not in dict(other_languages()) or said != code.split("-")[0]:
            raise Refusal(_("The file is in a language that this page is not translated into."))
        return Exchange(self.page, code, metadata.get("X-Kanal-Below") == "yes", self.user)

    def refuse_locked(self, report):
        for page in report.pages:
            lock = page.get_lock()
            if lock and lock.for_user(self.user):
                message = _("“%(page)s” is locked, in moderation or scheduled, so it cannot be changed now.")
                raise Refusal(message % {"page": page.get_admin_display_title()})

    def report(self, exchange, entries, marks):
        report = Report(exchange, total=len(exchange.segments))
        problems = []
        known = marks_by_path(exchange, marks)
        for path, segment in exchange.segments.items():
            text = usable_text(entries.get(path), segment)
            report.translated += bool(text)
            if not text:
                report.missing.append(segment)
            if not text or text == segment.target or mark(text) == known.get(path):
                continue
            try:
                cleaned, removed = segment.clean(text)
            except ValidationError as error:
                problems.append(f"{segment.name} – {' '.join(error.messages)}")
            else:
                collides = bool(segment.target) and mark(segment.target) != known.get(path)
                report.changes.append(Change(segment, cleaned, removed, collides))
        if problems:
            raise Refusal(_("Some translations do not fit their fields, so nothing was stored."), problems)
        leave_incomplete_alone(report)
        return report


def usable_text(entry, segment):
    """What a translator has finished; an entry that is empty or fuzzy leaves the page's text as it is."""
    if entry is None or entry.fuzzy or not entry.msgstr.strip():
        return ""
    return shown(entry.msgstr, segment.features)


def marks_by_path(exchange, marks):
    """What each translation was when the file was made; nothing is known of them if a program dropped the header."""
    some = [marks[start : start + DIGITS] for start in range(0, len(marks), DIGITS)]
    return dict(zip(exchange.segments, some, strict=True)) if len(some) == len(exchange.segments) else {}


def leave_incomplete_alone(report):
    """A stream is built whole: as long as one of its texts is missing, it stays what it is."""
    changed = {change.segment.path for change in report.changes}
    for part in report.exchange.parts:
        for unit in part.units:
            touched = [segment for segment in unit.segments if segment.path in changed]
            missing = [segment for segment in unit.segments if not segment.target and segment.path not in changed]
            if touched and missing:
                paths = {segment.path for segment in touched}
                report.changes = [change for change in report.changes if change.segment.path not in paths]
                report.skipped.append((unit.label, len(unit.segments) - len(missing), len(unit.segments)))
            elif touched:
                report.lost.extend(excerpt(plain_text(text), 80) for text in unit.lost)


def matched(entries, exchange):
    """`{path: entry}` after a check that each names a text of ours, once, and has left the original as it was."""
    found = {}
    foreign = [entry for entry in entries if entry.msgctxt not in exchange.segments or entry.msgid_plural]
    if foreign:
        raise Refusal(
            _("The file holds texts that this page does not have."),
            [f"{entry.msgctxt or _('without a context')}: {excerpt(entry.msgid, 60)}" for entry in foreign],
        )
    for entry in entries:
        if entry.msgctxt in found:
            raise Refusal(_("The file holds a text twice."), [exchange.segments[entry.msgctxt].name])
        found[entry.msgctxt] = entry
    altered = [path for path, entry in found.items() if entry.msgid != exchange.segments[path].source]
    if altered:
        reason = _("Originals were altered in the file. Translate them, and leave them as they are.")
        raise Refusal(reason, [exchange.segments[path].name for path in altered])
    return found


def changed_originals(entries, exchange):
    """The texts that are new, different or gone since a file was made."""
    theirs = {entry.msgctxt: entry.msgid for entry in entries}
    ours = exchange.segments
    changed = [
        _("changed: %s") % ours[path].name for path in ours if path in theirs and theirs[path] != ours[path].source
    ]
    added = [_("new: %s") % segment.name for path, segment in ours.items() if path not in theirs]
    gone = [_("gone: %s") % excerpt(plain_text(text), 60) for path, text in theirs.items() if path not in ours]
    return changed + added + gone


def in_words(text, features):
    return excerpt(text if features is None else plain_text(text), EXCERPT)
