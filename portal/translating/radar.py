"""What the radar of stale translations shows in the admin: marks beside texts, in lists and in the report."""

import hashlib
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.compare import diff_text

from portal.pages.languages import language_name, localized_name
from portal.pages.models import PublishedText, StaleTranslation
from portal.pages.texts import count_words, other_codes, unit_label, unit_named

WORDS_SHOWN_OPEN = 60  # a longer difference is folded
WORDS_COMPARED = 5000  # of both texts; 10,000 different ones would take a second
SENTENCE_ENDS = re.compile(r"(?<=[.!?…\n])(?=\s|\b)")


@dataclass
class Note:
    """One stale translation as an editor sees it. `source` is the default language's text that readers have now."""

    mark: StaleTranslation
    page: object
    source: str

    @property
    def label(self):
        return unit_label(type(self.page), self.mark.unit)

    @property
    def language(self):
        return language_name(self.mark.language)

    @property
    def original_language(self):
        return language_name(settings.LANGUAGE_CODE)

    @property
    def original_code(self):
        return settings.LANGUAGE_CODE

    @property
    def anchor(self):
        return f"stale-{self.mark.language}-{self.mark.unit.replace('.', '-')}"

    @property
    def url(self):
        return reverse("translating:still_fine", args=[self.mark.pk])

    @property
    def seen(self):
        """What the editor agrees to; another change of the text since then must not be confirmed unseen."""
        return digest(self.source)

    @property
    def is_long(self):
        return count_words(self.mark.source_before) + count_words(self.source) > WORDS_SHOWN_OPEN

    @property
    def difference(self):
        return marked_difference(self.mark.source_before, self.source)


class Radar:
    """The stale translations of one page, and what the default language says now, in at most two queries."""

    def __init__(self, page):
        self.page = page

    @cached_property
    def notes(self):
        pk = self.page.pk
        marks = StaleTranslation.objects.filter(page=pk, language__in=other_codes()) if pk else []
        texts = current_sources(pk, {mark.unit for mark in marks}) if marks else {}
        known = [mark for mark in marks if unit_named(type(self.page), mark.unit)]
        return [Note(mark, self.page, texts.get(mark.unit, "")) for mark in known]

    def of_unit(self, name, code=None):
        return [note for note in self.notes if note.mark.unit == name and code in {None, note.mark.language}]


def current_sources(page_pk, names):
    published = PublishedText.objects.filter(
        page=page_pk, language=settings.LANGUAGE_CODE, unit__in=names, is_live=True
    )
    return dict(published.values_list("unit", "text"))


def note_of(mark):
    return Note(mark, mark.page.specific, current_sources(mark.page_id, [mark.unit]).get(mark.unit, ""))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def marked_difference(old, new):
    """What was taken out and put in, word by word, as HTML that says so without its colours too."""
    words = {"deletion": ("del", _("removed:")), "addition": ("ins", _("added:"))}
    parts = []
    for kind, value in changes(old, new):
        if kind == "equal" or not value.strip():
            parts.append(format_html("{}", value))
        else:
            tag, said = words[kind]
            parts.append(format_html('<{0}><span class="w-sr-only">{1} </span>{2}</{0}>', tag, said, value))
    return format_html_join("", "{}", ((part,) for part in parts))


def changes(old, new):
    """`[("equal" | "deletion" | "addition", text)]`, by words; by sentences where words would take seconds."""
    if count_words(old) + count_words(new) <= WORDS_COMPARED:
        return diff_text(old, new).changes
    before, after = SENTENCE_ENDS.split(old), SENTENCE_ENDS.split(new)
    found = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("equal", "".join(before[start:end])))
        else:
            found.append(("deletion", "".join(before[start:end])))
            found.append(("addition", "".join(after[new_start:new_end])))
    return found


def stale_counts():
    """`{page pk: {language: how many texts are stale}}` of all pages, in one query."""
    counts = {}
    marks = StaleTranslation.objects.filter(language__in=other_codes()).values_list("page", "language")
    for page, language, count in marks.annotate(Count("pk")).order_by("language"):
        counts.setdefault(page, {})[language] = count
    return counts


def count_label(language, count):
    """`"English: 2 stale texts"`."""
    label = ngettext("%(language)s: %(count)d stale text", "%(language)s: %(count)d stale texts", count)
    return label % {"language": capfirst(language_name(language)), "count": count}


def edit_url(page, language, names=()):
    """The editor, in the language's own tab, or in that of the facts when all these units are edited there."""
    model = page.specific_class
    tabs = model.get_edit_handler()
    places = [tab_of(tabs, model, language, name) for name in names]
    own = tab_of(tabs, model, language, "title")
    place = own if own in places or not places else places[0]
    return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#tab-{place}"


def tab_of(tabs, model, language, name):
    """The id of the tab that a unit is edited in."""
    unit = unit_named(model, name)
    wanted = unit.relation if unit and unit.relation else localized_name(name, language)
    for tab, identifier in zip(tabs.children, tabs.child_identifiers, strict=True):
        if holds(tab, wanted):
            return identifier
    return tabs.child_identifiers[0]


def holds(panel, name):
    if name in {getattr(panel, "field_name", None), getattr(panel, "relation_name", None)}:
        return True
    return any(holds(child, name) for child in getattr(panel, "children", []))
