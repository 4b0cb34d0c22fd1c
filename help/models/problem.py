from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Orderable

from help.structured_data import problem_nodes
from help.subject_words import problem_word
from help.verification import Verification
from portal.pages.languages import codes, current, localized_name, value_in
from portal.pages.panels import FoldedPanel, translated
from portal.pages.previews import CardFacts
from portal.pages.slugs import cut, free_slug, suggested_slug

# With guide and language before it, a problem's address fits into the 255 characters of a redirect's `old_path`.
LONGEST_SLUG = 60
ROOM_FOR_A_NUMBER = 6


class ProblemQuerySet(models.QuerySet):
    def offered(self, channels):
        """Problems that at least one of these `channels`, a queryset, is a way for."""
        ways = channels.annotate(ranked=models.functions.Cast(models.OuterRef("channel_keys"), models.TextField()))
        here = ways.filter(path__startswith=models.OuterRef("guide__path"), ranked__contains=models.F("guide_key"))
        return self.filter(models.Exists(here)).annotate(has_ways=models.Value(True))


class Problem(Orderable):
    """What somebody wants of a company ("my account was closed"), and the guide's channels for it, best first.

    `channel_keys` are `HowToPage.guide_key`s of the same guide. They are no foreign keys: a copy of the guide means
    its own channels by them, and so does each of its drafts.
    """

    guide = ParentalKey("help.GuidePage", on_delete=models.CASCADE, related_name="problems")
    title = models.CharField(
        _("problem"), max_length=100, help_text=_("In the reader’s words, such as “My account was closed”.")
    )
    advice = models.TextField(
        _("advice"), max_length=500, blank=True, help_text=_("A sentence or two before the channels.")
    )
    slug = models.SlugField(
        _("slug"),
        max_length=LONGEST_SLUG,
        blank=True,
        help_text=_("Made from the problem when it is left empty, and kept when the words change."),
    )
    channel_keys = models.JSONField(_("channels, best first"), default=list, blank=True)

    objects = ProblemQuerySet.as_manager()

    panels = [
        *translated("title"),
        *translated("advice", widget=AdminAutoHeightTextInput),
        FieldPanel("channel_keys"),
        FoldedPanel(translated("slug"), heading=_("Address")),
    ]
    og_type = "article"
    follows_company = True
    template = "help/problem.html"

    class Meta(Orderable.Meta):
        verbose_name = _("problem")
        verbose_name_plural = _("problems")

    def __str__(self):
        return self.title or ""

    # Address and languages

    def slug_in(self, code):
        """The slug in one language; the default language's stands in where there is no translation."""
        return value_in(self, "slug", code) or value_in(self, "slug", codes()[0]) or ""

    def get_absolute_url(self):
        url = self.guide.get_absolute_url()
        return f"{url}{problem_word()}/{self.slug_in(current())}/" if url else ""

    def speaks(self, code):
        return bool(value_in(self, "title", code)) and self.guide.speaks(code)

    @property
    def is_public(self):
        return self.guide.is_public and self.is_offered

    @property
    def is_offered(self):
        """Whether there is a way to show; `offered()` has asked the database already."""
        return getattr(self, "has_ways", False) or bool(self.ways)

    # What the page shows

    @cached_property
    def ways(self):
        """The channels in use that readers see, best first."""
        return self.ways_among(self.guide.channels.numbered)

    def ways_among(self, channels):
        """Those of these channels that are ranked, best first."""
        by_key = {channel.guide_key: channel for channel in reversed(channels)}
        return [by_key[key] for key in self.channel_keys if key in by_key]

    @property
    def company(self):
        return self.guide.company

    @property
    def parent_page(self):
        """What its breadcrumbs end with."""
        return self.guide

    @property
    def title_tag(self):
        company = self.company.name if self.company else ""
        return f"{self.title} – {company}" if company.casefold() not in self.title.casefold() else self.title

    @property
    def short_summary(self):
        """The advice, else how many ways there are and which one is best: what search engines and previews show."""
        if self.advice:
            return self.advice
        values = {"count": len(self.ways), "guide": self.guide.title, "best": self.ways[0].name_in_lists}
        if values["count"] == 1:
            return gettext("%(guide)s: %(best)s.") % values
        return gettext("%(guide)s: %(count)d ways, first %(best)s.") % values

    @property
    def card_facts(self):
        """With the number of ways and how many are verified, in the colours of its guide, whose cover would not say
        which problem it is. As long as none is verified, the advice says more.
        """
        company, count = self.company.name if self.company else "", len(self.ways)
        facts = CardFacts(
            self.title,
            self.guide.cover_hue,
            above=company or self.guide.title,
            lede=self.short_summary,
            company=company,
            mark=str(count),
            mark_label=ngettext("way", "ways", count),
        )
        verification = Verification(self.ways)
        return verification.on_card(facts) if verification.count else facts

    @property
    def published_moment(self):
        return self.guide.published_moment

    def changed_at(self, code):
        """A change of a problem, or of a channel, is one of the guide."""
        return self.guide.changed_at(code)

    def structured_data(self, shown):
        return problem_nodes(self, shown)

    def get_context(self, request):
        """What its page and its Markdown twin show. The ways are numbered by their rank here."""
        others = [one for one in self.guide.offered_problems if one.pk != self.pk]
        for rank, channel in enumerate(self.ways, start=1):
            channel.number = rank
        return {
            "subject": self,
            "problem": self,
            "guide": self.guide,
            "ways": [{"channel": channel, "label": rank_label(channel.number)} for channel in self.ways],
            "others": others,
            "notices": self.guide.notices,
        }


def rank_label(rank):
    return gettext("the best way") if rank == 1 else gettext("if that does not help")


def name_problems(problems):
    """Give these problems of one guide slugs that are free among them, in each language that their title is in."""
    for code in codes():
        field = localized_name("slug", code)
        titled = [one for one in problems if value_in(one, "title", code)]
        taken = {one.slug_in(code) for one in problems if one not in titled}
        # Those that have an address keep it; new ones give way.
        for problem in sorted(titled, key=lambda one: not getattr(one, field)):
            wanted = getattr(problem, field) or suggested_slug(value_in(problem, "title", code)) or "problem"
            slug = free_slug(cut(wanted.lower(), LONGEST_SLUG - ROOM_FOR_A_NUMBER), taken)
            slug = wanted if wanted == getattr(problem, field) and wanted not in taken else slug
            setattr(problem, field, slug)
            taken.add(slug)
