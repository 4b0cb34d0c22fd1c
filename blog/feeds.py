from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.pages.languages import current, localized_name
from portal.pages.models import BasePage

ENTRIES = 20


class LatestFeed(Feed):
    """The latest posts and guides that are written in the feed's language, as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request):
        return Site.find_for_request(request)

    def title(self, site):
        return _("%(site)s: latest posts") % {"site": site.site_name or "Kanal"}

    def link(self, site):
        return site.root_url + reverse("feed")

    def items(self, site):
        spoken = {localized_name("has_text", current()): True}
        return BasePage.objects.listed().filter(**spoken).descendant_of(site.root_page)[:ENTRIES]

    def item_title(self, page):
        return page.title

    def item_link(self, page):
        return page.full_url

    def item_description(self, page):
        return page.short_summary

    def item_pubdate(self, page):
        return page.first_published_at

    def item_updateddate(self, page):
        return page.last_published_at
