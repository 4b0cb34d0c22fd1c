from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from help.models import ChannelChange
from portal.pages.feed_html import feed_html
from portal.pages.feeds import ENTRIES, Entry, FeedView
from portal.pages.languages import current
from portal.pages.models import Company
from portal.pages.shown import note


class CompanyFeed(FeedView):
    """What changed about the contact channels of one company: an address moved, a form was closed."""

    name = "company_feed"

    def find_subject(self, slug):
        return get_object_or_404(Company, slug=slug)

    def description(self):
        return _("New, moved, changed and retired ways to contact %(company)s.") % {"company": self.subject.name}

    def entries(self):
        note(f"about:company:{self.subject.pk}")
        changes = ChannelChange.objects.public_in(current()).about(self.subject, self.site.root_page)
        return [self.entry(change) for change in changes[:ENTRIES].with_replacements()]

    def entry(self, change):
        link = self.absolute((change.channel or self.subject).get_absolute_url())
        moment = change.happened_at.replace(microsecond=0)
        return Entry(
            unique_id=self.urn(change.uuid),
            link=link,
            title=change.title,
            summary=" ".join(part for part in [change.sentence, change.reason] if part),
            content=feed_html(render_to_string("help/feed/change.html", {"change": change}), link),
            updateddate=moment,
            pubdate=moment,
            categories=[str(change.get_what_display())],
        )
