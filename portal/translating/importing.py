"""A translator's file, checked against a page's present draft, and stored as a new one.

A file is refused whole, with a reason, or it is taken: nothing is stored by halves. It never publishes, and writes
nothing but translations in its own language.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.pages.excerpts import excerpt, plain_text
from portal.pages.models import BasePage
from portal.translating.exchange import DIGITS, Exchange, mark
from portal.translating.reading import RefusedError, changed_originals, has_present_originals, matched, parsed
from portal.translating.segments import shown
from portal.translating.targets import other_languages

EXCERPT = 200  # characters
ACTION = "kanal.translation.import"


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


class Import:
    """One file for one page. `check()` gives a Report or raises RefusedError; `store()` checks again and stores."""

    def __init__(self, page, text, user):
        self.page, self.text, self.user = page, text, user

    def check(self):
        file = parsed(self.text)
        exchange = self.exchange_for(file.metadata)
        entries = [entry for entry in file if not entry.obsolete]
        is_present = file.metadata.get("X-Kanal-Source") == exchange.digest
        if not is_present and not has_present_originals(entries, exchange):
            reason = _(
                "The file was made from an older original. Download a new one;"
                " your translation program can take over what the old one holds."
            )
            raise RefusedError(reason, changed_originals(entries, exchange))
        marks = file.metadata.get("X-Kanal-Present", "") if is_present else ""
        report = self.report(exchange, matched(entries, exchange), marks)
        self.refuse_locked(report)
        return report

    @transaction.atomic
    def store(self, agreed):
        """Store a draft of each page that changes. `agreed` is the `state` of the report that the editor has seen.

        Returns the report. Raises RefusedError when somebody has changed a text in the meantime.
        """
        list(BasePage.objects.select_for_update().filter(path__startswith=self.page.path).values_list("pk"))
        report = self.check()
        if agreed != report.state:
            raise RefusedError(_("The page was changed while you looked at the report. Upload the file again."))
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
            raise RefusedError(_("The file is the translation of another page."))
        if code not in dict(other_languages()) or said != code.split("-")[0]:
            raise RefusedError(_("The file is in a language that this page is not translated into."))
        return Exchange(self.page, code, metadata.get("X-Kanal-Below") == "yes", self.user)

    def refuse_locked(self, report):
        for page in report.pages:
            lock = page.get_lock()
            if lock and lock.for_user(self.user):
                message = _("“%(page)s” is locked, in moderation or scheduled, so it cannot be changed now.")
                raise RefusedError(message % {"page": page.get_admin_display_title()})

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
            raise RefusedError(_("Some translations do not fit their fields, so nothing was stored."), problems)
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
                report.lost.extend(in_words(text, []) for text in unit.lost)


def in_words(text, features):
    return excerpt(text if features is None else plain_text(text), EXCERPT)
