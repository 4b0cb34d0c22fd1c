import uuid

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from help import hours
from help.facts import facts_of, holidays, in_one_language, what_changed
from help.kinds import BY_KEY, UNKNOWN
from help.models.channel import HowToPage, OpeningSlot
from help.models.status import ChannelStatus
from help.territories import country_name
from portal.pages.languages import Languages, codes, current


class ChannelChangeQuerySet(models.QuerySet):
    def public_in(self, code):
        """Changes of channels that the public can read in this language, newest first."""
        public = models.Q(channel__in=HowToPage.objects.published().speaking(code))
        removed = models.Q(what=ChannelChange.What.REMOVED, facts__names__has_key=code)
        return self.filter(public | removed).select_related("channel")

    def about(self, company, root):
        """Changes of the channels of a company below a `root` page; removed ones have kept where they were."""
        here = models.Q(channel__company=company, channel__path__startswith=root.path)
        return self.filter(here | models.Q(company=company, facts__path__startswith=root.path))

    def of_guide(self, guide, code):
        """Changes of the channels that a guide shows; of removed ones, those that spoke this language."""
        public = models.Q(channel__in=HowToPage.objects.published().child_of(guide))
        removed = models.Q(what=ChannelChange.What.REMOVED, facts__guide=guide.pk, facts__names__has_key=code)
        return self.filter(public | removed)

    def with_replacements(self):
        """As a list; a retired channel's change has the public page of its `replacement`, or None."""
        changes = list(self)
        keys = {change.facts["replacement"] for change in changes} - {None}
        pages = HowToPage.objects.published().in_bulk(keys)
        for change in changes:
            change.replacement = pages.get(change.facts["replacement"])
        return changes


class ChannelChangeManager(models.Manager.from_queryset(ChannelChangeQuerySet)):
    @transaction.atomic
    def note(self, channel):
        """Compare a live channel with what was noted last, and note what readers have to learn. Returns the rows.

        Text, pictures and verification are no facts: they leave no row.
        """
        status = ChannelStatus.objects.select_for_update().get(pk=ChannelStatus.objects.give(channel).pk)
        facts, last = facts_of(channel, status), self.filter(channel=channel.pk).first()
        if last is None:
            moment = channel.first_published_at or timezone.now()
            return [self.create(channel_id=channel.pk, what=self.model.What.ADDED, facts=facts, happened_at=moment)]
        values = {"channel_id": channel.pk, "facts": facts, "before": last.facts, "happened_at": timezone.now()}
        return [self.create(what=what, **values) for what in what_changed(last.facts, facts)]

    def note_removal(self, channel):
        """A public channel is withdrawn: only its name is kept, for its guide and its company's followers."""
        names = {}
        for code in Languages(channel).spoken:
            with override(code):
                names[code] = channel.name_in_lists
        facts = {"names": names, "channel": channel.pk, "path": channel.path, "guide": channel.guide.pk}
        self.create(
            company_id=channel.company_id,
            what=self.model.What.REMOVED,
            facts=facts | {"reason": {}, "replacement": None},
            happened_at=timezone.now(),
        )

    def forget_removal(self, channel):
        """The channel is back, so it is not true any longer."""
        self.filter(what=self.model.What.REMOVED, facts__channel=channel.pk).delete()


