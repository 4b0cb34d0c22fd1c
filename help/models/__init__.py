from help.models.channel import ChecklistItem, HowToPage, OpeningSlot, Step
from help.models.guide import GuidePage, HelpIndexPage
from help.models.status import ChannelStatus

__all__ = ["ChannelStatus", "ChecklistItem", "GuidePage", "HelpIndexPage", "HowToPage", "OpeningSlot", "Step"]
