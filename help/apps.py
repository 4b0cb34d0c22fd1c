from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HelpConfig(AppConfig):
    name = "help"
    verbose_name = _("Help")

    def ready(self):
        from help import api, signal_handlers, watching
        from help.importing import GuideImporter
        from help.kinds import GROUPS, grouped
        from help.models import GuidePage, HowToPage
        from help.shown_rows import follow_rows
        from help.work import register_work
        from portal.api.descriptions import describe
        from portal.importing.registry import register
        from portal.search.kinds import group_kinds
        from portal.watch.showing import watch

        signal_handlers.connect()
        follow_rows()
        register_work()
        describe(
            GuidePage, texts=api.guide_texts, facts={"problems": api.guide_problems, "channels": api.guide_channels}
        )
        describe(HowToPage, texts=api.channel_texts, facts={"channel": api.own_channel})
        for group, kinds in grouped().items():
            group_kinds(group, GROUPS[group], kinds)
        watch(watching.channel_addresses)
        watch(watching.notice_sources)
        register(GuideImporter())
