from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField

from portal.pages.languages import default_language
from portal.pages.panels import language_tabs

SOCIAL_ACCOUNTS = {"facebook": "Facebook", "x": "X", "instagram": "Instagram", "youtube": "YouTube", "tiktok": "TikTok"}


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """Name, tagline, logo, accounts, contact and footer of the site."""

    name = models.CharField(_("name"), max_length=60, default="Kanal")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    footer_text = RichTextField(_("footer"), blank=True, features=["bold", "italic", "link"])
    logo = models.ForeignKey(
        "pages.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    facebook = models.URLField("Facebook", blank=True)
    x = models.URLField("X", blank=True)
    instagram = models.URLField("Instagram", blank=True)
    youtube = models.URLField("YouTube", blank=True)
    tiktok = models.URLField("TikTok", blank=True)

    edit_handler = language_tabs(
        ["tagline", "footer_text"],
        facts=[
            FieldPanel("name"),
            FieldPanel("logo"),
            FieldPanel("contact_email"),
            MultiFieldPanel([FieldPanel(name) for name in SOCIAL_ACCOUNTS], heading=_("Social accounts")),
        ],
    )
    select_related = ["logo"]
    # What other rooms need to know for the frame of every page, `{name: expression}`: it is asked with the settings.
    asked_with = {}

    class Meta:
        verbose_name = _("site settings")

    @classmethod
    def base_queryset(cls):
        return super().base_queryset().annotate(**cls.asked_with)

    def save(self, *args, **kwargs):
        with default_language():
            super().save(*args, **kwargs)

    @property
    def shown_pictures(self):
        return [(self.logo, "logo"), (self.logo, "publisher")]

    @property
    def social(self):
        """`[{label, url, icon}]` of the accounts that are filled in."""
        return [
            {"label": label, "url": getattr(self, name), "icon": name}
            for name, label in SOCIAL_ACCOUNTS.items()
            if getattr(self, name)
        ]
