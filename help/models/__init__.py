from help.models.change import ChannelChange
from help.models.channel import ChecklistItem, HowToPage, OpeningSlot, Step
from help.models.guide import GuidePage, HelpIndexPage
from help.models.status import ChannelStatus

__all__ = [
    "ChannelChange",
    "ChannelStatus",
    "ChecklistItem",
    "GuidePage",
    "HelpIndexPage",
    "HowToPage",
    "OpeningSlot",
    "Step",
]