class ChannelChange(models.Model):
    """One thing that changed about a public channel, with all facts before and after (help.facts).

    What is published later is compared with the newest row, so an older draft that moves an address back is a
    change too. The rows are a guide's history: nobody edits them.
    """

    class What(models.TextChoices):
        ADDED = "added", _("new channel")
        ADDRESS = "address", _("new address")
        HOURS = "hours", _("new hours")
        KIND = "kind", _("another kind of contact")
        COUNTRIES = "countries", _("other countries")
        CHANGED = "changed", _("has changed")
        RETIRED = "retired", _("no longer works")
        WORKS = "works", _("works again")
        REMOVED = "removed", _("no longer listed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None where it is no longer listed; then the company, if any, is named here, and the rest in `facts`.
    channel = models.ForeignKey(HowToPage, models.CASCADE, null=True, related_name="changes")
    company = models.ForeignKey("pages.Company", models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    happened_at = models.DateTimeField(db_index=True)
    before = models.JSONField(default=dict)
    facts = models.JSONField()

    objects = ChannelChangeManager()

    replacement = None
    # A page's own history is no use of the page: deleting it needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-happened_at", "-pk"]

    def __str__(self):
        return f"{self.channel_id}: {self.what}"

    @property
    def title(self):
        """`"Formulari: new address"`"""
        return f"{self.name}: {self.get_what_display()}"

    @property
    def name(self):
        return self.channel.name_in_lists if self.channel else in_one_language(self.facts["names"], current())

    @property
    def sentence(self):
        """What happened, in the reader's language and with the old and the new value."""
        values = {"before": self.words(self.before), "now": self.words(self.facts)}
        return {
            self.What.ADDED: gettext("This channel is new: %(now)s."),
            self.What.ADDRESS: gettext("The address was %(before)s and is now %(now)s."),
            self.What.HOURS: gettext("The hours were %(before)s and are now %(now)s."),
            self.What.KIND: gettext("The kind of contact was %(before)s and is now %(now)s."),
            self.What.COUNTRIES: gettext("The countries were %(before)s and are now %(now)s."),
            self.What.CHANGED: gettext("This channel has changed."),
            self.What.RETIRED: gettext("This channel no longer works."),
            self.What.WORKS: gettext("This channel works again."),
            self.What.REMOVED: gettext("This channel is no longer listed."),
        }[self.what] % values

    @property
    def reason(self):
        return in_one_language(self.facts["reason"], current())

    @property
    def reason_language(self):
        return next((code for code in [current(), *codes()] if code in self.facts["reason"]), current())

    @property
    def address_href(self):
        return address_of(self.facts).href if self.facts.get("address") else ""

    @property
    def has_values(self):
        """Whether the sentence says more than the title."""
        return bool(self.words(self.facts))

    def words(self, facts):
        """The value that this change is about, as a reader reads it."""
        tell = {
            self.What.ADDED: added_words,
            self.What.ADDRESS: address_words,
            self.What.HOURS: hours_words,
            self.What.KIND: kind_words,
            self.What.COUNTRIES: countries_words,
        }.get(self.what)
        return tell(facts) if tell and facts else ""


def address_of(facts):
    return BY_KEY.get(facts["kind"], UNKNOWN).address(facts["address"])


def address_words(facts):
    """Whole, so that it can be copied out of a feed; a postal address on one line."""
    if not facts["address"]:
        return gettext("not given")
    return ", ".join(line.strip() for line in address_of(facts).copy.splitlines() if line.strip())


def kind_words(facts):
    return str(BY_KEY.get(facts["kind"], UNKNOWN).label)


def added_words(facts):
    return f"{kind_words(facts)}, {address_words(facts)}" if facts["address"] else kind_words(facts)


def countries_words(facts):
    return ", ".join(country_name(code) for code in facts["countries"]) or gettext("everywhere")


def hours_words(facts):
    kept = facts["hours"]
    closed = closed_words(kept)
    if kept["note"]:
        return in_one_language(kept["note"], current()) + closed
    order = [key for key, _label in hours.DAY_CHOICES]
    slots = sorted(map(slot_of, kept["slots"]), key=lambda slot: (order.index(slot.days), slot.opens))
    lines = [line_words(line) for line in hours.opening_lines(slots)]
    zone = f" ({hours.zone_label(kept['zone'])})" if kept["zone"] else ""
    return "; ".join(lines) + zone + closed if lines else gettext("not given")


def closed_words(kept):
    country = holidays(kept)
    words = gettext("closed on public holidays (%(country)s)") % {"country": country_name(country)} if country else ""
    return words and f"; {words}"


def line_words(line):
    until = f", {gettext('until the next day')}" if line.overnight else ""
    return f"{line.days} {line.times}{until}"


def slot_of(kept):
    days, opens, closes = kept
    field = OpeningSlot._meta.get_field("opens")
    return OpeningSlot(days=days, opens=field.to_python(opens), closes=field.to_python(closes))
