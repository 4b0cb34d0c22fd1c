"""The feeds of posts and guides. A feed's subject lives in its own room; what all feeds share is here."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import uuid5

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site
from wagtail.rich_text import expand_db_html

from portal.pages.conditional import with_etag
from portal.pages.feed_formats import BEFORE_ALL, FORMATS, UNWRITABLE
from portal.pages.feed_html import absolute, feed_html
from portal.pages.languages import Languages, current
from portal.pages.models import BasePage, Topic
from portal.pages.pictures import show_together
from portal.pages.shown import note
from portal.pages.templatetags.pages_tags import large_picture, site_settings

ENTRIES = 20
BETWEEN_ENTRIES = "\x1e"  # ASCII's record separator: no text of a page holds it


@dataclass
class Entry:
    """One entry, in the feed's language. `content` is HTML, all addresses are absolute."""

    unique_id: str
    link: str
    title: str
    summary: str
    content: str
    updateddate: datetime
    pubdate: datetime | None = None
    categories: list = field(default_factory=list)
    authors: list = field(default_factory=list)  # [{"name", "url"}]
    translations: list = field(default_factory=list)  # [{"language", "url"}]
    image: dict | None = None  # {"url", "width", "height", "alt"}


@method_decorator(csrf_exempt, name="dispatch")
class FeedView(View):
    """A feed in the format of its address. Subclasses have `name`, and say what it is about and what it holds."""

    http_method_names = ["get", "head"]
    format = FORMATS[0]
    name = ""

    def get(self, request, **kwargs):
        self.site = Site.find_for_request(request)
        if self.site is None:
            raise Http404
        self.settings = site_settings(request)
        self.subject = self.find_subject(**kwargs)
        return self.answer(request, self.make_feed())

    def find_subject(self):
        """What the feed is about: an object with `feed_title` and an address, or None for the whole site."""
        return None

    def entries(self):
        """At most ENTRIES entries, newest first."""
        raise NotImplementedError

    def title(self):
        return f"{self.subject.feed_title} – {self.settings.name}"

    def description(self):
        return getattr(self.subject, "description", "") or self.title()

    def home(self):
        """The page that lists the same for people."""
        return self.subject.get_absolute_url()

    def make_feed(self):
        args = [self.subject.slug] if self.subject else []
        feed = self.format.generator(
            title=self.title(),
            link=self.absolute(self.home()),
            description=self.description(),
            subtitle=self.description(),
            language=current(),
            feed_url=self.absolute(reverse(self.format.url_name(self.name), args=args)),
            feed_guid=self.urn(self.site.root_page.translation_key, self.name, self.subject.pk if self.subject else ""),
            author_name=self.settings.name,
            author_link=self.absolute("/"),
        )
        for entry in self.entries():
            feed.add_entry(entry)
        return feed

    def answer(self, request, feed):
        """The feed, or 304 without a body for a reader who has these very bytes.

        There is no Last-Modified: an entry that is withdrawn makes no entry newer, and would be kept by who has it.
        """
        content = feed.writeString("utf-8").encode()
        return with_etag(request, HttpResponse(content, content_type=feed.content_type))

    def absolute(self, address):
        """A whole address on the site's own host, whatever host a proxy asks us by."""
        return absolute(address, f"{self.site.root_url}/")

    def urn(self, key, *words):
        """An id made from a permanent UUID: no new address or host changes it, and each language has its own."""
        return uuid5(key, "/".join(map(str, [*words, current()]))).urn


class PageFeed(FeedView):
    """Posts and guides with their full text: all, or those that the subject lists."""

    def pages(self):
        listed = self.subject.listed_pages if self.subject else BasePage.objects.listed()
        return listed.within(self.site.root_page).speaking(current())

    def entries(self):
        pages = with_texts(self.pages()[:ENTRIES])
        if not pages:
            return []
        # One look for all links to pages: `expand_db_html` asks once for all that it is given at a time.
        bodies = expand_db_html(BETWEEN_ENTRIES.join(body_of(page) for page in pages)).split(BETWEEN_ENTRIES)
        return [self.entry(page, body) for page, body in zip(pages, bodies, strict=True)]

    def entry(self, page, body):
        link = self.absolute(page.get_absolute_url())
        changed = page.changed_at(current()) or page.published_moment or BEFORE_ALL
        return Entry(
            unique_id=self.urn(page.translation_key),
            link=link,
            title=page.title,
            summary=page.short_summary,
            content=feed_html(body, link),
            updateddate=changed.replace(microsecond=0),
            pubdate=page.published_moment and page.published_moment.replace(microsecond=0),
            categories=[topic.name for topic in page.public_topics],
            authors=[
                {"name": author.name, "url": self.absolute(author.get_absolute_url())} for author in page.authors_list
            ],
            translations=[
                {"language": code, "url": self.absolute(address)}
                for code, address in Languages(page).addresses
                if code != current()
            ],
            image=large_picture(page.cover, str(page), self.site.root_url),
        )


def with_texts(pages):
    """The specific pages in the same order, with all that their entries show: a few queries for each type."""
    pages = list(pages)
    found = {}
    for model, some in groupby(sorted(pages, key=lambda page: page.content_type_id), lambda page: page.specific_class):
        found |= {page.pk: page for page in model.objects.filter(pk__in=[page.pk for page in some]).for_feed()}
    pages = [found[page.pk] for page in pages if page.pk in found]
    show_together(page.cover for page in pages)
    return pages


def body_of(page):
    """A page's text as stored HTML: links to pages are still ids."""
    body = render_to_string(page.feed_template, {"page": page, "in_feed": True})
    return UNWRITABLE.sub("", body)


class LatestFeed(PageFeed):
    """The latest posts and guides of the site."""

    name = "feed"

    def pages(self):
        note("listed")
        return super().pages()

    def title(self):
        return _("%(site)s: latest posts") % {"site": self.settings.name}

    def description(self):
        return self.settings.tagline or self.title()

    def home(self):
        return reverse("wagtail_serve", args=[""])


class TopicFeed(PageFeed):
    name = "topic_feed"

    def find_subject(self, slug):
        return get_object_or_404(Topic, slug=slug)
