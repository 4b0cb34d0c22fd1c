"""The three formats of our feeds: Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1 (jsonfeed.org)."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import path, reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape

# What XML 1.0 has no way to write: control characters, surrogates and the two non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MEDIA = "http://search.yahoo.com/mrss/"
# An empty feed says so: the same bytes at each request, where Django would write the present moment.
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def writable(value):
    """Text, or texts in lists and dicts, without what no XML document can hold."""
    if isinstance(value, str):
        return UNWRITABLE.sub("", value)
    if isinstance(value, list):
        return [writable(one) for one in value]
    if isinstance(value, dict):
        return {key: writable(one) for key, one in value.items()}
    return value


class FullTextFeed(SyndicationFeed):
    """What the three formats share. An item is made from a `portal.pages.feeds.Entry`."""

    def __init__(self, **values):
        super().__init__(**writable(values))

    def add_entry(self, entry):
        values = writable(vars(entry))
        # Atom and RSS take a summary for HTML; JSON Feed takes it as it stands.
        self.add_item(**values | {"description": escape(values["summary"]), "unique_id_is_permalink": False})

    def latest_post_date(self):
        return super().latest_post_date() if self.items else BEFORE_ALL


class AtomFeed(FullTextFeed, Atom1Feed):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        for translation in item["translations"]:
            # Not "alternate": many readers take the last alternate, whatever its language, for the entry's own link.
            attributes = {"rel": "related", "hreflang": translation["language"], "href": translation["url"]}
            handler.addQuickElement("link", "", attributes)
        add_picture(handler, item["image"])
        handler.addQuickElement("content", item["content"], {"type": "html", "xml:base": item["link"]})


class RssFeed(FullTextFeed, Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": MEDIA,
            "xml:lang": self.feed["language"],
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author["name"])
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        add_picture(handler, item["image"])
        handler.addQuickElement("content:encoded", item["content"])


def add_picture(handler, image):
    if image:
        sizes = {name: str(image[name]) for name in ("width", "height")}
        handler.addQuickElement("media:content", "", {"url": image["url"], "medium": "image", **sizes})


class JSONFeed(FullTextFeed):
    content_type = "application/feed+json"

    def write(self, outfile, encoding):
        feed = self.feed
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "items": [self.json_item(item) for item in self.items],
        }
        json.dump(without_empty(document), outfile, ensure_ascii=False, indent=1)

    def json_item(self, item):
        image = item["image"]
        return without_empty(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "content_html": item["content"],
                "summary": item["summary"],
                "image": image and image["url"],
                "date_published": item["pubdate"] and rfc3339_date(item["pubdate"]),
                "date_modified": rfc3339_date(item["updateddate"]),
                "authors": item["authors"],
                "tags": item["categories"],
                "language": self.feed["language"],
                "_translations": item["translations"],
            }
        )


def without_empty(document):
    return {key: value for key, value in document.items() if value or key == "items"}


@dataclass(frozen=True)
class FeedFormat:
    """`suffix` is the last word of the address; Atom has none."""

    label: str
    suffix: str
    media_type: str
    generator: type[FullTextFeed]

    def url_name(self, name):
        return f"{name}_{self.suffix}" if self.suffix else name


FORMATS = [
    FeedFormat("Atom", "", "application/atom+xml", AtomFeed),
    FeedFormat("RSS", "rss", "application/rss+xml", RssFeed),
    FeedFormat("JSON Feed", "json", "application/feed+json", JSONFeed),
]


def feed_paths(view, name):
    """URL patterns of one feed: `feed/` is Atom, `feed/rss/` and `feed/json/` the others."""
    return [
        path(f"feed/{one.suffix}/" if one.suffix else "feed/", view.as_view(format=one), name=one.url_name(name))
        for one in FORMATS
    ]


def feed_links(name, title, *args):
    """`[{label, title, media_type, url}]` of one feed's formats, in the active language."""
    return [
        {
            "label": one.label,
            "title": f"{title} ({one.label})",
            "media_type": one.media_type,
            "url": reverse(one.url_name(name), args=args),
        }
        for one in FORMATS
    ]
