import logging
from dataclasses import dataclass, replace
from itertools import batched

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager

from help.checks import guide_findings
from help.forms import GuidePageForm
from help.models.change_log import ChangeLog
from help.models.channel import PROSE, HowToPage
from help.models.notice import Notice
from help.models.problem import Problem, name_problems
from help.models.status import ChannelStatus
from help.panels import ProblemsPanel
from help.structured_data import guide_nodes
from help.subject_words import changes_word, problem_word
from help.verification import Verification
from portal.cart.models import Product
from portal.pages.bulk import any_of
from portal.pages.excerpts import plain_text, reading_minutes, sentences
from portal.pages.languages import codes, current, value_in
from portal.pages.models import BasePage, BasePageQuerySet, Topic
from portal.pages.models.base import NEWEST_FIRST, RelatedPage, joined
from portal.pages.pagination import one_page
from portal.pages.panels import page_tabs
from portal.pages.pictures import show_together
from portal.pages.redirects import follow_subjects_of
from portal.pages.shown import note, note_day
from portal.visits.models import MOST_READ_FIRST

GUIDES_PER_PAGE = 12
MOST_PRODUCTS = 6
GUIDES_AT_ONCE = 100  # a thousand conditions are more than SQLite takes

logger = logging.getLogger(__name__)


@dataclass
class Channels:
    """The channels of one guide in their order: those in use carry a `number`, retired ones none."""

    all: list

    def __post_init__(self):
        self.numbered = [channel for channel in self.all if not channel.is_retired]
        self.retired = [channel for channel in self.all if channel.is_retired]
        for number, channel in enumerate(self.numbered, start=1):
            channel.number = number
        for channel in self.retired:
            channel.number = None

    @property
    def verification(self):
        return Verification(self.numbered)

    @property
    def icons(self):
        """Up to four different icons of the channels' kinds, in order."""
        return list(dict.fromkeys(channel.kind_info.icon for channel in self.numbered))[:4]


def problem_tail(problem, code):
    with override(code):
        return f"{problem_word()}/{problem.slug_in(code)}"


class GuidePageQuerySet(BasePageQuerySet):
    def for_feed(self):
        return super().for_feed().with_channels(HowToPage.objects.for_guide())

    def popular(self, home, number):
        """The editors' picks on the home page, then the most read of the last weeks, then the newest: so many, at most.

        Only these are ordered, for the same answer whatever the number of guides.
        """
        note("listed")
        note_day()
        picks = RelatedPage.objects.filter(page=home.pk).order_by("sort_order").values("target")
        most_read = self.filter(recent_views__isnull=False).order_by(MOST_READ_FIRST, *NEWEST_FIRST)
        best = any_of(some[: 2 * number] for some in [picks, most_read.values("pk"), self.listed().values("pk")])
        return self.filter(pk__in=best).picked_by(home, MOST_READ_FIRST)

    def with_channels(self, channels=None):
        """These guides, as a list, each with its public `channels`: a query for a hundred of them.

        `channels` are HowToPages with what is needed of each; their state alone unless a caller asks for more.
        """
        guides = list(self)
        for guide in guides:
            guide.note_channels()
        channels = HowToPage.objects.select_related("status") if channels is None else channels
        found = {}
        for some in batched(guides, GUIDES_AT_ONCE):
            below = models.Q(pk__in=[])
            for guide in some:
                below |= models.Q(path__startswith=guide.path, depth=guide.depth + 1)
            for channel in channels.published().filter(below).order_by("path"):
                found.setdefault(channel.path[: -channel.steplen], []).append(channel)
        for guide in guides:
            guide.channels = Channels(found.get(guide.path, []))
        return guides


class HelpIndexPage(BasePage):
    """The list of all guides, by topic and page."""

    edit_handler = page_tabs(["title", "summary"], facts=[PublishingPanel()])
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["help.GuidePage"]

    class Meta:
        verbose_name = _("list of guides")

    def get_context(self, request, *args, **kwargs):
        topic = Topic.objects.asked_for(request)
        note(f"members:topic:{topic.pk}" if topic else "listed")
        all_guides = GuidePage.objects.listed_below(self)
        guides = all_guides.about(topic) if topic else all_guides
        page_obj = one_page(request, guides.for_cards(), GUIDES_PER_PAGE)
        page_obj.object_list = page_obj.object_list.with_channels()
        return super().get_context(request, *args, **kwargs) | {
            "page_obj": page_obj,
            "topic": topic,
            "topics": Topic.objects.with_pages(all_guides),
            "base_query": f"topic={topic.slug}&" if topic else "",
        }


