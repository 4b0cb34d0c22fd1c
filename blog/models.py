from collections import Counter

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from blog.blocks import ArticleBlock
from blog.forms import BlogPageForm
from blog.structured_data import post_nodes, profile_nodes
from portal.pages.counts import how_many
from portal.pages.excerpts import cells, plain_text, reading_minutes, sentences
from portal.pages.languages import codes, current, default_language, localized_name, shown_language, value_in
from portal.pages.models import BasePage, BasePageQuerySet, Topic
from portal.pages.models.base import joined
from portal.pages.pagination import one_page
from portal.pages.panels import language_tabs, page_tabs
from portal.pages.pictures import show_together
from portal.pages.previews import subject_facts
from portal.pages.shown import note

SECTIONS_FOR_CONTENTS = 3


class AuthorQuerySet(models.QuerySet):
    def in_list(self):
        """Those that the page of all of them shows."""
        note("authors:")
        return self.all()


class Author(index.Indexed, models.Model):
    """Who signs an article: an editorial team or a person."""

    KINDS = [("organisation", _("Organisation")), ("person", _("Person"))]

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS, default="person")
    bio = models.TextField(_("about"), blank=True)
    picture = models.ForeignKey(
        "pages.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )

    objects = AuthorQuerySet.as_manager()

    feed_name = "author_feed"
    edit_handler = language_tabs(["name", "bio"], facts=[FieldPanel(name) for name in ["slug", "kind", "picture"]])
    search_fields = [index.AutocompleteField("name")]
    list_view, list_title = "authors", _("Authors")

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        with default_language():
            super().save(**kwargs)

    def speaks(self, code):
        """An author of whom nothing is told has no text to translate."""
        return bool(value_in(self, "bio", code)) or not self.bio

    @property
    def shown_pictures(self):
        return [(self.picture, "badge")]

    @cached_property
    def listed_pages(self):
        note(f"members:author:{self.pk}")
        return BasePage.objects.listed().of_subject(BlogPage.authors.through.objects.filter(author=self), "blogpage")

    @property
    def feed_title(self):
        return self.name

    def get_absolute_url(self):
        return reverse("author", args=[self.slug])

    @property
    def card_facts(self):
        count = how_many(self.listed_pages)
        return subject_facts(self, self.bio, count, npgettext("card", "article", "articles", count))

    def structured_data(self, shown):
        return profile_nodes(self, shown)


class BlogIndexPage(BasePage):
    """The list of all articles, by topic and page."""

    edit_handler = page_tabs(["title", "summary"], facts=[PublishingPanel()])
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["blog.BlogPage"]
    holds_articles = True

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request, *args, **kwargs):
        topic = Topic.objects.asked_for(request)
        note(f"members:topic:{topic.pk}" if topic else "listed")
        all_posts = BasePage.objects.listed_below(self)
        posts = all_posts.about(topic) if topic else all_posts
        return super().get_context(request, *args, **kwargs) | {
            "page_obj": one_page(request, posts.for_cards()),
            "topic": topic,
            "topics": Topic.objects.with_pages(all_posts),
            "base_query": f"topic={topic.slug}&" if topic else "",
        }


class BlogPageQuerySet(BasePageQuerySet):
    def for_feed(self):
        """As a list, with authors and with the pictures and cards of all texts at once."""
        pages = list(super().for_feed().prefetch_related("authors"))
        field = localized_name("body", current())
        streams = [getattr(page, field) for page in pages]
        loaded = BlogPage._meta.get_field(field).stream_block.bulk_to_python([list(one.raw_data) for one in streams])
        for page, stream in zip(pages, loaded, strict=True):
            setattr(page, field, stream)
        show_together([*(page.cover for page in pages), *(image for stream in loaded for image in images_in(stream))])
        return pages


