from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from wagtail.models import PageLogEntry

from help.models.change import ChannelChange
from help.models.channel import HowToPage
from help.subject_words import changes_word
from portal.pages.days import today
from portal.pages.languages import Languages
from portal.pages.pagination import one_page

NEWEST = 5
LINES_PER_PAGE = 20
# Of each source; a guide that is verified every month reaches it after ten years.
ROWS_READ = 1000


class TextChangeManager(models.Manager):
    def note(self, page, languages):
        """The text of a public page is another one since today, for readers of these `languages`."""
        rows = [self.model(page_id=page.pk, language=code, happened_on=today()) for code in languages]
        self.bulk_create(rows, ignore_conflicts=True)


class TextChange(models.Model):
    """A day on which a guide's or channel's text was changed for readers of one language.

    Noted when a revision is published that reads differently; what it said before is nobody's business any longer.
    """

    page = models.ForeignKey("pages.BasePage", models.CASCADE, related_name="text_changes")
    language = models.CharField(max_length=10)
    happened_on = models.DateField()

    objects = TextChangeManager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-happened_on"]
        constraints = [
            models.UniqueConstraint(fields=["page", "language", "happened_on"], name="one_text_change_a_day")
        ]

    def __str__(self):
        return f"{self.page_id}: {self.happened_on} ({self.language})"


@dataclass
class Line:
    """What happened on a day: one `change`, else all that were "verified", "text" or "published"."""

    day: date
    what: str
    change: ChannelChange | None = None
    channels: list = field(default_factory=list)
    words: str = ""


class ChangeLog:
    """What readers may know of a guide's past: changes of its public channels, their verifications, days of new text.

    It stands right below the guide's address and is no page (docs/changes.md).
    """

    template = "help/change_log.html"
    fragments = ("newest",)
    follows_company = True
    og_type = "website"

    def __init__(self, guide):
        self.guide = guide

    def __str__(self):
        return str(self.title_tag)

    @property
    def pk(self):
        return self.guide.pk

    # Address and languages

    def get_absolute_url(self):
        url = self.guide.get_absolute_url()
        return f"{url}{changes_word()}/" if url else ""

    def speaks(self, code):
        return self.guide.speaks(code)

    @property
    def is_public(self):
        return self.guide.is_public

    # What the page shows

    @property
    def company(self):
        return self.guide.company

    @property
    def parent_page(self):
        """What its breadcrumbs end with."""
        return self.guide

    @property
    def title(self):
        return gettext("What has changed")

    @property
    def title_tag(self):
        return f"{self.title}: {self.guide.title}"

    @property
    def share_cover(self):
        return self.guide.cover

    @property
    def card_facts(self):
        """Who shares it shares the guide."""
        return self.guide.card_facts

    def get_context(self, request):
        """What its page, its fragment and its Markdown twin show; too thin a page for search engines."""
        return {
            "subject": self,
            "log": self,
            "guide": self.guide,
            "newest": self.lines[:NEWEST],
            "page_obj": one_page(request, self.lines, LINES_PER_PAGE),
            "robots": "noindex",
        }

    @cached_property
    def channels(self):
        """The public channels by their keys."""
        self.guide.note_channels()
        channels = HowToPage.objects.published().child_of(self.guide).select_related("status")
        return {channel.pk: channel for channel in channels.order_by("path")}

    @cached_property
    def lines(self):
        """All that happened, newest first."""
        of_a_day = [*self.changes, *self.verifications, *self.new_texts, self.publication]
        return sorted(of_a_day, key=lambda line: line.day, reverse=True)

    @cached_property
    def changes(self):
        """Without the channels that came with the guide: those are told in one line."""
        known = [change for change in self.known_changes if not self.came_with_the_guide(change)]
        return [Line(local_day(change.happened_at), change.what, change=change) for change in known]

    @cached_property
    def known_changes(self):
        changes = ChannelChange.objects.of_guide(self.guide, self.language)[:ROWS_READ].with_replacements()
        for change in changes:
            change.channel = self.channels.get(change.channel_id)
        return changes

    def came_with_the_guide(self, change):
        return change.what == change.What.ADDED and local_day(change.happened_at) <= self.published_on

    @property
    def verifications(self):
        """One line a day; each channel stands in it once, in the guide's order, and nobody's name."""
        noted = PageLogEntry.objects.filter(action="help.verify", page__in=list(self.channels))
        public = noted.exclude(timestamp__lt=models.F("page__first_published_at"))
        days = {}
        for key, moment in public.values_list("page", "timestamp")[:ROWS_READ]:
            days.setdefault(local_day(moment), set()).add(key)
        for channel in self.channels.values():
            if channel.status.verified_on:  # which the channel's page shows, however it came there
                days.setdefault(channel.status.verified_on, set()).add(channel.pk)
        return [Line(day, "verified", channels=self.in_order(keys)) for day, keys in days.items()]

    def in_order(self, keys):
        return [channel for key, channel in self.channels.items() if key in keys]

    @property
    def new_texts(self):
        pages = [self.guide.pk, *self.channels]
        rows = TextChange.objects.filter(page__in=pages, language=self.language, happened_on__gt=self.published_on)
        days = rows.order_by("-happened_on").values_list("happened_on", flat=True).distinct()
        return [Line(day, "text") for day in days[:ROWS_READ]]

    @property
    def publication(self):
        count = sum(map(self.came_with_the_guide, self.known_changes))
        words = ngettext("Published with %(count)s channel", "Published with %(count)s channels", count)
        return Line(self.published_on, "published", words=words % {"count": count} if count else gettext("Published"))

    @cached_property
    def published_on(self):
        first = self.guide.first_published_at
        return local_day(first) if first else self.guide.date

    @cached_property
    def language(self):
        """The language that the guide is shown in."""
        return Languages(self.guide).content


def local_day(moment):
    return timezone.localdate(moment, timezone.get_default_timezone())