class GuidePage(BasePage):
    """How to reach one company: an introduction, and a HowToPage below it for each contact channel."""

    introduction = RichTextField(_("introduction"), blank=True, features=PROSE)
    publishes_channels = models.BooleanField(
        _("publish its draft channels together with it"),
        default=True,
        help_text=_("Channels that were never public are submitted, scheduled and published with the guide."),
    )

    edit_handler = page_tabs(
        ["title", "summary", "introduction"],
        facts=[
            HelpPanel(heading=_("Channels"), template="help/admin/guide_help.html"),
            FieldPanel("publishes_channels"),
            ProblemsPanel("problems", heading=_("Which way fits my problem?"), label=_("problem")),
            InlinePanel(
                "product_rows", heading=_("Products shown on this guide"), label=_("product"), max_num=MOST_PRODUCTS
            ),
            *BasePage.fact_panels,
            *BasePage.related_panels,
            PublishingPanel(),
        ],
        form=GuidePageForm,
    )
    parent_page_types = ["help.HelpIndexPage"]
    subpage_types = ["help.HowToPage"]
    listed = is_guide = follows_company = True
    og_type = "article"
    listing_label = _("Guide")
    question = "useful"
    search_kind = "guide"
    feed_template = "help/feed/guide.html"

    objects = PageManager.from_queryset(GuidePageQuerySet)()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    @cached_property
    def channels(self):
        """The public channels, with all that a card of a channel shows: four queries however many there are."""
        self.note_channels()
        channels = HowToPage.objects.published().child_of(self).for_guide()
        own_rows = {"problems": Problem, "product_rows": GuideProduct}
        told = {f"has_{name}": models.Exists(model.objects.filter(guide=self.pk)) for name, model in own_rows.items()}
        channels = self._adopt(channels.annotate(**told))
        show_together(step.picture for channel in channels for step in channel.steps.all())
        return Channels(channels)

    def note_channels(self):
        """Which channels, and whether a notice holds, shows on whatever shows the guide with them."""
        note(f"under:{self.path}", f"notices:{self.company_id}")

    def _rows(self, relation):
        """Rows of its own. No query where the channels have told that there are none."""
        if self.pk and relation not in getattr(self, "_cluster_related_objects", {}):
            first = next(iter(self.channels.all), None)
            if not getattr(first, f"has_{relation}", True):
                return []
        return list(getattr(self, relation).all())

    @property
    def draft_channels(self):
        """The channels that would be published together with this guide: those that never were public."""
        return list(HowToPage.objects.child_of(self).filter(first_published_at=None, live=False).order_by("path"))

    @property
    def channels_going_along(self):
        """Those of them that are: one that has a lock, a schedule or a moderation of its own keeps to that."""
        return [
            channel
            for channel in (self.draft_channels if self.pk else [])
            if not (channel.locked or channel.scheduled_revision or channel.current_workflow_state)
        ]

    @property
    def channels_standing(self):
        """How many channels readers can use as soon as they see the guide, without any draft."""
        if not self.pk:
            return 0
        channels = HowToPage.objects.child_of(self).live().filter(view_restrictions=None)
        return channels.exclude(status__state=ChannelStatus.State.RETIRED).count()

    def publishing_findings(self, rows=None):
        return [*super().publishing_findings(rows), *guide_findings(self)]

    @cached_property
    def channel_choices(self):
        """What an editor may rank for a problem, `[(guide_key, name)]`, with a word about what readers do not see."""
        channels = HowToPage.objects.child_of(self).select_related("status").order_by("path") if self.pk else []
        return [(channel.guide_key, channel.name_for_editors) for channel in channels]

    def channels_with_drafts(self, edited=None):
        """The channels as a preview shows them: every latest draft, and `edited` in place of what is stored."""
        stored = HowToPage.objects.child_of(self).exclude(live=False, first_published_at__isnull=False)
        drafts = [channel.get_latest_revision_as_object() for channel in stored.order_by("path")] if self.pk else []
        if edited is not None:
            drafts = [edited if edited.pk and draft.pk == edited.pk else draft for draft in drafts]
            if edited not in drafts:
                drafts.append(edited)
        return Channels(self._adopt(drafts))

    def _adopt(self, channels):
        """Spare each channel the query for its guide; one that is previewed before its first save has no state."""
        channels = list(channels)
        for channel in channels:
            channel._cached_parent_obj = self
            if not hasattr(channel, "status"):
                channel._state.fields_cache["status"] = ChannelStatus(channel=channel)
        return channels

    def has_body(self, code):
        return bool(value_in(self, "introduction", code) or value_in(self, "summary", code))

    def plain_text(self, code):
        return joined([value_in(self, "summary", code), plain_text(value_in(self, "introduction", code))])

    def search_text(self, code):
        text = super().search_text(code)
        problems = (value_in(problem, "title", code) or "" for problem in self.problems.all())
        return text | {"heading": sentences([text["heading"], *problems])}

    def structured_data(self, shown):
        return guide_nodes(self, shown)

    @property
    def change_log(self):
        return ChangeLog(self)

    @cached_property
    def products(self):
        """The products of its rows that readers may see, each once, in their order."""
        keys = dict.fromkeys(row.product_id for row in self._rows("product_rows"))
        found = Product.objects.live().select_related("picture").in_bulk(keys)
        return [found[key] for key in keys if key in found]

    # Problems and notices

    @cached_property
    def offered_problems(self):
        """The problems that some public channel is a way for, in their order: one query."""
        return self.problems_among(self.channels.numbered)

    @property
    def own_subjects(self):
        return self.offered_problems

    def problems_among(self, channels):
        """The problems that one of these channels is a way for."""
        problems = self._rows("problems")
        for problem in problems:
            problem.guide = self
        return [problem for problem in problems if problem.ways_among(channels)]

    def subject_at(self, word, slug):
        """What is at `problem/<slug>/`, also if its ways are all gone, or at `changes/`, in the active language."""
        if word == changes_word() and not slug:
            return self.change_log
        return self._problem_at(slug) if word == problem_word() and slug else None

    def _problem_at(self, slug):
        problems = list(self.problems.all())
        own = next((one for one in problems if value_in(one, "slug", current()) == slug), None)
        found = own or next((one for one in problems if one.slug_in(current()) == slug), None)
        if found:
            found.guide = self
        return found

    @cached_property
    def notices(self):
        """What holds for the company today. No query where the channels have told that there is nothing."""
        first = next(iter(self.channels.all), None)
        if not self.company_id or not getattr(first, "has_notices", True):
            return []
        return list(Notice.objects.holding().filter(company=self.company_id))

    # Saving

    def save(self, clean=True, **kwargs):
        problems = self._problems_in_memory()
        if kwargs.get("update_fields") is not None or problems is None:
            return super().save(clean=clean, **kwargs)
        name_problems(problems)
        before = self._problem_tails(Problem.objects.filter(guide=self.pk)) if self.pk and self.was_live else {}
        result = super().save(clean=clean, **kwargs)
        if self.was_live:
            follow_subjects_of(self, before, self._problem_tails(problems))
        return result

    def save_revision(self, *args, **kwargs):
        name_problems(self._problems_in_memory() or [])
        return super().save_revision(*args, **kwargs)

    def _problems_in_memory(self):
        """The problems that `save` will store, or None when they were not touched."""
        return getattr(self, "_cluster_related_objects", {}).get("problems")

    def _problem_tails(self, problems):
        """What follows the guide's address in those of its problems, `{key: {code: "problem/slug"}}`."""
        return {one.pk: {code: problem_tail(one, code) for code in codes()} for one in problems}

    @property
    def card_facts(self):
        """With the number of channels in use, and how many of them are verified."""
        facts, count = super().card_facts, len(self.channels.numbered)
        if not count:
            return facts
        facts = replace(facts, lede="", mark=str(count), mark_label=ngettext("way", "ways", count))
        return self.channels.verification.on_card(facts)

    def part(self, key):
        """The public channel with this key."""
        found = next((channel for channel in self.channels.all if channel.status.key == key), None)
        if found and found.company_id == self.company_id:
            found.company = self.company  # which is loaded
        return found

    def _bring_descendants_along(self, old):
        """Channels are about their guide's company: the published one, so a draft's is not passed on."""
        super()._bring_descendants_along(old)
        if self.company_id != old.company_id:
            HowToPage.objects.child_of(self).update(company=self.company_id)

    @transaction.atomic
    def publish_draft_channels(self, revision):
        """Publish the draft channels as they stood when this `revision` of the guide was saved.

        So what was moderated or scheduled with the guide goes live, and nothing that was written since.
        A channel that is not complete stays a draft.
        """
        for channel in self.channels_going_along:
            draft = channel.draft_at(revision.created_at)
            if draft is None:
                continue
            try:
                draft.as_object().full_clean()
            except ValidationError as error:
                logger.warning("Channel %s was not published with its guide: %s", channel.pk, error)
            else:
                draft.publish(user=revision.user, skip_permission_checks=True)

    def get_context(self, request, *args, **kwargs):
        is_preview = getattr(request, "is_preview", False)
        channels = self.channels_with_drafts() if is_preview else self.channels
        if is_preview:
            name_problems(self._problems_in_memory() or [])
        text = " ".join([self.plain_text(current()), *(one.plain_text(current()) for one in channels.numbered)])
        return super().get_context(request, *args, **kwargs) | {
            "channels": channels.numbered,
            "retired": channels.retired,
            "live_count": len(channels.numbered),
            "verified_count": channels.verification.count,
            "reading_minutes": reading_minutes(text),
            "problems": self.problems_among(channels.numbered),
            "notices": self.notices,
        }


class GuideProduct(Orderable):
    """A product that is shown below the channels of a guide."""

    guide = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="product_rows")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))

    panels = [FieldPanel("product")]

    class Meta(Orderable.Meta):
        verbose_name = _("product of a guide")
        verbose_name_plural = _("products of guides")

    def __str__(self):
        return str(self.product)
