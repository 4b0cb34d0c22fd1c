"""Many pages stored at once, each with all the rows that saving and publishing it would have left.

Saving a page asks the database some fifty times. Here each table is written once for hundreds of pages; a test saves
some of them anew and looks whether that changes anything.
"""

from datetime import timedelta
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from wagtail.models import PageLogEntry, PageViewRestriction, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from blog.models import BlogPage
from help.facts import facts_of
from help.kinds import BY_KEY
from help.models import ChannelChange, ChannelStatus, ChecklistItem, GuidePage, HowToPage, OpeningSlot, Problem, Step
from portal.pages.bulk import insert_rows
from portal.pages.days import today
from portal.pages.excerpts import excerpt
from portal.pages.keys import new_key
from portal.pages.languages import codes, localized_name, spoken_codes, value_in
from portal.pages.models import BasePage, ContentVersion, PublishedText
from portal.pages.models.versions import digest_of
from portal.pages.slugs import suggested_slug
from portal.pages.texts import count_words, units_of
from portal.search.indexing import made_entry, store_postings
from portal.search.models import SearchEntry
from portal.sharing.models import ShortLink
from portal.visits.models import DailyViews, RecentViews

OWN_ROWS = {"steps": (Step, "channel"), "checklist_items": (ChecklistItem, "channel")} | {
    "opening_slots": (OpeningSlot, "channel"),
    "problems": (Problem, "guide"),
}
LONG_KEY = 9  # letters, of which no two pages get the same by chance
VIEWED = 5  # one page in so many was read lately


