import json
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager

from help import clocks, hours
from help.addresses import WebAddress
from help.checks import channel_findings
from help.forms import HowToPageForm
from help.kinds import BY_KEY, UNKNOWN, kind_choices
from help.models.notice import Notice
from help.models.status import ChannelStatus
from help.panels import StatusPanel
from help.public_holidays import coming_holidays
from help.structured_data import channel_nodes
from help.subject_words import words_in_every_language
from help.territories import country_name, language_name
from portal.pages.excerpts import plain_text, sentences
from portal.pages.findings import stored_rows
from portal.pages.keys import new_key
from portal.pages.languages import current, value_in
from portal.pages.models import BasePage, BasePageQuerySet
from portal.pages.models.base import joined
from portal.pages.panels import FoldedPanel, RowsPanel, page_tabs, translated

PROSE = ["bold", "italic", "link", "ol", "ul"]
HOURS_IN_A_DAY = 24
HOURS_ARE_CLEARER_UP_TO = 2  # days
HOLIDAYS_SHOWN = 3
GUIDE_KEY_LENGTH = 8


def new_guide_key():
    return new_key(GUIDE_KEY_LENGTH)


class HowToPageQuerySet(BasePageQuerySet):
    def for_guide(self):
        """In their order, with the rows that a guide shows of each channel."""
        related = ["status__replacement__status", "short_link", "answer_sums", "cover"]
        rows = ["steps__picture", "checklist_items", "opening_slots"]
        return (
            self.with_language_state().with_notices().select_related(*related).prefetch_related(*rows).order_by("path")
        )

    def with_notices(self):
        """With `has_notices`, whether a notice about the company holds today, so that most pages need not ask."""
        holding = Notice.objects.holding().filter(company=models.OuterRef("company"))
        return self.annotate(has_notices=models.Exists(holding))

    def in_use(self):
        """Public channels that are not retired."""
        return self.published().exclude(status__state=ChannelStatus.State.RETIRED)


