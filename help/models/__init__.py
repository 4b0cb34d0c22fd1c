from help.models.change import ChannelChange
from help.models.change_log import TextChange
from help.models.channel import ChecklistItem, HowToPage, OpeningSlot, Step
from help.models.freshness import Freshness
from help.models.guide import GuidePage, GuideProduct, HelpIndexPage
from help.models.notice import Notice
from help.models.problem import Problem
from help.models.status import ChannelStatus

__all__ = [
    "ChannelChange",
    "ChannelStatus",
    "ChecklistItem",
    "Freshness",
    "GuidePage",
    "GuideProduct",
    "HelpIndexPage",
    "HowToPage",
    "Notice",
    "OpeningSlot",
    "Problem",
    "Step",
    "TextChange",
]
