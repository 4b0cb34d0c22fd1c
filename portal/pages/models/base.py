import re
import zlib
from contextlib import contextmanager
from datetime import datetime, time
from itertools import batched

from django import forms
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce, Concat, Length, Substr
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import (
    AbstractPage,
    DefaultBasePageMixin,
    Orderable,
    PageManager,
    PageViewRestriction,
    get_page_models,
)
from wagtail.models.pages import AbstractPageMeta
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from portal.pages.addresses import split_subject
from portal.pages.bulk import any_of
from portal.pages.counts import has_many
from portal.pages.excerpts import excerpt, sentences
from portal.pages.findings import shared_findings, stored_rows
from portal.pages.languages import codes, current, default_language, localized_name, shown_language, value_in
from portal.pages.middleware import is_editor
from portal.pages.models.versions import ContentVersion, MeaningChange, StaleTranslation
from portal.pages.paths import index_paths
from portal.pages.pictures import COVER_USES
from portal.pages.previews import COVER_HUES, CardFacts
from portal.pages.redirects import bury_pages, follow_page, release_pages
from portal.pages.shown import note, note_answered
from portal.pages.signals import revision_saved
from portal.pages.sites import site_of
from portal.pages.slugs import LONGEST_SLUG, free_slug, reserved_slugs, suggested_slug
from portal.pages.structured_data import page_nodes

KEYS_PER_QUERY = 500  # well below what any database takes in one statement
LISTED = ("is_listed", "is_visible", "live")
KIN_LOOKED_AT = 200  # pages
NEWEST_FIRST = ("-date", "-first_published_at", "-pk")


def changed_name(code):
    return localized_name("changed_at", code)


def address_columns():
    return [localized_name("url_path", code) for code in codes()]


def stale_name(code):
    return localized_name("is_stale", code)