class Store:
    """Stores the `pieces` of one batch: articles below `blog`, guides below `help_index`."""

    def __init__(self, blog, help_index):
        self.parents = {BlogPage: blog, GuidePage: help_index}

    def store(self, pieces):
        listed = [piece.page for piece in pieces]
        for model, parent in self.parents.items():
            self.place([page for page in listed if isinstance(page, model)], parent)
        for piece in pieces:
            self.settle(piece)
        self.insert(listed)
        for piece in pieces:
            self.place(piece.channels, piece.page)
            for channel in piece.channels:
                self.settle_channel(channel, piece)
        channels = [channel for piece in pieces for channel in piece.channels]
        self.insert(channels)
        self.store_rows(pieces, [*listed, *channels])

    # The tree

    def place(self, pages, parent):
        """Below `parent`, after the pages that are there already; its row learns of them."""
        if not pages:
            return
        model = BasePage
        last = model.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).aggregate(models.Max("path"))[
            "path__max"
        ]
        first = model._str2int(last[-model.steplen :]) + 1 if last else 1
        for number, page in enumerate(pages, start=first):
            page.path, page.depth = model._get_path(parent.path, parent.depth + 1, number), parent.depth + 1
            page._cached_parent_obj, page.locale_id = parent, parent.locale_id
            for code in codes():
                title = page.slug_source(code) or page.slug_source(codes()[0])
                setattr(page, localized_name("slug", code), f"{suggested_slug(title)[:60].strip('-')}-{number}")
            page.set_url_path(parent)
        parent.numchild += len(pages)
        model.objects.filter(pk=parent.pk).update(numchild=parent.numchild)

    def settle(self, piece):
        """What `BasePage.save` and publishing fill in."""
        page, parent = piece.page, piece.page._cached_parent_obj
        page.is_visible = page.live and parent.is_visible and not piece.is_private
        page.topics, page.draft_title = piece.topics, page.title
        page.related_picks = page.wagtail_admin_comments = []  # known, so that nobody asks for them
        page.has_unpublished_changes = not page.live
        if isinstance(page, BlogPage):
            page.authors = piece.authors
        if not page.live:
            page.first_published_at = page.last_published_at = None
        for code in codes():
            summary = value_in(page, "summary", code) or page.first_words(code)
            setattr(page, localized_name("excerpt", code), excerpt(summary))
            setattr(page, localized_name("has_text", code), page.is_written_in(code))

    def settle_channel(self, channel, piece):
        channel.topics = []
        guide, whole = piece.page, type(piece)(channel, piece.is_private, [])
        self.settle(whole)
        channel.is_visible = channel.live and guide.is_visible
        if channel.live:
            channel.first_published_at = channel.last_published_at = guide.last_published_at

    def insert(self, pages):
        BasePage.objects.bulk_create(pages)
        for model in {type(page) for page in pages}:
            own = [page for page in pages if type(page) is model]
            for page in own:
                page.basepage_ptr_id = page.id
            # bulk_create refuses a model with a table of its own beside its parent's; the parent's rows are there now.
            models.QuerySet(model)._batched_insert(own, model._meta.local_concrete_fields, batch_size=None)
            for page in own:
                page._state.adding = False

    # The rows beside them

    def store_rows(self, pieces, pages):
        self.store_own_rows(pages)
        self.store_subjects(pieces)
        self.store_statuses([page for page in pages if isinstance(page, HowToPage)])
        private = [piece.page for piece in pieces if piece.is_private]
        PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN) for page in private
        )
        ShortLink.objects.bulk_create(ShortLink(page_id=page.pk, key=new_key(LONG_KEY)) for page in pages)
        data = {page.pk: page.serializable_data() for page in pages}
        self.store_content([page for page in pages if page.live], data)
        self.store_revisions(pages, data)
        self.store_search([page for page in pages if page.live])
        self.store_views([page for page in pages if page.is_visible][::VIEWED])

    def store_own_rows(self, pages):
        for relation, (model, parent) in OWN_ROWS.items():
            rows = []
            for page in pages:
                for order, row in enumerate(page._cluster_related_objects.get(relation, [])):
                    setattr(row, f"{parent}_id", page.pk)
                    row.sort_order = order
                    rows.append(row)
            model.objects.bulk_create(rows)

    def store_subjects(self, pieces):
        topics, authors = BasePage.topics.through, BlogPage.authors.through
        topics.objects.bulk_create(
            topics(basepage_id=piece.page.pk, topic_id=topic.pk) for piece in pieces for topic in piece.topics
        )
        authors.objects.bulk_create(
            authors(blogpage_id=piece.page.pk, author_id=author.pk) for piece in pieces for author in piece.authors
        )

    def store_statuses(self, channels):
        statuses = [self.status(channel) for channel in channels]
        ChannelStatus.objects.bulk_create(statuses)
        ChannelChange.objects.bulk_create(
            ChannelChange(
                channel_id=status.channel_id,
                what=ChannelChange.What.ADDED,
                facts=facts_of(status.channel, status),
                happened_at=status.channel.first_published_at,
            )
            for status in statuses
            if status.channel.live
        )

    def status(self, channel):
        key = new_key(LONG_KEY)
        state = ChannelStatus.State.RETIRED if channel.is_made_retired else ChannelStatus.State.WORKS
        status = ChannelStatus(channel=channel, key=key, state=state)
        if channel.days_since_check is not None and channel.live:
            status.verified_on = today() - timedelta(days=channel.days_since_check)
            status.due_on = status.verified_on + timedelta(days=BY_KEY[channel.kind].fresh_days)
        return status

    def store_content(self, pages, data):
        versions, texts = [], []
        for page in pages:
            for code in codes():
                digest = digest_of(page, code, data[page.pk])
                moment = page.last_published_at
                versions.append(ContentVersion(page_id=page.pk, language=code, digest=digest, changed_at=moment))
            texts += self.published_texts(page)
        ContentVersion.objects.bulk_create(versions)
        insert_rows(PublishedText, ["page_id", "unit", "language", "text", "source", "words", "is_live"], texts)

    def published_texts(self, page):
        for unit in units_of(type(page)):
            source = unit.text(page, codes()[0])
            for code in codes():
                text = source if code == codes()[0] else unit.text(page, code)
                yield page.pk, unit.name, code, text, source, count_words(source), True

    def store_revisions(self, pages, data):
        base = ContentType.objects.get_for_model(BasePage)
        revisions = [
            Revision(
                content_type=page.cached_content_type,
                base_content_type=base,
                object_id=str(page.pk),
                object_str=str(page),
                created_at=page.latest_revision_created_at,
                approved_go_live_at=page.go_live_at,
                content=data[page.pk],
            )
            for page in pages
        ]
        Revision.objects.bulk_create(revisions)
        self.point_to_revisions(pages, base)
        PageLogEntry.objects.bulk_create(self.log_entry(page) for page in pages)

    def point_to_revisions(self, pages, base):
        stored = BasePage.objects.filter(pk__gte=pages[0].pk, pk__lte=max(page.pk for page in pages))
        own = Revision.objects.filter(base_content_type=base, object_id=Cast(models.OuterRef("pk"), models.TextField()))
        stored.update(latest_revision=models.Subquery(own.values("pk")[:1]))
        stored.filter(live=True).update(live_revision=models.F("latest_revision"))

    def log_entry(self, page):
        return PageLogEntry(
            content_type=page.cached_content_type,
            label=str(page)[:255],
            action="wagtail.publish" if page.live else "wagtail.create",
            timestamp=page.latest_revision_created_at,
            content_changed=True,
            page_id=page.pk,
        )

    def store_search(self, pages):
        """What readers find them by."""
        made = [made_entry(page, code, page.search_topics) for page in pages for code in spoken_codes(page.speaks)]
        SearchEntry.objects.bulk_create(entry for entry, _words in made)
        store_postings((entry.pk, word, weight) for entry, words in made for word, weight in words.items())

    def store_views(self, pages):
        RecentViews.objects.bulk_create(RecentViews(page_id=page.pk, count=3 * page.made_views) for page in pages)
        DailyViews.objects.bulk_create(
            DailyViews(page_id=page.pk, language=codes()[0], day=today() - timedelta(days), count=page.made_views)
            for page in pages
            for days in (1, 8, 15)
        )


def store_for_editors(pages):
    """What the admin asks: what its search finds, and what a picture or company is used by."""
    for model in {type(page) for page in pages}:
        own = [page for page in pages if type(page) is model]
        get_search_backend().get_index_for_model(model).add_items(model, own)
    ReferenceIndex.objects.bulk_create(chain.from_iterable(references(page) for page in pages))


def references(page):
    base = ContentType.objects.get_for_model(BasePage)
    for to_type, to_key, model_path, content_path in ReferenceIndex._extract_references_from_object(page):
        yield ReferenceIndex(
            content_type=page.cached_content_type,
            base_content_type=base,
            object_id=str(page.pk),
            to_content_type_id=to_type,
            to_object_id=to_key,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
