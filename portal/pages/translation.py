from django.conf import settings
from modeltranslation.translator import TranslationOptions, register

from portal.pages.models import BasePage, Company, HomePage, PortalImage, SiteSettings, Topic


@register(BasePage)
class BasePageTranslation(TranslationOptions):
    fields = ("title", "slug", "url_path", "seo_title", "search_description", "summary", "excerpt", "has_text")
    required_languages = {settings.LANGUAGE_CODE: ("title",)}


@register(HomePage)
class HomePageTranslation(TranslationOptions):
    fields = ("hero_title", "hero_text")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "slug", "description")
    required_languages = {settings.LANGUAGE_CODE: ("name",)}


@register(Company)
class CompanyTranslation(TranslationOptions):
    fields = ("description",)


@register(SiteSettings)
class SiteSettingsTranslation(TranslationOptions):
    fields = ("tagline", "footer_text")


@register(PortalImage)
class PortalImageTranslation(TranslationOptions):
    fields = ("alt",)
