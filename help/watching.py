"""Which web addresses guides and channels show (portal.watch.showing)."""

from help.models import GuidePage, HowToPage, Notice


def channel_addresses(pages):
    """Of channels in use: where they lead, and the page that names them. A retired one is not offered any more."""
    for channel in HowToPage.objects.in_use().filter(pk__in=pages.order_by().values("pk")):
        yield channel.pk, channel.address_href, "address"
        yield channel.pk, channel.source_url, "source"


def notice_sources(pages):
    """Of notices that hold today: the page that says so, on each guide of the company."""
    guides = GuidePage.objects.published().filter(pk__in=pages.order_by().values("pk"))
    notices = Notice.objects.holding().filter(company__pages__in=guides.order_by().values("pk"))
    for guide, url in notices.values_list("company__pages", "source_url"):
        yield guide, url, "notice"