class HowToPage(BasePage):
    """One contact channel of a guide: facts that hold in every language, and translated prose and steps."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("for everyone")
        RIGHTS_HOLDERS = "rights_holders", _("for rights holders")
        PRESS = "press", _("for press and advertisers")
        LAW_ENFORCEMENT = "law_enforcement", _("for law enforcement")

    short_name = models.CharField(
        _("short name"), max_length=40, blank=True, help_text=_("For the list of channels and the address.")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=PROSE)
    notes = RichTextField(_("notes"), blank=True, features=PROSE)

    # What its guide's problems call it. A copy of the guide has channels with the same keys, so that its problems mean
    # those; within one guide no two channels share one.
    guide_key = models.CharField(max_length=12, editable=False, default=new_guide_key)
    kind = models.CharField(_("kind"), max_length=20, choices=kind_choices)
    address = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("A web address, a name on X, an e-mail address or a phone number, as the kind asks for."),
    )
    audience = models.CharField(_("for whom"), max_length=20, choices=Audience, default=Audience.EVERYONE)
    countries = models.JSONField(_("countries"), default=list, blank=True, help_text=_("None means everywhere."))
    spoken_languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    answer_hours = models.PositiveSmallIntegerField(
        _("expected answer, in hours"), null=True, blank=True, help_text=_("Only if the company promises it.")
    )
    timezone = models.CharField(_("time zone of the hours"), max_length=60, choices=hours.zone_choices, blank=True)
    hours_note = models.CharField(
        _("hours in words"), max_length=200, blank=True, help_text=_("Shown instead of the table of hours.")
    )
    holiday_note = models.CharField(_("on holidays"), max_length=200, blank=True)
    holidays_of = models.CharField(_("closed on public holidays of"), max_length=2, blank=True)
    message_subject = models.CharField(
        _("subject of the message"),
        max_length=150,
        blank=True,
        help_text=_("For e-mail: what the subject line says when the reader's mail program opens."),
    )
    message_template = models.TextField(
        _("message template"),
        max_length=2000,
        blank=True,
        help_text=_(
            "What readers can send, copy or paste into a form. Put what they have to fill in into square brackets: "
            "[your name]."
        ),
    )
    source_url = models.URLField(
        _("official source"), help_text=_("The company's own page that names this channel. Needed to publish.")
    )

    edit_handler = page_tabs(
        ["title", "short_name", "introduction", "message_subject", "message_template", "notes", "summary"],
        facts=[
            FieldPanel("kind"),
            FieldPanel("address"),
            FieldPanel("source_url"),
            FieldPanel("audience"),
            RowsPanel("steps", heading=_("Steps"), label=_("step")),
            RowsPanel("checklist_items", heading=_("Have ready"), label=_("item")),
            MultiFieldPanel(
                [
                    FieldPanel("timezone"),
                    InlinePanel("opening_slots", label=_("opening hours")),
                    *translated("hours_note", "holiday_note"),
                    FieldPanel("holidays_of"),
                    FieldPanel("answer_hours"),
                ],
                heading=_("Hours"),
            ),
            FieldRowPanel([FieldPanel("countries"), FieldPanel("spoken_languages")], heading=_("Where")),
            StatusPanel(),
            FieldPanel("cover"),
            PublishingPanel(),
        ],
        form=HowToPageForm,
    )
    parent_page_types = ["help.GuidePage"]
    subpage_types = []
    follows_company = True
    og_type = "article"
    listing_label = _("Contact channel")
    cover_icon = "message"

    objects = PageManager.from_queryset(HowToPageQuerySet)()

    class Meta:
        verbose_name = _("contact channel")
        verbose_name_plural = _("contact channels")

    def save(self, clean=True, **kwargs):
        if self._state.adding and self.path and self._shares_its_key():
            self.guide_key = new_guide_key()
        return super().save(clean=clean, **kwargs)

    def with_content_json(self, content):
        """A draft never brings another key along, nor does one that was written before there were keys."""
        draft = super().with_content_json(content)
        draft.guide_key = self.guide_key
        return draft

    def clean(self):
        super().clean()
        if self.address and self.kind in BY_KEY:
            try:
                self.address = self.kind_info.address.clean(self.address)
            except ValidationError as error:
                raise ValidationError({"address": error}) from None

    def publishing_findings(self, rows=None):
        return [*super().publishing_findings(rows), *channel_findings(self, rows or stored_rows(self))]

    def slug_source(self, code):
        return value_in(self, "short_name", code) or super().slug_source(code)

    def has_body(self, code):
        written = [value_in(step, "instruction", code) for step in self.steps.all()]
        prose = value_in(self, "introduction", code) or value_in(self, "notes", code)
        return all(written) and bool(written or prose)

    def plain_text(self, code):
        prose = [value_in(self, "introduction", code)]
        prose += [value_in(step, "instruction", code) for step in self.steps.all()]
        prose += [value_in(self, "notes", code)]
        return sentences(plain_text(part) for part in prose if part)

    def _shares_its_key(self):
        return HowToPage.objects.sibling_of(self).exclude(pk=self.pk).filter(guide_key=self.guide_key).exists()

    @classmethod
    def reserved_slugs(cls, depth):
        return super().reserved_slugs(depth) | words_in_every_language()

    def _fill_listing_columns(self):
        """A channel is about its guide's company; a guide's own `save` brings a change along."""
        self.company_id = self.get_parent().company_id
        super()._fill_listing_columns()

    def search_text(self, code):
        address = self.address_info
        names = [value_in(step, "case", code) for step in self.steps.all()]
        written = [value_in(self, "short_name", code), str(self.kind_info.label), *names]
        steps = [plain_text(value_in(step, "instruction", code)) for step in self.steps.all()]
        aside = [value_in(step, name, code) for step in self.steps.all() for name in ("tip", "warning")]
        steps += [value_in(item, "text", code) for item in self.checklist_items.all()] + aside
        prose = [plain_text(value_in(self, name, code)) for name in ("introduction", "notes")]
        subject = value_in(self, "message_subject", code)
        return {
            "title": value_in(self, "title", code) or "",
            "heading": joined([self.company.name if self.company else "", *written]),
            "step": joined(steps),
            "body": joined([value_in(self, "summary", code), *prose, subject, address.copy if address else ""]),
        }

    def search_name(self, code):
        return value_in(self, "short_name", code) or super().search_name(code)

    @property
    def search_kind(self):
        return self.kind

    @property
    def search_kind_label(self):
        return self.kind_info.label

    @property
    def search_topics(self):
        """A channel is about what its guide is about."""
        return sorted({*super().search_topics, *self.guide.search_topics})

    @property
    def search_ranks_last(self):
        return hasattr(self, "status") and self.is_retired

    @cached_property
    def guide(self):
        """The guide that this channel belongs to, with its company."""
        guides = apps.get_model("help.GuidePage").objects
        parent = getattr(self, "_cached_parent_obj", None)
        if isinstance(parent, guides.model):
            return parent
        return guides.select_related("company").get(path=self.path[: -self.steplen])

    # Facts as a reader sees them

    @property
    def kind_info(self):
        return BY_KEY.get(self.kind, UNKNOWN)

    @property
    def name_field(self):
        """The field whose text a list shows: the short name, unless only the title is translated."""
        only_title = value_in(self, "title", current()) and not value_in(self, "short_name", current())
        return "title" if only_title or not self.short_name else "short_name"

    @property
    def name_in_lists(self):
        return getattr(self, self.name_field)

    @property
    def anchor(self):
        """The id of this channel on its guide's page: from an immutable key, the same in every language."""
        return f"k-{self.status.key}"

    @cached_property
    def address_info(self):
        return self.kind_info.address(self.address) if self.address else None

    @property
    def address_text(self):
        return self.address_info.text if self.address_info else ""

    @property
    def address_copy(self):
        return self.address_info.copy if self.address_info else ""

    @property
    def address_href(self):
        return self.address_info.href if self.address_info else ""

    @property
    def address_link(self):
        """What the button opens: for e-mail, with the subject and the message in the reader's language."""
        if not self.address_info:
            return ""
        return self.address_info.link(self.message_subject or "", self.message_template or "")

    @property
    def address_action(self):
        """What the button beside the address says it does."""
        by_kind = self.kind_info.action if self.address_host else ""
        return by_kind or (self.address_info.action if self.address_info else "")

    @property
    def address_host(self):
        return self.address_info.host if self.address_info else ""

    @property
    def source_host(self):
        return WebAddress(self.source_url).host

    @property
    def countries_text(self):
        return ", ".join(country_name(code) for code in self.countries)

    @property
    def languages_text(self):
        return ", ".join(language_name(code) for code in self.spoken_languages)

    @property
    def answer_time_text(self):
        if not self.answer_hours:
            return ""
        days, rest = divmod(self.answer_hours, HOURS_IN_A_DAY)
        if days > HOURS_ARE_CLEARER_UP_TO and not rest:
            return ngettext("within %(count)d day", "within %(count)d days", days) % {"count": days}
        return ngettext("within %(count)d hour", "within %(count)d hours", self.answer_hours) % {
            "count": self.answer_hours
        }

    @cached_property
    def opening_lines(self):
        """The table of hours; none where the editor has put words in its place."""
        return [] if self.hours_note else hours.opening_lines(self.opening_slots.all())

    @property
    def timezone_label(self):
        return hours.zone_label(self.timezone)

    @cached_property
    def spells(self):
        """The table of hours on the clocks of Tirana, while they differ from the channel's (help.clocks)."""
        slots = self.opening_slots.all() if self.opening_lines else []
        return clocks.spells(slots, self.timezone, self.today)

    @property
    def here_label(self):
        return hours.zone_label(settings.TIME_ZONE)

    @property
    def today(self):
        """The date on the channel's own clocks."""
        return timezone.localdate(timezone=ZoneInfo(self.timezone) if self.timezone else None)

    @cached_property
    def holidays(self):
        """The days of a year on which it is closed, from yesterday on."""
        return coming_holidays(self.holidays_of, self.today) if self.holidays_of else []

    @property
    def next_holidays(self):
        return [day for day in self.holidays if day >= self.today][:HOLIDAYS_SHOWN]

    @property
    def holidays_country(self):
        return country_name(self.holidays_of) if self.holidays_of else ""

    @property
    def clock_data(self):
        """What a browser needs to say whether it is open now, as JSON; empty where there is no table of hours.

        `{zone, slots: [[weekdays from 0 for Monday, opens, closes, [names of the days a day earlier, that day, a day
        later]]], holidays: ["2026-12-25"], here}`, with `here` the zone that the page has printed the hours for.
        """
        if not self.opening_lines or not self.timezone:
            return ""
        slots = [
            [
                [clocks.ORDER.index(day) for day in hours.DAYS[days]],
                opens,
                closes,
                [clocks.shifted_days(days, shift) for shift in (-1, 0, 1)],
            ]
            for days, opens, closes in (slot.as_text for slot in self.opening_slots.all() if slot.is_complete)
        ]
        dates = [day.isoformat() for day in self.holidays]
        return json.dumps(
            {"zone": self.timezone, "here": settings.TIME_ZONE, "slots": slots, "holidays": dates},
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @cached_property
    def checklist(self):
        return list(self.checklist_items.all())

    @cached_property
    def step_groups(self):
        """The steps in order, `[{"case": first step of the case or None, "anchor": "", "steps": [...]}]`.

        A case's anchor is `k-<key>-<its number>`, the same in every language.
        """
        groups, cases = [], 0
        for step in self.steps.all():
            cases += step.starts_case
            if step.starts_case or not groups:
                anchor = f"{self.anchor}-{cases}" if step.starts_case else ""
                groups.append({"case": step if step.starts_case else None, "anchor": anchor, "steps": []})
            groups[-1]["steps"].append(step)
        return groups

    @property
    def cases(self):
        return [group for group in self.step_groups if group["case"]]

    # State

    @property
    def name_for_editors(self):
        """`"Formulari (retired)"`"""
        title = value_in(self, "short_name", settings.LANGUAGE_CODE) or self.get_admin_display_title()
        if not self.live:
            return gettext("%(title)s (draft)") % {"title": title}
        return f"{title} ({self.status.get_state_display()})" if self.is_retired else title

    def draft_at(self, moment):
        """The revision that was the latest one then, or None. What was imported without any is taken as it stands."""
        if not self.latest_revision_id:
            return self.save_revision(clean=False)
        return self.revisions.filter(created_at__lte=moment).order_by("created_at").last()

    @property
    def is_retired(self):
        return self.status.is_retired

    @cached_property
    def replacement(self):
        """The public channel to use instead of this one, or None; a replacement that is retired itself is followed."""
        passed, found = {self.pk}, self.status.replacement
        while found is not None and found.is_retired and found.pk not in passed:
            passed.add(found.pk)
            found = found.status.replacement
        return found if found is not None and found.is_public and not found.is_retired else None

    @property
    def question(self):
        """Nobody is asked whether a way works that is known not to, or that offers nothing to try."""
        can_be_tried = self.address or self.steps.all()
        return "works" if can_be_tried and not self.is_retired else ""

    @property
    def state_class(self):
        if self.status.state != self.status.State.WORKS:
            return self.status.state
        if self.status.is_overdue:
            return "overdue"
        return "verified" if self.status.verified_on else "unverified"

    @property
    def state_label(self):
        if self.state_class in ("verified", "overdue"):
            return gettext("Verified on %(date)s") % {"date": format_date(self.status.verified_on, "DATE_FORMAT")}
        if self.state_class == "unverified":
            return gettext("Not yet verified")
        return self.status.get_state_display()

    def structured_data(self, shown):
        return channel_nodes(self, shown)

    @property
    def shown_pictures(self):
        return [*super().shown_pictures, *((step.picture, "step") for step in self.steps.all())]

    @property
    def card_facts(self):
        """With its place among the channels in use, and its state. A channel has a card where only its guide has a
        cover: the preview shows this channel and not its guide.
        """
        channels = self.guide.channels
        here = next((one for one in channels.all if one.pk == self.pk), self)
        number, count = getattr(here, "number", None), len(channels.numbered)
        facts = super().card_facts
        facts = replace(
            facts,
            lede="",
            above=" · ".join(part for part in (facts.company, str(self.kind_info.label)) if part),
            # What a card says is the date, and that stays true.
            state="verified" if here.state_class == "overdue" else here.state_class,
            state_label=here.state_label,
        )
        if not number:
            return facts
        label = ngettext("of %(count)s way", "of %(count)s ways", count) % {"count": count}
        return replace(facts, mark=str(number), mark_label=label)

    def get_context(self, request, *args, **kwargs):
        guide = self.guide
        is_preview = getattr(request, "is_preview", False)
        channels = guide.channels_with_drafts(edited=self) if is_preview else guide.channels
        live = channels.numbered
        here = next((place for place, channel in enumerate(live) if channel.pk == self.pk), None)
        return super().get_context(request, *args, **kwargs) | {
            "guide": guide,
            "channels": live,
            "retired": channels.retired,
            "notices": guide.notices,
            "channel": next((channel for channel in channels.all if channel.pk == self.pk), self),
            "previous": live[here - 1] if here else None,
            "next": live[here + 1] if here is not None and here + 1 < len(live) else None,
        }


class Step(Orderable):
    """One step of a channel. Order and picture are shared by the languages, so they cannot come apart."""

    channel = ParentalKey(HowToPage, on_delete=models.CASCADE, related_name="steps")
    case = models.CharField(
        _("case"),
        max_length=80,
        blank=True,
        help_text=_("Only on the first step of a case, such as “Video” or “Comment”; the next ones belong to it."),
    )
    instruction = RichTextField(_("instruction"), features=["bold", "italic", "link"])
    picture = models.ForeignKey(
        "pages.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("alternative text"), max_length=250, blank=True)
    tip = models.CharField(_("tip"), max_length=300, blank=True)
    warning = models.CharField(_("warning"), max_length=300, blank=True)

    panels = [
        *translated("instruction", "case"),
        FoldedPanel(
            [*translated("tip", "warning"), FieldPanel("picture"), *translated("picture_alt")],
            heading=_("Tip, warning, picture"),
        ),
    ]

    @property
    def starts_case(self):
        return bool(self.case)

    def __str__(self):
        return plain_text(self.instruction)


class ChecklistItem(Orderable):
    """One thing to have ready before using a channel."""

    channel = ParentalKey(HowToPage, on_delete=models.CASCADE, related_name="checklist_items")
    text = models.CharField(_("text"), max_length=250)

    panels = translated("text")

    def __str__(self):
        return self.text


class OpeningSlot(Orderable):
    """Hours on some days of the week, in the channel's time zone. A slot that closes before it opens ends next day."""

    channel = ParentalKey(HowToPage, on_delete=models.CASCADE, related_name="opening_slots")
    days = models.CharField(_("days"), max_length=10, choices=hours.DAY_CHOICES, default="daily")
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    panels = [FieldRowPanel([FieldPanel("days"), FieldPanel("opens"), FieldPanel("closes")])]

    @property
    def is_complete(self):
        return bool(self.days) and self.opens is not None and self.closes is not None

    @property
    def as_text(self):
        """`["weekdays", "08:00", "17:00"]`"""
        return [self.days, str(self.opens)[:5], str(self.closes)[:5]]

    @property
    def is_overnight(self):
        return self.closes <= self.opens
