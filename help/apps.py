from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HelpConfig(AppConfig):
    name = "help"
    verbose_name = _("Help")

    def ready(self):
        from help import api, signal_handlers
        from help.importing import GuideImporter
        from help.models import GuidePage, HowToPage
        from portal.api.descriptions import describe
        from portal.importing.registry import register

        signal_handlers.connect()
        describe(
            GuidePage, texts=api.guide_texts, facts={"problems": api.guide_problems, "channels": api.guide_channels}
        )
        describe(HowToPage, texts=api.channel_texts, facts={"channel": api.own_channel})
        register(GuideImporter())
