"""When a page's content last changed, and which translations have fallen behind.

These are rows of their own: publishing an older draft must not bring old values back (docs/decisions/0001).
"""

import hashlib
import json

from bs4 import BeautifulSoup
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modeltranslation.translator import translator
from wagtail.fields import StreamField

from portal.pages.excerpts import PARAGRAPH, PARAGRAPHS
from portal.pages.languages import codes, localized_name
from portal.pages.texts import UNSEEN

# What a reader does not see on the page itself, or what is made from the rest.
NOT_CONTENT = {
    "alias_of",
    "basepage_ptr",
    "comments",
    "content_type",
    "depth",
    "draft_title",
    "excerpt",
    "expire_at",
    "expired",
    "first_published_at",
    "go_live_at",
    "guide_key",
    "has_text",
    "has_unpublished_changes",
    "id",
    "is_listed",
    "is_visible",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locale",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "owner",
    "path",
    "pk",
    "publishes_channels",
    "related_picks",
    "search_description",
    "seo_title",
    "show_in_menus",
    "slug",
    "sort_order",
    "translation_key",
    "url_path",
    "wagtail_admin_comments",
}

EDITORS_NAMES = {"strong": "b", "em": "i"}


def content_in(model, data, code):
    """The part of a page's or row's serialised `data` that a reader of one language sees."""
    translated = translated_names(model)
    bookkeeping = NOT_CONTENT | {localized_name(name, other) for name in translated for other in codes()}
    bookkeeping |= {field.name for field in model._meta.fields if isinstance(field, ParentalKey)}
    content = {}
    for name in data.keys() - bookkeeping:
        if name in translated:
            shown = (data.get(localized_name(name, other)) for other in [code, *codes()])
            content[name] = next((text for text in shown if text), "")
        elif has_rows(data[name]):
            rows = getattr(model, name).rel.related_model
            content[name] = [content_in(rows, row, code) for row in data[name]]
        else:
            content[name] = data[name]
        if isinstance(model._meta.get_field(name), StreamField):
            content[name] = json.loads(content[name] or "[]")
        content[name] = as_read(content[name])
    return content


def has_rows(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def as_read(value):
    """Without what only an editor's form writes: ids of blocks, and the markup that it changes with every save."""
    if isinstance(value, list):
        return [as_read(one) for one in value]
    if isinstance(value, dict):
        return {key: as_read(one) for key, one in value.items() if key != "id" or "type" not in value}
    return same_markup(value) if isinstance(value, str) and "<" in value else value


def same_markup(html):
    """Rich text as the editor spells it (`<b>`, not `<strong>`), without the editor's own keys."""
    if PARAGRAPHS.fullmatch(html):
        return "".join(f"<p>{text}</p>" for text in PARAGRAPH.findall(html))
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        tag.name = EDITORS_NAMES.get(tag.name, tag.name)
        del tag["data-block-key"]
    for text in soup.find_all(string=lambda text: not text.strip()):
        text.extract()
    return str(soup)


def translated_names(model):
    """The translated fields of a model, inherited ones too; none if it has no translation."""
    registered = translator.get_registered_models(abstract=False)
    return set(translator.get_options_for_model(model).all_fields) if model in registered else set()


def digest_of(page, code, data=None):
    """The same as long as a reader of this language sees the same content; `data` is the page, serialised."""
    content = content_in(type(page), data or page.serializable_data(), code)
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class ContentVersionManager(models.Manager):
    def record(self, page):
        """Note what a live page's readers see now. Returns the languages in which it differs from what they saw.

        The first note is dated to the page's publication, later ones to this moment.
        """
        known = {version.language: version for version in self.filter(page=page.pk)}
        data = page.serializable_data()
        rows = []
        for code in codes():
            digest, version = digest_of(page, code, data), known.get(code)
            if version and version.digest == digest:
                continue
            moment = timezone.now() if version else page.last_published_at or timezone.now()
            rows.append(ContentVersion(page_id=page.pk, language=code, digest=digest, changed_at=moment))
        if rows:
            unique, values = ["page", "language"], ["digest", "changed_at"]
            self.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=values)
        return [row.language for row in rows]

    def touch(self, page_pk, languages):
        """Readers of this page see something new that is no part of the page itself, such as a guide's channel."""
        self.filter(page=page_pk, language__in=languages).update(changed_at=timezone.now())


class ContentVersion(models.Model):
    """When the content of a page last changed in one language. Verifying a channel changes none."""

    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="content_versions")
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField(db_index=True)

    objects = ContentVersionManager()

    # What is noted of a page is no use of it: deleting the page needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="content_version_per_language")]

    def __str__(self):
        return f"{self.page_id} ({self.language})"


class StaleTranslationQuerySet(models.QuerySet):
    def seen(self):
        """Only texts that readers of the page see: not those that search engines alone show."""
        return self.exclude(unit__in=UNSEEN)


class StaleTranslation(models.Model):
    """One text of a page whose meaning has changed in the default language since it was translated.

    `unit` names the text (portal.pages.texts), `source_before` is the default language's text that the
    translation was made from.
    """

    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="stale_translations")
    language = models.CharField(max_length=10)
    unit = models.CharField(max_length=40)
    source_before = models.TextField(blank=True)
    since = models.DateTimeField(default=timezone.now)

    objects = StaleTranslationQuerySet.as_manager()

    # What is noted of a page is no use of it: deleting the page needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stale translation")
        verbose_name_plural = _("stale translations")
        constraints = [models.UniqueConstraint(fields=["page", "language", "unit"], name="stale_once_per_unit")]

    def __str__(self):
        return f"{self.page_id}: {self.unit} ({self.language})"


class PublishedText(models.Model):
    """What readers were last given of one text of a page in one language, and former translations of it.

    `source` is the default language's text that this one was last right for: a translation that an older draft
    brings back is as old as its source. `words` counts the default language's text. What was never live has none.
    """

    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="published_texts")
    language = models.CharField(max_length=10)
    unit = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    source = models.TextField(blank=True)
    words = models.PositiveIntegerField(default=0)
    is_live = models.BooleanField(default=True)

    # What is noted of a page is no use of it: deleting the page needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["page", "unit", "language"], name="published_texts")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "unit", "language"], condition=models.Q(is_live=True), name="one_live_text_per_unit"
            )
        ]

    def __str__(self):
        return f"{self.page_id}: {self.unit} ({self.language})"


class MeaningChange(models.Model):
    """An editor's tick in a draft: this text now means something else. It takes effect when the draft is published."""

    revision = models.ForeignKey("wagtailcore.Revision", models.CASCADE, related_name="meaning_changes")
    unit = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "unit"], name="meaning_changes_once_per_unit")]

    def __str__(self):
        return f"{self.revision_id}: {self.unit}"


class GoneAddress(models.Model):
    """An address where something once was that has been deleted: it answers 410, for ever or until it is taken.

    `path` is a key (portal.pages.addresses): without a slash at its end.
    """

    site = models.ForeignKey("wagtailcore.Site", models.CASCADE, related_name="+", verbose_name=_("site"))
    path = models.CharField(_("address"), max_length=1000)
    gone_at = models.DateTimeField(_("deleted on"), default=timezone.now)

    class Meta:
        verbose_name = _("deleted address")
        verbose_name_plural = _("deleted addresses")
        ordering = ["-gone_at"]
        constraints = [models.UniqueConstraint(fields=["path", "site"], name="gone_once_per_site")]

    def __str__(self):
        return self.path
