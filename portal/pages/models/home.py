from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, MultiFieldPanel, PublishingPanel

from portal.pages.forms import BasePageForm
from portal.pages.languages import current, value_in
from portal.pages.models.base import BasePage
from portal.pages.models.subjects import Company, Topic
from portal.pages.panels import language_tabs


class HomePage(BasePage):
    """The front page, and the root of a site. Its slug is the same in all languages (see `set_slugs`)."""

    hero_title = models.CharField(_("headline"), max_length=120, blank=True)
    hero_text = models.TextField(_("sentence below the headline"), blank=True)

    edit_handler = language_tabs(
        ["title", "hero_title", "hero_text"],
        facts=[
            MultiFieldPanel([InlinePanel("related_picks", label=_("guide"), max_num=6)], heading=_("Popular guides")),
            PublishingPanel(),
        ],
        meta=["seo_title", "search_description"],
        base_form_class=BasePageForm,
    )
    parent_page_types = ["pages.BasePage"]

    class Meta:
        verbose_name = _("home page")

    def plain_text(self, code):
        return value_in(self, "hero_text", code) or ""

    def has_body(self, code):
        """Whether the headline is written in this language, unless the page has none at all."""
        return bool(value_in(self, "hero_title", code)) or not self.hero_title

    @property
    def title_tag(self):
        return value_in(self, "seo_title", current()) or " – ".join(
            part for part in [self.title, self.hero_title] if part
        )

    @property
    def card_title(self):
        return self.hero_title or self.title

    @property
    def lede(self):
        return self.hero_text

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "companies": Company.objects.most_written_about(6),
            "topics": Topic.objects.with_pages(),
        }

    def set_slugs(self, old):
        """Site root paths are cached in one language, so a slug that differs would lose the other's addresses."""
        self._same_slug_everywhere(self.slug or "home")
