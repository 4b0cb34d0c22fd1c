"""The texts of a page's draft that somebody translates, each under a name that stays the same."""

import hashlib
import json
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from portal.pages.excerpts import excerpt, plain_text
from portal.pages.languages import localized_name, value_in
from portal.pages.models import StaleTranslation
from portal.translating.markup import allowed_tags, clean_markup, features_of, tidy
from portal.translating.streams import StreamTexts
from portal.translating.targets import rows_of, text_names

# A translation that is this much longer than its original is no translation.
LONGEST = 10
SPARE = 500
COPIED_WORDS = 3
NAMED_BY = 60  # characters


@dataclass
class Segment:
    """One text in the default language (`source`) and one other (`target`, empty when nobody translated it).

    `path` names it inside its page, `label` names it to people; `unit` is what StaleTranslation calls its field.
    `holder` is the field or block that keeps it.
    `features` is None for plain text. `previous` is the original that a stale translation was made from.
    """

    path: str
    unit: str
    label: str
    source: str
    target: str
    holder: models.Field | blocks.Block
    features: list | None = None
    is_stale: bool = False
    previous: str = ""

    @property
    def is_copy(self):
        """A sentence in the default language: copied into the field and not translated yet. A name stays a name."""
        text = self.target if self.features is None else plain_text(self.target)
        common_words = [word for word in text.split() if word.isalpha() and word.islower()]
        return self.source == self.target and len(common_words) >= COPIED_WORDS

    @property
    def needs_work(self):
        return bool(self.target) and (self.is_stale or self.is_copy)

    @property
    def words(self):
        """The original without markup."""
        return " ".join(self.source.split()) if self.features is None else plain_text(self.source)

    @property
    def name(self):
        """What a report calls it: the field and the first words."""
        return f"{self.label}: “{excerpt(self.words, NAMED_BY)}”"

    @property
    def hint(self):
        """What a translator is told about the text."""
        if self.features is None:
            return self.label
        return f"{self.label}. HTML: {allowed_tags(self.features)}"

    def clean(self, text):
        """`text` as the field may hold it, and the names of tags that were left out. Raises ValidationError."""
        if len(text) > LONGEST * len(self.source) + SPARE:
            raise ValidationError(_("it is far longer than the original"))
        removed = []
        if self.features is None:
            text = text.strip()
            if "\n" in text and "\n" not in self.source and self.is_one_line:
                raise ValidationError(_("it has to be one line"))
        else:
            text, removed = clean_markup(text, self.features, self.source, self.target)
        if isinstance(self.holder, blocks.Block):
            block = self.holder
            return block.get_prep_value(block.clean(block.to_python(text))), removed
        return self.holder.clean(text, None), removed

    @property
    def is_one_line(self):
        return isinstance(self.holder, (models.CharField, blocks.CharBlock))


class FieldUnit:
    """One translated field of a page or row that holds a single text."""

    lost = ()

    def __init__(self, instance, name, code, path, unit, label):
        self.instance, self.attribute = instance, localized_name(name, code)
        holder = instance._meta.get_field(self.attribute)
        features = features_of(holder) if isinstance(holder, RichTextField) else None
        self.label = label
        source = shown(value_in(instance, name, settings.LANGUAGE_CODE), features)
        target = shown(value_in(instance, name, code), features)
        self.segments = [Segment(path, unit, label, source, target, holder, features)] if source else []

    def store(self, texts):
        """`texts` is `{path: new text}` and holds this unit's."""
        setattr(self.instance, self.attribute, texts[self.segments[0].path])


class StreamUnit:
    """A translated StreamField. Its translation is built whole from the original's blocks."""

    def __init__(self, instance, name, code, path, unit, label):
        self.instance, self.attribute, self.label = instance, localized_name(name, code), label
        source = value_in(instance, name, settings.LANGUAGE_CODE)
        self.stream = StreamTexts(source, value_in(instance, name, code), code, path, label)
        self.segments = [segment_of(place, unit) for place in self.stream.places if place.text]

    @property
    def lost(self):
        return self.stream.lost

    def store(self, texts):
        setattr(self.instance, self.attribute, self.stream.build(texts))


def segment_of(place, unit):
    features = features_of(place.block) if isinstance(place.block, blocks.RichTextBlock) else None
    source, target = shown(place.text, features), shown(place.other, features)
    return Segment(place.path, unit, place.label, source, target, place.block, features)


def shown(text, features):
    """A stored text as a file shows it."""
    return (text or "").replace("\r\n", "\n") if features is None else tidy(text)


@dataclass
class PageTexts:
    """The texts of one page's latest draft, in the order in which readers meet them, for translation into `code`.

    `prefix` tells the page from others in the same file.
    """

    page: models.Model
    code: str
    prefix: str = ""
    units: list = field(init=False)

    def __post_init__(self):
        label = f"{self.page.get_admin_display_title()}: " if self.prefix else ""
        self.units = list(self.find_units(self.page, self.prefix, "", label))
        self.mark_stale()

    def find_units(self, instance, path, relation, label):
        for name in text_names(type(instance)):
            model_field = instance._meta.get_field(name)
            kind = StreamUnit if isinstance(model_field, StreamField) else FieldUnit
            names = f"{path}{name}", f"{relation}{name}", f"{label}{capfirst(model_field.verbose_name)}"
            yield kind(instance, name, self.code, *names)
        for accessor, place, row in rows_of(instance):
            # A row that is only in a draft has no key yet: its place names it.
            key = row.pk or f"+{place}"
            name = row_name(type(instance), accessor) or row._meta.verbose_name
            names = f"{path}{accessor}/{key}/", f"{accessor}.", f"{label}{capfirst(name)} {place + 1} – "
            yield from self.find_units(row, *names)

    def mark_stale(self):
        """A stale unit is a field of the page, or of all its rows (`steps.tip`): of its texts, those that are new."""
        for row in StaleTranslation.objects.filter(page=self.page.pk, language=self.code):
            texts = [segment for segment in self.segments if segment.unit == row.unit]
            for segment in texts:
                segment.is_stale = len(texts) == 1 or segment.words not in row.source_before
                segment.previous = row.source_before if len(texts) == 1 else ""

    @property
    def segments(self):
        return [segment for unit in self.units for segment in unit.segments]


def row_name(model, accessor):
    """What the page's own form calls such a row: "step"."""
    handler = model.get_edit_handler() if hasattr(model, "get_edit_handler") else None
    panels = [handler] if handler else []
    for panel in panels:
        if getattr(panel, "relation_name", None) == accessor:
            return panel.label
        panels.extend(getattr(panel, "children", []))
    return ""


def digest_of(segments):
    """The same as long as every original text and its place are the same."""
    texts = json.dumps([[segment.path, segment.source] for segment in segments])
    return hashlib.sha256(texts.encode()).hexdigest()
