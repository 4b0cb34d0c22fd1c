"""Which rows of guides and channels are told by which tags (portal.pages.shown)."""

from help.models import (
    ChannelChange,
    ChannelStatus,
    ChecklistItem,
    GuidePage,
    GuideProduct,
    HelpIndexPage,
    HowToPage,
    Notice,
    OpeningSlot,
    Problem,
    Step,
    TextChange,
)
from portal.pages import shown
from portal.pages.shown_rows import follow_pages


def follow_rows():
    follow_pages(HelpIndexPage, GuidePage, HowToPage)
    for rows in [Step, ChecklistItem, OpeningSlot]:
        shown.follow(rows, "page", "channel_id")
    for rows in [Problem, GuideProduct]:
        shown.follow(rows, "page", "guide_id")
    shown.follow(ChannelStatus, "page", "channel_id", besides=("verified_by_id",))
    shown.follow(ChannelChange, "page", "channel_id")
    shown.follow(ChannelChange, "about:company", "company_id")
    shown.follow(TextChange, "page", "page_id")
    shown.follow(Notice, "notices", "company_id", besides=("is_shown",))
