"""A page's texts as a gettext file (PO) for translators, and what comes back (docs/decisions/0004)."""

import hashlib

import polib
from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.pages.languages import language_name, value_in
from portal.translating.segments import PageTexts, digest_of

DIGITS = 8
UNTRANSLATED = "-" * DIGITS


class Exchange:
    """The texts of a page's latest draft, and of the pages right below it if `below`, in one other language.

    Aliases are left out: they repeat another page. `user`, if given, has to be allowed to edit what lies below.
    """

    def __init__(self, page, code, below=False, user=None):
        self.code, self.below = code, below
        self.pages = [page, *(children_of(page, user) if below else [])]
        self.parts = [
            PageTexts(one.get_latest_revision_as_object(), code, f"pages/{one.pk}/" if one.pk != page.pk else "")
            for one in self.pages
        ]

    @property
    def page(self):
        return self.parts[0].page

    @cached_property
    def segments(self):
        return {segment.path: segment for part in self.parts for segment in part.segments}

    @property
    def digest(self):
        return digest_of(self.segments.values())

    @property
    def translation_marks(self):
        """A short mark of each present translation, in order: a returned file tells from it what has changed since."""
        return "".join(mark(segment.target) for segment in self.segments.values())

    @property
    def file_name(self):
        return f"{value_in(self.page, 'slug', settings.LANGUAGE_CODE)}{'-all' if self.below else ''}.{self.code}.po"

    def to_po(self):
        """The file, with the translations that are there; those that need another look are marked fuzzy."""
        file = polib.POFile(wrapwidth=100)
        file.header = self.header()
        file.metadata = self.metadata()
        for part in self.parts:
            file.extend(entry_of(segment) for segment in part.segments)
        return str(file)

    def header(self):
        message = _("Translation of “%(page)s” into %(language)s, for %(site)s. Leave the originals as they are.")
        values = {"page": self.page.get_admin_display_title(), "language": language_name(self.code)}
        return message % (values | {"site": settings.WAGTAIL_SITE_NAME})

    def metadata(self):
        moment = timezone.localtime().strftime("%Y-%m-%d %H:%M%z")
        return {
            "Project-Id-Version": settings.WAGTAIL_SITE_NAME,
            "POT-Creation-Date": moment,
            "PO-Revision-Date": moment,
            "Last-Translator": "",
            "Language-Team": "",
            "Language": self.code.replace("-", "_"),
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "X-Source-Language": settings.LANGUAGE_CODE,
            "X-Kanal-Site": settings.BASE_URL,
            "X-Kanal-Page": str(self.page.pk),
            "X-Kanal-Below": "yes" if self.below else "no",
            "X-Kanal-Language": self.code,
            "X-Kanal-Source": self.digest,
            "X-Kanal-Present": self.translation_marks,
        }


def children_of(page, user):
    children = [child.specific for child in page.get_children().filter(alias_of=None)]
    return [child for child in children if user is None or child.permissions_for_user(user).can_edit()]


def mark(text):
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS] if text else UNTRANSLATED


def entry_of(segment):
    entry = polib.POEntry(msgctxt=segment.path, msgid=segment.source, msgstr=segment.target, comment=segment.hint)
    if segment.needs_work:
        entry.flags.append("fuzzy")
        entry.previous_msgid = segment.previous or None
    return entry