class BlogPage(BasePage):
    """An article."""

    body = StreamField(ArticleBlock(), blank=True, verbose_name=_("text"))
    authors = ParentalManyToManyField(Author, blank=True, related_name="posts", verbose_name=_("authors"))

    edit_handler = page_tabs(
        ["title", "summary", "body"],
        facts=[
            FieldPanel("authors", widget=forms.CheckboxSelectMultiple),
            *BasePage.fact_panels,
            *BasePage.related_panels,
            PublishingPanel(),
        ],
        form=BlogPageForm,
    )
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types = []
    needed_to_publish = ["body"]
    listed = True
    og_type = "article"
    listing_label = _("Blog")
    search_kind = "post"
    feed_template = "blog/feed/article.html"
    question = "useful"

    objects = PageManager.from_queryset(BlogPageQuerySet)()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def has_body(self, code):
        return bool(value_in(self, "body", code))

    def plain_text(self, code):
        body = value_in(self, "body", code)
        return sentences(plain_text(block_text(block)) for block in body or [])

    def first_words(self, code):
        """Only paragraphs: a heading, a table or code makes no readable summary."""
        body = value_in(self, "body", code) or []
        return " ".join(plain_text(str(block.value)) for block in body if block.block_type == "paragraph")

    def search_text(self, code):
        """The headings count more than the text around them, of which `plain_text` has them too."""
        body = value_in(self, "body", code) or []
        headings = [block.value["text"] for block in body if block.block_type == "heading"]
        text = super().search_text(code)
        return text | {"heading": joined([text["heading"], *headings])}

    @cached_property
    def shown_body(self):
        """The text in the language that is read, or the default one; headings of the same words told apart."""
        body = value_in(self, "body", shown_language(self, "body"))
        seen = Counter()
        for block in body:
            if block.block_type == "heading":
                seen[block.value.words] += 1
                block.value.place = seen[block.value.words]
        show_together(images_in(body))
        return body

    @property
    def shown_pictures(self):
        bodies = [value_in(self, "body", code) or [] for code in codes()]
        return [*super().shown_pictures, *(pair for body in bodies for pair in pictures_in(body))]

    @property
    def shows_products(self):
        """Whether a card of a product stands in the text."""
        products = (block.value["product"] for block in self.shown_body if block.block_type == "product")
        return any(product and product.is_live for product in products)

    @cached_property
    def reading_minutes(self):
        return reading_minutes(self.plain_text(shown_language(self, "body")))

    @cached_property
    def toc(self):
        """The headings of sections, once there are enough of them to get lost in."""
        headings = [one.value for one in self.shown_body if one.block_type == "heading" and one.value.is_section]
        return headings if len(headings) >= SECTIONS_FOR_CONTENTS else []

    @cached_property
    def authors_list(self):
        return list(self.authors.all())

    def structured_data(self, shown):
        return post_nodes(self, shown)


def pictures_in(body):
    """`[(image, use)]` of the blocks of a text that show pictures, products among them."""
    for block in body:
        if block.block_type == "picture":
            yield block.value["image"], "picture"
        elif block.block_type == "gallery":
            yield from ((one["image"], "gallery") for one in block.value["pictures"])
        elif block.block_type == "product" and block.value["product"]:
            yield block.value["product"].picture, "product_card"


def images_in(body):
    return [image for image, _use in pictures_in(body)]


def block_text(block):
    """The words of one block, markup included, for plain_text(); its parts are told apart."""
    value = block.value
    match block.block_type:
        case "paragraph":
            return str(value)
        case "heading":
            return value["text"]
        case "facts":
            return sentences([value["title"], *(f"{row['label']}: {row['value']}" for row in value["rows"])])
        case "table":
            return sentences([value["caption"], *map(cells, table_rows(value["table"]))])
    return sentences(block.block.get_searchable_content(value))


def table_rows(table):
    yield [column["heading"] for column in table.columns]
    yield from ([str(cell.value) for cell in row] for row in table.rows)
