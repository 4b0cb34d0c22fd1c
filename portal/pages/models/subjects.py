"""What pages are about: topics and companies."""

import re
import zlib
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from portal.pages.counts import counts_by, how_many
from portal.pages.icons import TOPIC_ICONS
from portal.pages.languages import codes, default_language, localized_name, value_in
from portal.pages.models.base import BasePage
from portal.pages.panels import language_tabs
from portal.pages.previews import COVER_HUES, LARGEST_MARK, CardFacts, subject_facts
from portal.pages.shown import note, note_answered
from portal.pages.slugs import fill_slugs
from portal.pages.structured_data import collection, organization, page_nodes, picture

SLUG = re.compile(r"[-\w]{1,80}")


class SubjectQuerySet(models.QuerySet):
    # How a listed page leads to its subjects of this model.
    relation = "company"

    def page_counts(self, pages=None):
        """`{key of a subject: how many listed pages are about it}`, of the site or of some `pages`."""
        note(f"counted:{self.model._meta.model_name}")
        listed = BasePage.objects.listed() if pages is None else pages
        return {key: count for key, count in counts_by(listed, self.relation).items() if key}

    def with_pages(self, pages=None):
        """Only subjects that at least one listed page is about, with their number as `count`."""
        counts = self.page_counts(pages)
        told = [models.When(pk=key, then=count) for key, count in counts.items()]
        count = models.Case(*told, default=0, output_field=models.IntegerField())
        return self.filter(pk__in=counts).annotate(count=count)

    def most_written_about(self, number):
        """A list: those with the most pages, then by name."""
        counts = self.page_counts()
        first = self.filter(pk__in=counts).values_list("pk", "name")
        keys = [key for key, _name in sorted(first, key=lambda pair: (-counts[pair[0]], pair[1]))[:number]]
        found = self.in_bulk(keys)
        return [found[key] for key in keys]

    def in_list(self):
        """Those that the page of all of them shows."""
        return self.with_pages()


@dataclass(frozen=True)
class SubjectList:
    """The page of all topics, companies or authors: of a `model` with `list_view` and `list_title`."""

    model: type

    def speaks(self, code):
        return True

    def get_absolute_url(self):
        return reverse(self.model.list_view)

    @property
    def card_facts(self):
        count = self.model.objects.in_list().count()
        hue = zlib.crc32(self.model.list_view.encode()) % COVER_HUES
        return CardFacts(str(self.model.list_title), hue, mark=str(count) if 0 < count <= LARGEST_MARK else "")


class TopicQuerySet(SubjectQuerySet):
    relation = "topics"

    def asked_for(self, request):
        """The topic of `?topic=`, or None when there is none of that name."""
        slug = request.GET.get("topic", "")
        found = self.filter(slug=slug).first() if SLUG.fullmatch(slug) else None
        if found:
            note_answered("topic")
        return found


class Topic(index.Indexed, models.Model):
    """A subject that guides and posts share ("Siguri"), with an address in each language."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    icon = models.CharField(_("icon"), max_length=40, choices=TOPIC_ICONS, default="tag")

    objects = TopicQuerySet.as_manager()

    feed_name = "topic_feed"
    edit_handler = language_tabs(["name", "slug", "description"], facts=[FieldPanel("icon")])
    search_fields = [index.AutocompleteField(localized_name("name", code)) for code in codes()]
    list_view, list_title = "topics", _("Topics")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        fill_slugs(self, "tema")
        with default_language():
            super().save(**kwargs)

    def speaks(self, code):
        return bool(value_in(self, "name", code))

    @cached_property
    def listed_pages(self):
        note(f"members:topic:{self.pk}")
        return BasePage.objects.listed().about(self)

    @property
    def feed_title(self):
        return self.name

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])

    @property
    def card_facts(self):
        count = how_many(self.listed_pages)
        return subject_facts(self, self.description, count, npgettext("card", "page", "pages", count))

    def structured_data(self, shown):
        return page_nodes(shown)


class Company(index.Indexed, models.Model):
    """A company that guides tell how to reach. Kanal is not affiliated with it."""

    COLORS = [(color, color) for color in ["ink", "rose", "green", "slate", "red", "blue", "violet", "amber"]]

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("website"), blank=True)
    help_url = models.URLField(_("official help page"), blank=True)
    color = models.CharField(_("badge colour"), max_length=10, choices=COLORS, default="ink")
    logo = models.ForeignKey(
        "pages.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )

    objects = SubjectQuerySet.as_manager()

    feed_name = "company_feed"
    edit_handler = language_tabs(
        ["description"],
        facts=[FieldPanel(name) for name in ["name", "slug", "website", "help_url", "color", "logo"]],
    )
    search_fields = [index.AutocompleteField("name")]
    list_view, list_title = "companies", _("Companies")

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        with default_language():
            super().save(**kwargs)

    @property
    def used_by(self):
        """How many rows are about it: pages, drafts too, and what other rooms keep of companies."""
        relations = [one for one in self._meta.related_objects if not one.hidden]
        return sum(one.related_model.objects.filter(**{one.field.name: self}).count() for one in relations)

    @property
    def shown_pictures(self):
        return [(self.logo, "badge")]

    @property
    def initial(self):
        return self.name[:1].upper()

    @property
    def color_class(self):
        return f"badge--{self.color}"

    @cached_property
    def listed_pages(self):
        note(f"members:company:{self.pk}")
        return self.pages.listed()

    def speaks(self, code):
        """A company without a description has no text of its own to translate."""
        return bool(value_in(self, "description", code)) or not self.description

    @property
    def feed_title(self):
        return gettext("%(company)s: changes of contact channels") % {"company": self.name}

    def get_absolute_url(self):
        return reverse("company", args=[self.slug])

    @property
    def card_facts(self):
        count = how_many(self.listed_pages.of_guides())
        return subject_facts(self, self.description, count, npgettext("card", "guide", "guides", count))

    def structured_data(self, shown):
        """A list of guides and articles about a company, which is not the one that publishes them."""
        logo = picture(shown, self.logo, "badge")
        return [collection(shown, about=organization(shown, self, description=self.description, logo=logo))]