class BasePageQuerySet(PageQuerySet):
    def published(self):
        """The only public gate: live, not private, and under live ancestors that are not private either."""
        return self.filter(live=True, is_visible=True)

    def listed(self):
        """Posts and guides that the public may see, newest first."""
        return self.published().filter(is_listed=True).order_by(*NEWEST_FIRST)

    def once_live(self):
        """Pages that are live or have been: readers may know their addresses."""
        noted = models.Exists(ContentVersion.objects.filter(page=models.OuterRef("pk")))
        return self.filter(models.Q(live=True) | models.Q(first_published_at__isnull=False) | noted)

    def delete(self, *args, **kwargs):
        """Treebeard deletes pages and their descendants here, whoever asked for it; their addresses are noted first."""
        with transaction.atomic():
            bury_pages(self)
            return super().delete(*args, **kwargs)

    delete.alters_data = True
    delete.queryset_only = True

    def speaking(self, code):
        """Only pages whose text is offered in this language: `Languages.spoken`, asked of the database."""
        others = [localized_name("has_text", other) for other in codes() if other != code]
        speaking = models.Q(**{localized_name("has_text", code): True})
        if code == settings.LANGUAGE_CODE:
            speaking |= models.Q(**dict.fromkeys(others, False))
        return self.filter(speaking)

    def with_language_state(self):
        """With `content_changes` and `stale_languages` of every page, in the same query."""
        versions = ContentVersion.objects.filter(page=models.OuterRef("pk"))
        stale = StaleTranslation.objects.seen().filter(page=models.OuterRef("pk"))
        changed = {
            changed_name(code): models.Subquery(versions.filter(language=code).values("changed_at")) for code in codes()
        }
        fallen_behind = {stale_name(code): models.Exists(stale.filter(language=code)) for code in codes()}
        return self.annotate(**changed, **fallen_behind)

    def with_specific(self):
        """Each page with the row of its own type: `specific` asks nothing more. For a page or two, not for lists."""
        own = [model._meta.model_name for model in get_page_models() if model._meta.get_parent_list() == [BasePage]]
        return self.select_related("content_type", *own)

    def for_cards(self):
        """With what a card shows, in the same query."""
        return self.select_related("cover", "company", "content_type")

    def for_feed(self):
        """With all that the entry of a feed shows; page types add what their text needs."""
        return self.select_related("cover", "company").prefetch_related("topics").with_language_state()

    def within(self, root):
        """Only `root` and what stands below it; asked of each page, so that the order of a list decides its index."""
        return self.alias(root_path=Substr("path", 1, len(root.path))).filter(root_path=root.path)

    def listed_below(self, parent):
        """Listed pages right below `parent`, walked newest first."""
        return self.listed().within(parent).alias(steps=Length("path")).filter(steps=len(parent.path) + parent.steplen)

    def of_subject(self, rows, column):
        """Only pages that `rows` of a many-to-many table name in their `column`.

        A few are fetched and ordered. Of many, the next in order is soon found by walking through all pages.
        """
        if has_many(rows):
            return self.filter(models.Exists(rows.filter(**{column: models.OuterRef("pk")})))
        return self.filter(pk__in=rows.values(column))

    def about(self, topic):
        return self.of_subject(BasePage.topics.through.objects.filter(topic=topic), "basepage")

    def related_to(self, page):
        """Listed pages but `page`: its editor's picks first, then by shared topics and company, then newest.

        Of a topic with more than KIN_LOOKED_AT pages only those that were made last are looked at, and as many of the
        company.
        """
        shared = BasePage.topics.through.objects.filter(basepage=models.OuterRef("pk"), topic__in=page.public_topics)
        number = shared.order_by().values("basepage").annotate(number=models.Count("pk")).values("number")
        same_company = models.Case(
            models.When(company__isnull=False, company=page.company_id, then=1),
            default=0,
            output_field=models.IntegerField(),
        )
        kin = self.listed().exclude(pk=page.pk).filter(pk__in=self._kin_of(page))
        return kin.annotate(kinship=Coalesce(number, 0) + same_company).picked_by(page, "-kinship")

    def _kin_of(self, page):
        """The keys of all pages that may be related to `page`."""
        topics, listed = BasePage.topics.through.objects, BasePage.objects.listed()
        latest = topics.order_by("-basepage_id").values("basepage")
        looked_at = [latest.filter(topic=topic) for topic in page.public_topics]
        if page.company_id:
            looked_at.append(listed.filter(company=page.company_id).values("pk"))
        picks = RelatedPage.objects.filter(page=page.pk).order_by("sort_order").values("target")
        return any_of(some[:KIN_LOOKED_AT] for some in [*looked_at, listed.values("pk"), picks])

    def without_guides(self):
        """Only pages that are not shown with their channels elsewhere on the same page."""
        return self.not_exact_type(*(model for model in get_page_models() if model.is_guide))

    def of_guides(self):
        return self.exact_type(*(model for model in get_page_models() if model.is_guide))

    def picked_by(self, page, *then):
        """The picks of `page`'s editor first, in their order; the rest ordered by `then` and newest first."""
        pick = RelatedPage.objects.filter(page=page.pk, target=models.OuterRef("pk")).values("sort_order")[:1]
        order = models.F("pick").asc(nulls_last=True)
        return self.annotate(pick=models.Subquery(pick)).order_by(order, *then, *NEWEST_FIRST)


