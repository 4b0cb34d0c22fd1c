"""When the default language's meaning changes, its translations fall behind: decided when a page goes live."""

from django.conf import settings
from django.db import transaction

from portal.pages.models import BasePage, PublishedText, StaleTranslation
from portal.pages.texts import count_words, other_codes, units_of

REMEMBERED = 10  # former translations of each text


@transaction.atomic
def settle(page, ticked=()):
    """Compare a live page with what its readers had before, and mark or clear its stale translations.

    `ticked` are the units whose meaning has changed, in the editor's words. A unit becomes stale in each language
    that has a translation of it which stays as it was. A new translation clears its mark; a former one, which an
    older draft brings back, is as old as it was then.
    """
    Settlement(page, ticked).settle()
    page.__dict__.pop("stale_languages", None)


class Settlement:
    def __init__(self, page, ticked):
        self.page, self.ticked = page, set(ticked)
        self.records = {}
        for record in PublishedText.objects.filter(page=page.pk).order_by("pk"):
            self.records.setdefault((record.unit, record.language), []).append(record)
        self.marks = {(mark.unit, mark.language): mark for mark in StaleTranslation.objects.filter(page=page.pk)}
        self.new = []

    def settle(self):
        units = units_of(type(self.page))
        for unit in units:
            source, before = unit.text(self.page, settings.LANGUAGE_CODE), self.live(unit, settings.LANGUAGE_CODE)
            has_new_meaning = unit.name in self.ticked and before is not None and unit.differs(before.text, source)
            for code in other_codes():
                self.settle_translation(unit, code, source, has_new_meaning)
            self.store(before, unit, settings.LANGUAGE_CODE, source, source, source)
        PublishedText.objects.bulk_create(self.new)
        self.forget_what_is_gone({unit.name for unit in units})

    def settle_translation(self, unit, code, source, has_new_meaning):
        text, live = unit.text(self.page, code), self.live(unit, code)
        mark = self.marks.get((unit.name, code))
        if live is None:  # never seen before: a first publication, or a copy that came with its marks
            made_from = mark.source_before if mark else source
        elif not text:
            made_from = source
            self.clear(mark)
            live = self.replace(live, self.former(unit, code, text)) if live.text else live
        elif unit.differs(live.text, text):
            former = self.former(unit, code, text)
            made_from = former.source if former else self.still_behind(unit, code, source, mark, has_new_meaning)
            if unit.differs(made_from, source):
                self.mark(mark, unit, code, made_from)
            else:
                made_from = source
                self.clear(mark)
            live = self.replace(live, former)
        elif mark and not unit.differs(mark.source_before, source):
            made_from = source  # the default language's text is again what the translation was made from
            self.clear(mark)
        elif mark or has_new_meaning:
            made_from = live.source
            self.mark(mark, unit, code, mark.source_before if mark else made_from)
        else:
            made_from = source  # a typo: the translation is as good for this text
        self.store(live, unit, code, text, made_from, source)

    def still_behind(self, unit, code, source, mark, has_new_meaning):
        """The original that a new translation is right for.

        That is the present one, unless a row whose original has changed was left as it was translated then: another
        row's new translation says nothing of it.
        """
        live = self.live(unit, code)
        made_from = mark.source_before if mark else live.source if has_new_meaning else source
        first = next((one for one in self.records[unit.name, code] if one.source == made_from), live)
        known_sources, known_texts = set(made_from.split("\n")), set(first.text.split("\n"))
        rows = unit.rows(self.page, code)
        left_behind = any(new not in known_sources and text in known_texts for new, text in rows if new and text)
        return made_from if left_behind else source

    def live(self, unit, code):
        return next((record for record in self.records.get((unit.name, code), []) if record.is_live), None)

    def former(self, unit, code, text):
        records = self.records.get((unit.name, code), [])
        return next((record for record in records if record.text == text and not record.is_live), None)

    def mark(self, mark, unit, code, source_before):
        if mark is None:
            values = {"page_id": self.page.pk, "language": code, "unit": unit.name}
            StaleTranslation.objects.create(source_before=source_before, **values)
        elif mark.source_before != source_before:
            mark.source_before = source_before
            mark.save(update_fields=["source_before"])

    def clear(self, mark):
        if mark:
            mark.delete()

    def replace(self, live, former):
        """Another text takes the place of the live one, which is remembered. Returns its record, or None for a new."""
        live.is_live = False
        live.save(update_fields=["is_live"])
        records = [record for record in self.records[live.unit, live.language] if record is not former]
        for record in records[:-REMEMBERED]:
            record.delete()
        return former

    def store(self, record, unit, code, text, made_from, source):
        values = {"text": text, "source": made_from, "words": count_words(source), "is_live": True}
        if record is None:
            self.new.append(PublishedText(page_id=self.page.pk, unit=unit.name, language=code, **values))
        elif any(getattr(record, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(record, name, value)
            record.save(update_fields=list(values))

    def forget_what_is_gone(self, names):
        for key, records in self.records.items():
            if key[0] not in names:
                PublishedText.objects.filter(pk__in=[record.pk for record in records]).delete()
        for (name, _code), mark in self.marks.items():
            if name not in names:
                mark.delete()


def settle_missing():
    """Note the texts of live pages that went live before they were noted, or in fewer languages."""
    codes = [settings.LANGUAGE_CODE, *other_codes()]
    noted = [PublishedText.objects.filter(language=code, is_live=True).values("page") for code in codes]
    missing = BasePage.objects.none()
    for pages in noted:
        missing |= BasePage.objects.filter(live=True, depth__gt=1, alias_of=None).exclude(pk__in=pages)
    for page in missing.specific().iterator():
        settle(page)


def settle_stored(page):
    """Note what readers have of a live page before it is overwritten, if nothing is noted yet."""
    if not PublishedText.objects.filter(page=page.pk).exists():
        stored = type(page)._default_manager.filter(pk=page.pk, live=True, alias_of=None).first()
        if stored:
            settle(stored)


@transaction.atomic
def confirm(mark):
    """An editor says that the translation is still fine: right for the text that readers have now."""
    live = PublishedText.objects.filter(page=mark.page_id, unit=mark.unit, is_live=True)
    source = live.filter(language=settings.LANGUAGE_CODE).first()
    live.filter(language=mark.language).update(source=source.text if source else "")
    mark.delete()
    repeat_in_aliases(mark.page)


def repeat_marks(page, original_pk):
    """An alias shows the same texts as its original, so they are as stale."""
    StaleTranslation.objects.filter(page=page.pk).delete()
    StaleTranslation.objects.bulk_create(copies(StaleTranslation, original_pk, page.pk))
    page.__dict__.pop("stale_languages", None)


def repeat_in_aliases(page):
    for alias in BasePage.objects.filter(alias_of=page.pk):
        repeat_marks(alias, page.pk)
        repeat_in_aliases(alias)


@transaction.atomic
def bring_along(copy, original):
    """A copy of a page begins with its texts, and so with what is stale in them."""
    PublishedText.objects.filter(page=copy.pk).delete()
    PublishedText.objects.bulk_create(copies(PublishedText, original.pk, copy.pk))
    repeat_marks(copy, original.pk)


def copies(model, original_pk, page_pk):
    rows = list(model.objects.filter(page=original_pk))
    for row in rows:
        row.pk, row.page_id = None, page_pk
    return rows
