from django.conf import settings
from modeltranslation.translator import TranslationOptions, register

from help.models import ChannelStatus, ChecklistItem, GuidePage, HelpIndexPage, HowToPage, Notice, Problem, Step


@register(HelpIndexPage)
class HelpIndexPageTranslation(TranslationOptions):
    pass


@register(GuidePage)
class GuidePageTranslation(TranslationOptions):
    fields = ("introduction",)


@register(HowToPage)
class HowToPageTranslation(TranslationOptions):
    fields = (
        "short_name",
        "introduction",
        "notes",
        "hours_note",
        "holiday_note",
        "message_subject",
        "message_template",
    )


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("case", "instruction", "tip", "warning", "picture_alt")
    required_languages = {settings.LANGUAGE_CODE: ("instruction",)}


@register(ChecklistItem)
class ChecklistItemTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = {settings.LANGUAGE_CODE: ("text",)}


@register(ChannelStatus)
class ChannelStatusTranslation(TranslationOptions):
    fields = ("reason",)


@register(Problem)
class ProblemTranslation(TranslationOptions):
    fields = ("title", "advice", "slug")
    required_languages = {settings.LANGUAGE_CODE: ("title",)}


@register(Notice)
class NoticeTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = {settings.LANGUAGE_CODE: ("text",)}