class BasePage(AbstractPage, DefaultBasePageMixin):
    """What every page has, and all that a listing shows of it, in one table (docs/decisions/0001).

    Text is translated by modeltranslation: `title` is `title_sq` or `title_en`, whichever language is active.
    Lists of posts and guides are made from this table alone, without `.specific()`.
    """

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Shown in lists and previews. Left empty, it is taken from the beginning of the text."),
    )
    excerpt = models.TextField(editable=False, blank=True)
    date = models.DateField(
        _("date"), null=True, blank=True, help_text=_("Left empty, it becomes the day of publication.")
    )
    cover = models.ForeignKey(
        "pages.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )
    company = models.ForeignKey(
        "pages.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("company"),
    )
    topics = ParentalManyToManyField("pages.Topic", blank=True, related_name="pages", verbose_name=_("topics"))

    # Kept by save() and by the tree's signals, so that no listing climbs the tree.
    is_visible = models.BooleanField(editable=False, default=False)
    is_listed = models.BooleanField(editable=False, default=False)
    has_text = models.BooleanField(editable=False, default=False)

    fact_panels = [
        FieldPanel("date"),
        FieldPanel("cover"),
        FieldPanel("company"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
    ]
    related_panels = [
        MultiFieldPanel([InlinePanel("related_picks", label=_("page"), max_num=6)], heading=_("Related pages"))
    ]

    search_fields = [
        *AbstractPage.search_fields,
        *DefaultBasePageMixin.search_fields,
        *(index.AutocompleteField(localized_name("title", code)) for code in codes()),
        *(index.SearchField(localized_name("title", code), boost=2) for code in codes()),
        index.FilterField("date"),
    ]

    exclude_fields_in_copy = ["date"]
    # Anonymous readers get a 404 for a private page; there is no password form to guess at.
    private_page_options = ["login", "groups"]
    needed_to_publish = []
    listed = False
    is_guide = False
    follows_company = False  # whether its readers are offered the feeds of its company
    holds_articles = False
    og_type = "website"
    listing_label = _("Page")
    cover_icon = "book"
    feed_template = ""
    authors_list = []
    own_subjects = []  # what readers find right below the page and is no page (`subject_at`)
    search_title_fields = ["title"]
    question = ""  # what readers are asked about the page (portal.feedback.questions); nothing
    # What results are filtered by: "guide", "post" or the kind of a channel; a page without a kind is no result.
    search_kind = ""
    search_ranks_last = False
    # One-to-one relations that other rooms have to a page and show on it: fetched with it when it is asked for.
    routed_with = []

    objects = PageManager.from_queryset(BasePageQuerySet)()

    class Meta(AbstractPageMeta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        indexes = [
            # Lists are walked and counted in it alone: the order of NEWEST_FIRST, and where a page stands.
            models.Index(fields=[*LISTED, *NEWEST_FIRST[:-1], "-id", "path", "depth"], name="pages_listing"),
            *(models.Index(fields=[name], name=f"pages_{name}") for name in address_columns()),
            models.Index(fields=["depth", "path"], name="pages_by_depth"),
            models.Index(fields=["company", *LISTED, *NEWEST_FIRST[:-1], "-id"], name="pages_of_company"),
        ]

    def __str__(self):
        return self.title or ""

    # Languages

    @property
    def is_public(self):
        return self.live and self.is_visible

    @property
    def was_live(self):
        return self.live or self.first_published_at is not None or self.content_versions.exists()

    @property
    def was_public(self):
        """Whether readers may know the page: it and all its ancestors have been live, and none of them is private."""
        paths = [self.path[:end] for end in range(2 * self.steplen, len(self.path) + 1, self.steplen)]
        line = type(self).base_page_model.objects.filter(path__in=paths)
        is_private = PageViewRestriction.objects.filter(page__in=line).exists()
        return not is_private and line.once_live().count() == len(paths)

    def speaks(self, code):
        """Whether the page can be read in this language: title and body are there, and no copies of the original."""
        return bool(getattr(self, localized_name("has_text", code)))

    @cached_property
    def stale_languages(self):
        """The languages whose translation, as readers see it, has fallen behind the default language's meaning."""
        note(f"versions:{self.pk}")
        if hasattr(self, stale_name(settings.LANGUAGE_CODE)):
            return {code for code in codes() if getattr(self, stale_name(code))}
        return {stale.language for stale in self.stale_translations.seen()} if self.pk else set()

    @cached_property
    def content_changes(self):
        """When what readers see last changed, `{code: datetime}`; empty for what was never live."""
        note(f"versions:{self.pk}")
        if hasattr(self, changed_name(settings.LANGUAGE_CODE)):
            return {code: getattr(self, changed_name(code)) for code in codes()}
        return {version.language: version.changed_at for version in self.content_versions.all()} if self.pk else {}

    def changed_at(self, code):
        """When the content last changed in one language, or None; a verification is no change."""
        return self.content_changes.get(code) or self.last_published_at

    def pending_ticks(self):
        """The units whose meaning has changed in the draft that this is, for when it is published.

        `shown_revision_id` is set where an older draft is reopened instead of the latest.
        """
        revision = getattr(self, "shown_revision_id", None) or self.latest_revision_id
        return MeaningChange.objects.filter(revision=revision).values_list("unit", flat=True) if revision else []

    def has_body(self, code):
        """Whether the text below the title exists in this language; page types with a body say how."""
        return True

    def is_written_in(self, code):
        """What `speaks` will answer once this draft is stored."""
        return bool(value_in(self, "title", code)) and self.has_body(code) and not self._is_copy(code)

    def publishing_findings(self, rows=None):
        """What has to be mended before readers see this draft, `[Finding]`; page types add what concerns them.

        `rows(relation)` gives the rows that it would be published with, the stored ones unless a form has others.
        """
        return list(shared_findings(self, rows or stored_rows(self)))

    def plain_text(self, code):
        """All words of the page in one language, for excerpts, reading time and search."""
        return value_in(self, "summary", code) or ""

    def first_words(self, code):
        """What an excerpt is taken from when the editor wrote no summary."""
        return self.plain_text(code)

    def search_text(self, code):
        """What readers find the page by, as plain text by weight: `{"title", "heading", "step", "body"}`.

        The language is active, so that labels are in it too.
        """
        company = self.company.name if self.company else ""
        body = [value_in(self, "summary", code), self.plain_text(code)]
        return {"title": value_in(self, "title", code) or "", "heading": company, "step": "", "body": joined(body)}

    def search_name(self, code):
        """What suggestions call the page."""
        return value_in(self, "title", code) or ""

    @property
    def search_kind_label(self):
        return self.listing_label

    @property
    def search_topics(self):
        """The keys of its topics, in order."""
        return sorted(topic.pk for topic in self.topics.all())

    def get_admin_display_title(self):
        with_default = super().get_admin_display_title()
        return with_default if current() == settings.LANGUAGE_CODE else self.title or with_default

    @property
    def preview_modes(self):
        return list(settings.LANGUAGES)

    @property
    def default_preview_mode(self):
        return settings.LANGUAGE_CODE

    def serve_preview(self, request, mode_name):
        language = mode_name or settings.LANGUAGE_CODE
        self._fill_text_columns()
        with override(language):
            request.LANGUAGE_CODE = language
            return super().serve_preview(request, language).render()

    # What listings show

    @property
    def kind_label(self):
        return self.specific_class.listing_label

    @property
    def listing_date(self):
        return self.date

    @property
    def published_moment(self):
        """The one moment of publication that machines are told: on the page's own date, which its editor may choose.

        At the time of day of the first publication if that was on this date, else at the date's beginning.
        """
        first = self.first_published_at
        if not self.date or (first and timezone.localdate(first) == self.date):
            return first
        return timezone.make_aware(datetime.combine(self.date, time.min))

    @property
    def updated_on(self):
        """The day of the last change of content, when it is later than the page's own date."""
        changed = self.changed_at(shown_language(self, "title"))
        updated = changed and timezone.localdate(changed)
        return updated if updated and self.date and updated > self.date else None

    @property
    def short_summary(self):
        return self.excerpt or ""

    @property
    def title_tag(self):
        """What the browser's tab and search engines show."""
        return value_in(self, "seo_title", shown_language(self, "title")) or self.title

    @property
    def lede(self):
        """The sentence below the title; only what an editor wrote."""
        return self.summary or ""

    @property
    def shown_pictures(self):
        """`[(image, name of its use in portal.pages.pictures)]` of what readers and machines are shown."""
        return [(self.cover, use) for use in COVER_USES]

    @property
    def share_cover(self):
        """The picture that a preview of a shared link shows, or None: an ornament says less than the drawn card."""
        return None if self.cover and self.cover.is_ornament else self.cover

    @property
    def card_facts(self):
        """What the drawn card says that a preview shows where there is no `share_cover`, in the active language."""
        subject = self.subject_name if self.listed else ""
        above = " · ".join(part for part in (str(self.kind_label), subject) if part) if self.listed else ""
        company = self.company.name if self.company else ""
        return CardFacts(self.card_title, self.cover_hue, above=above, lede=self.short_summary, company=company)

    @property
    def card_title(self):
        return self.title

    @property
    def subject_name(self):
        """The company that the page is about, else its first topic."""
        if self.company:
            return self.company.name
        return next((topic.name for topic in self.public_topics), "")

    def part(self, key):
        """The page shown within this one that `?k=` names by its permanent key, or None."""
        return None

    def subject_numbered(self, pk):
        """The one of `own_subjects` with this primary key, or None."""
        return next((one for one in self.own_subjects if one.pk == pk), None)

    @property
    def cover_hue(self):
        return zlib.crc32(value_in(self, "title", settings.LANGUAGE_CODE).encode()) % COVER_HUES

    @property
    def cover_mark(self):
        """The number that the title begins with, else the name of an icon."""
        number = re.match(r"\d{1,2}\b", self.title)
        return number[0] if number else self.specific_class.cover_icon

    def get_absolute_url(self):
        return self.get_url() or ""

    def structured_data(self, shown):
        """The nodes of JSON-LD that say what this page is; `shown` is what it shows (portal.pages.structured_data)."""
        return page_nodes(shown)

    @cached_property
    def public_topics(self):
        return list(self.topics.all())

    # Saving

    @transaction.atomic
    def save(self, clean=True, **kwargs):
        """Save in the default language, so that modeltranslation's unsuffixed columns never hold another.

        Fills each language's slug and address, and the columns that listings need.
        """
        with default_language():
            if kwargs.get("update_fields") is not None or not self.path:
                return super().save(clean=clean, **kwargs)
            # Locked, so that of two renames at once the second finds the address that the first one gave.
            stored = type(self).base_page_model.objects.select_for_update().filter(pk=self.pk)
            old = stored.first() if self.pk else None
            was_live = bool(old and old.was_live)
            parent = self.get_parent(update=True)
            if parent and self.locale_id is None:
                self.locale_id = parent.locale_id  # as Wagtail does, which asks for the parent anew
            self.set_slugs(old)
            self._fill_listing_columns()
            self.set_url_path(parent)
            with references_noted_once(self):
                result = super().save(clean=clean, **kwargs)
            if old:
                self._bring_descendants_along(old)
            follow_page(self, old if was_live else None)
            return result

    def save_revision(self, *args, **kwargs):
        with default_language():
            revision = super().save_revision(*args, **kwargs)
        revision_saved.send(sender=type(self), page=self, revision=revision)
        return revision

    def set_slugs(self, old):
        """Give every language a slug that is free among the siblings; made from the title where it is empty.

        `old` is the stored page or None. When a translation first arrives, its slug is made from its title.
        """
        if self.depth == 1:
            return self._same_slug_everywhere(self.slug)
        siblings = self.get_siblings().exclude(pk=self.pk)
        reserved = self.reserved_slugs(self.depth)
        for code in codes():
            field = localized_name("slug", code)
            slug = getattr(self, field)
            if not slug or self._is_first_translation(code, old):
                slug = suggested_slug(self.slug_source(code)) or self.slug or self._slug_of_last_resort()
            alike = siblings.filter(**{f"{field}__startswith": slug[: LONGEST_SLUG // 2]})
            taken = reserved | set(alike.values_list(field, flat=True))
            is_kept = old and slug == value_in(old, "slug", code) and slug not in taken
            setattr(self, field, slug if is_kept else free_slug(slug, taken))

    @classmethod
    def reserved_slugs(cls, depth):
        """The words that no page of this type at this depth may have as its slug, in any language."""
        return reserved_slugs() if depth == 3 else set()

    def slug_source(self, code):
        """The text that a slug is made from when the editor types none."""
        return value_in(self, "title", code)

    def set_url_path(self, parent):
        for code in codes():
            with override(code):
                super().set_url_path(parent)
        return self.url_path

    def _check_slug_is_unique(self):
        """Asked by the form for each language; `save` numbers what comes by another way."""

    def _update_descendant_url_paths(self, old_url_path, new_url_path):
        """Wagtail rewrites the active language alone; `save` has rewritten every language by now."""

    def _is_first_translation(self, code, old):
        """Whether a title has arrived in this language, and its slug is still the one that stood in for it."""
        if old is None or code == settings.LANGUAGE_CODE or not value_in(self, "title", code):
            return False
        slug = value_in(self, "slug", code)
        stood_in = old.first_published_at is None and slug == value_in(self, "slug", settings.LANGUAGE_CODE)
        return stood_in or (not value_in(old, "title", code) and slug == value_in(old, "slug", code))

    def _slug_of_last_resort(self):
        """For titles without a letter that ASCII knows (emoji, Arabic)."""
        return self._meta.model_name

    def _same_slug_everywhere(self, slug):
        for code in codes():
            setattr(self, localized_name("slug", code), slug)

    def _fill_listing_columns(self):
        self.is_visible = self._is_publicly_reachable()
        if not isinstance(self, self.specific_class):
            return  # Wagtail moves and unpublishes pages by their base row, which knows nothing of their text.
        self.is_listed = self.listed
        if self.live and not self.date:
            self.date = timezone.localdate()
        self._fill_text_columns()

    def _fill_text_columns(self):
        for code in codes():
            written = value_in(self, "summary", code)
            setattr(self, localized_name("excerpt", code), excerpt(written or self.first_words(code)))
            setattr(self, localized_name("has_text", code), self.is_written_in(code))

    def _is_copy(self, code):
        """Whether the text in this language is the default language's, word for word: nobody has translated it."""
        if code == settings.LANGUAGE_CODE:
            return False
        text = self.plain_text(code)
        return bool(text) and text == self.plain_text(settings.LANGUAGE_CODE)

    def _is_publicly_reachable(self):
        if not self.live:
            return False
        if self.pk and PageViewRestriction.objects.filter(page=self.pk).exists():
            return False
        parent = self.get_parent()
        return parent is None or parent.depth == 1 or parent.is_visible

    def _bring_descendants_along(self, old):
        columns = ["url_path", *address_columns()]
        changes = {}
        for column in columns:
            before, after = old.__dict__[column] or "", self.__dict__[column]
            if before != after:
                changes[column] = Concat(models.Value(after), Substr(column, len(before) + 1))
        if changes:
            self.get_descendants().rewrite(False).update(**changes)
        if self.is_visible != old.is_visible or self.path != old.path:
            self.refresh_descendant_visibility()

    def refresh_visibility(self):
        """Recompute who may see this page and its descendants, after its privacy or place has changed."""
        self.get_parent(update=True)
        self.is_visible = self._is_publicly_reachable()
        stored = type(self).base_page_model.objects.filter(pk=self.pk)
        stored.update(is_visible=self.is_visible)
        if self.is_visible:
            release_pages(stored)
        self.refresh_descendant_visibility()

    def refresh_descendant_visibility(self):
        private = set(PageViewRestriction.objects.values_list("page_id", flat=True))
        visible = {self.path} if self.is_visible else set()
        changed = {True: [], False: []}
        rows = self.get_descendants().order_by("path").values_list("pk", "path", "live", "is_visible")
        for pk, path, live, was_visible in rows.iterator():
            is_visible = live and pk not in private and path[: -self.steplen] in visible
            if is_visible:
                visible.add(path)
            if is_visible != was_visible:
                changed[is_visible].append(pk)
        for is_visible, keys in changed.items():
            for some in batched(keys, KEYS_PER_QUERY):
                pages = type(self).base_page_model.objects.filter(pk__in=some)
                pages.update(is_visible=is_visible)
                if is_visible:
                    release_pages(pages)

    # Routing

    def subject_at(self, word, slug):
        """What has the address `<word>/<slug>/` below this page and is no page, or None (docs/problems.md).

        `word` is one of `portal.pages.addresses.SUBJECT_WORDS`; `slug` is "" for what stands at `<word>/` itself. A
        subject has a `template`, `get_context(request)` and what `Languages` asks for; its own page is served below
        that of this page. It may have `fragments`: names of partials that `?fragment=` asks for.
        """
        return None

    def serve(self, request, *args, subject=None, **kwargs):
        if subject is None:
            return super().serve(request, *args, **kwargs)
        if not subject.is_public:
            return HttpResponseRedirect(self.get_url(request))
        return TemplateResponse(request, template_of(subject, request), subject.get_context(request))

    @staticmethod
    def route_for_request(request, path):
        """Find a public page by its address in the active language, in one query instead of one per level."""
        if not hasattr(request, "_wagtail_route_for_request"):
            site = site_of(request)
            request._wagtail_route_for_request = site and _route(request, site, path)
        return request._wagtail_route_for_request

    def get_view_restrictions(self):
        """None for a visible page: `is_visible` has asked for all of its ancestors already."""
        return PageViewRestriction.objects.none() if self.is_visible else super().get_view_restrictions()


index_paths(BasePage)


@contextmanager
def references_noted_once(page):
    """Wagtail notes what a page refers to when it is saved, and again with each of its rows: here once, at the end."""
    # It asks for the page model when it is imported, which is this very module's.
    from wagtail.signal_handlers import disable_reference_index_auto_update, update_reference_index_on_save

    with disable_reference_index_auto_update():
        yield
    update_reference_index_on_save(page)


def template_of(subject, request):
    """The whole page, or the partial of it that `?fragment=` names."""
    fragment = request.GET.get("fragment")
    if fragment in getattr(subject, "fragments", ()):
        note_answered("fragment")
        return f"{subject.template}#{fragment}"
    return subject.template


def joined(texts):
    """One line of all texts that say something, each only once: a summary is often the beginning of the text."""
    texts = [" ".join(text.split()) for text in texts if text]
    return sentences(dict.fromkeys(text for text in texts if not any(is_within(text, other) for other in texts)))


def is_within(text, other):
    return len(text) < len(other) and f" {text} " in f" {other} "


def _route(request, site, path):
    if path and not path.endswith("/"):
        path += "/"
    page_path, word, slug = split_subject(path)
    page = None if slug else _page_at(request, site.root_page.url_path + path)
    if page or not word:
        return page and RouteResult(page)
    page = _page_at(request, site.root_page.url_path + page_path)
    subject = page and page.subject_at(word, slug)
    return subject and RouteResult(page, kwargs={"subject": subject})


def _page_at(request, url_path):
    pages = BasePage.objects.filter(url_path=url_path)
    related = ["cover", "company", "content_type", *BasePage.routed_with]
    page = pages.published().select_related(*related).with_specific().with_language_state().first()
    if page is None and is_editor(request):
        # A private page: Wagtail's own hook asks next whether this person may read it.
        page = next((found for found in pages.live() if found.get_ancestors().live().count() == found.depth - 1), None)
    return page and with_loaded_relations(specific_of(page), page)


def specific_of(page):
    """The page as its own type, from what `with_specific` has fetched already."""
    return getattr(page, page.cached_content_type.model, None) or page.specific


def with_loaded_relations(specific, page):
    """The specific page with what its base row was fetched with, so that it is not asked for again."""
    specific.cover, specific.company = page.cover, page.company
    specific.content_changes, specific.stale_languages = page.content_changes, page.stale_languages
    cached = page._state.fields_cache
    specific._state.fields_cache |= {name: cached[name] for name in BasePage.routed_with if name in cached}
    return specific


class RelatedPage(Orderable):
    """An editor's pick, shown before what the topics suggest."""

    page = ParentalKey(BasePage, on_delete=models.CASCADE, related_name="related_picks")
    target = models.ForeignKey(BasePage, models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [PageChooserPanel("target", ["blog.BlogPage", "help.GuidePage"])]
