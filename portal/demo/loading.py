"""Fill an empty site with the readable files below `content/`. What was loaded once is never touched again."""

import json
import tomllib
from datetime import UTC, datetime, time
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Site

from blog.models import Author, BlogIndexPage, BlogPage
from help.models import (
    ChannelChange,
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
from portal.cart.models import Product
from portal.cart.prices import PriceFormField
from portal.demo.covers import draw_cover
from portal.demo.markup import article_blocks, inline_text, rich_text
from portal.demo.models import LoadedPiece
from portal.pages.languages import codes, default_language, localized_name
from portal.pages.models import BasePage, Company, ContentVersion, PortalImage, RelatedPage, SiteSettings, Topic
from portal.pages.signal_handlers import pictures_prepared_later
from portal.pages.slugs import suggested_slug
from portal.search.models import Synonym
from portal.sharing.signal_handlers import cards_drawn_later

CONTENT = Path(__file__).parent / "content"
FILES = {
    "topic": "topics.toml",
    "company": "companies.toml",
    "author": "authors.toml",
    "product": "products.toml",
}
PRODUCT_FACTS = ["currency", "unit", "availability", "max_per_order"]
NOTICE_FACTS = ["countries", "begins", "ends", "is_warning", "source_url"]
CHANNEL_FACTS = [
    "kind",
    "address",
    "audience",
    "countries",
    "timezone",
    "holidays_of",
    "answer_hours",
    "source_url",
]


def load_demo():
    """Load every piece that is not there yet, and return the keys of those that were loaded now."""
    with transaction.atomic(), default_language(), cards_drawn_later(), pictures_prepared_later():
        return Loader().load()


class Loader:
    def __init__(self):
        self.done = set(LoadedPiece.objects.values_list("key", flat=True))
        self.loaded = []

    def load(self):
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        self.home = site.root_page.specific
        words = read("site.toml")
        self.once("site", lambda: self.make_site(site, words))
        self.subjects("topic", Topic, {"name": str, "slug": str, "description": str}, ["icon"])
        company_facts = ["name", "slug", "website", "help_url", "color"]
        self.subjects("company", Company, {"description": str}, company_facts)
        self.subjects("author", Author, {"name": str, "bio": str}, ["slug", "kind"])
        for entry in read(FILES["product"])["product"]:
            self.once(f"product/{entry['key']}", lambda entry=entry: self.make_product(entry))
        for entry in read("notices.toml")["notice"]:
            self.once(f"notice/{entry['key']}", lambda entry=entry: self.make_notice(entry))
        self.synonyms()
        guides = [(self.make_guide, "guides", entry) for entry in read_folder("guides")]
        posts = [(self.make_post, "posts", entry) for entry in read_folder("posts")]
        for make, folder, entry in sorted(guides + posts, key=lambda piece: piece[2]["date"]):
            self.once(f"{folder}/{entry['key']}", lambda make=make, entry=entry: make(entry))
        for _make, folder, entry in guides + posts:
            self.once(f"related/{folder}/{entry['key']}", lambda entry=entry: self.relate(entry))
        for _make, _folder, entry in guides:
            self.once(f"problems/{entry['key']}", lambda entry=entry: self.add_problems(entry))
        return self.loaded

    def once(self, key, make):
        if key not in self.done:
            make()
            LoadedPiece.objects.create(key=key)
            self.loaded.append(key)

    def make_site(self, site, words):
        set_texts(self.home, words["home"], {"title": str, "hero_title": str, "hero_text": str})
        self.home.save_revision().publish()
        for model, name in [(HelpIndexPage, "help"), (BlogIndexPage, "blog")]:
            page = model(show_in_menus=True)
            set_texts(page, words[name], {"title": str, "summary": str})
            self.publish(self.home, page)
        chosen = SiteSettings.for_site(site)
        chosen.name = words["settings"]["name"]
        chosen.contact_email = words["settings"].get("contact_email", "")
        set_texts(chosen, words["settings"], {"tagline": str, "footer_text": rich_text})
        chosen.save()
        site.site_name = chosen.name
        site.save()

    def subjects(self, table, model, texts, facts):
        for entry in read(FILES[table])[table]:
            self.once(f"{table}/{entry['key']}", lambda entry=entry: self.make_subject(model, entry, texts, facts))

    def make_subject(self, model, entry, texts, facts):
        subject = model(**{name: entry[name] for name in facts if name in entry})
        set_texts(subject, entry, texts)
        subject.save()

    def make_product(self, entry):
        product = Product(is_live=True, **{name: entry[name] for name in PRODUCT_FACTS if name in entry})
        set_texts(product, entry, {"name": str, "slug": str, "text": str})
        product.price = PriceFormField().clean(entry["price"])
        product.picture = drawn_picture(product.name, entry["mark"])
        product.save()

    def synonyms(self):
        for entry in read("synonyms.toml")["synonym"]:
            values = {"words": entry["words"], "language": entry.get("language", "")}
            self.once(f"synonym/{entry['key']}", lambda values=values: Synonym.objects.create(**values))

    def make_guide(self, entry):
        guide = GuidePage(company=Company.objects.get(slug=entry["company"]))
        set_texts(guide, entry, {"title": str, "slug": str, "summary": str, "introduction": rich_text})
        self.set_listing_facts(guide, entry)
        guide.product_rows = [GuideProduct(product=one) for one in map(find_product, entry.get("products", [])) if one]
        self.publish(HelpIndexPage.objects.get(), guide, entry["date"])
        for channel in entry["channel"]:
            self.make_channel(guide, channel, entry["date"])
        date_back(guide, entry["date"])

    def make_channel(self, guide, entry, date):
        channel = HowToPage(company=guide.company, date=date)
        for name in CHANNEL_FACTS:
            if name in entry:
                setattr(channel, name, entry[name])
        channel.spoken_languages = entry.get("languages", [])
        texts = {"title": str, "short_name": str, "introduction": rich_text, "notes": rich_text}
        words = ["hours_note", "holiday_note", "message_subject", "message_template"]
        set_texts(channel, entry, texts | dict.fromkeys(words, str))
        set_texts(channel, {"slug": entry.get("slug", entry["short_name"])}, {"slug": suggested_slug})
        channel.steps = [make_step(step) for step in entry.get("step", [])]
        channel.checklist_items = [
            with_texts(ChecklistItem(), row, {"text": str}) for row in entry.get("checklist", [])
        ]
        channel.opening_slots = [make_slot(row) for row in entry.get("hours", [])]
        self.publish(guide, channel, date)
        channel.status.key = entry["key"]
        channel.status.save()

    def make_post(self, entry):
        post = BlogPage()
        set_texts(post, entry, {"title": str, "slug": str, "summary": str})
        for code in codes():
            source = CONTENT / "posts" / f"{entry['key']}.{code}.md"
            if source.exists():
                blocks = list(resolved(article_blocks(source.read_text(encoding="utf-8"))))
                setattr(post, localized_name("body", code), json.dumps(blocks))
        post.company = Company.objects.filter(slug=entry.get("company", "")).first()
        post.authors = self.named("author", Author, entry["authors"])
        self.set_listing_facts(post, entry)
        self.publish(BlogIndexPage.objects.get(), post, entry["date"])

    def set_listing_facts(self, page, entry):
        page.topics = self.named("topic", Topic, entry["topics"])
        page.date = entry["date"]
        page.cover = drawn_picture(page.title, str(entry["mark"]))

    def named(self, table, model, keys):
        """The subjects that the demo's files call by these keys, found by their slug."""
        slugs = {entry["key"]: slug_of(entry) for entry in read(FILES[table])[table]}
        found = {subject.slug: subject for subject in model.objects.all()}
        return [found[slugs[key]] for key in keys if slugs[key] in found]

    def publish(self, parent, page, date=None):
        """Add a live page as an editor would: with a revision, and on the day that its file names."""
        page = type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        if date:
            date_back(page, date)
        page.refresh_from_db()

    def relate(self, entry):
        source = find_piece(entry["key"])
        for place, key in enumerate(entry.get("related", [])):
            target = find_piece(key)
            if source and target:
                RelatedPage.objects.create(page=source, target=target, sort_order=place)

    def add_problems(self, entry):
        """A guide that somebody is working on is left alone."""
        guide = find_piece(entry["key"])
        if guide is None or guide.has_unpublished_changes or not entry.get("problem"):
            return
        guide = guide.specific
        keys = dict(HowToPage.objects.child_of(guide).values_list("status__key", "guide_key"))
        for row in entry["problem"]:
            ways = [keys[key] for key in row["channels"] if key in keys]
            guide.problems.add(with_texts(Problem(channel_keys=ways), row, {"title": str, "advice": str}))
        guide.save_revision().publish()
        date_back(guide, entry["date"])

    def make_notice(self, entry):
        company = Company.objects.filter(slug=entry["company"]).first()
        if company:
            facts = {name: entry[name] for name in NOTICE_FACTS if name in entry}
            with_texts(Notice(company=company, **facts), entry, {"text": str}).save()


def date_back(page, date):
    """As if the page had been published on that day and never changed since."""
    moment = datetime.combine(date, time(9), tzinfo=UTC)
    BasePage.objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment)
    ContentVersion.objects.filter(page=page.pk).update(changed_at=moment)
    ChannelChange.objects.filter(channel=page.pk).update(happened_at=moment)
    TextChange.objects.filter(page=page.pk).delete()


def resolved(blocks):
    """Blocks whose `key:…` and `mark:…|title` have become the page, product and drawn picture that they name."""
    for block in blocks:
        value = block["value"]
        if block["type"] == "related":
            page = find_piece(value["page"].removeprefix("key:"))
            if page is None:
                continue
            value["page"] = page.pk
        if block["type"] == "product":
            product = find_product(value["product"].removeprefix("key:"))
            if product is None:
                continue
            value["product"] = product.pk
        if block["type"] == "picture":
            mark, _bar, title = value["image"].removeprefix("mark:").partition("|")
            value["image"] = drawn_picture(title, mark).pk
        yield block


def drawn_picture(title, mark):
    """The cover-like drawing of this title, drawn once."""
    found = PortalImage.objects.filter(title=title).first()
    if found:
        return found
    file = ContentFile(draw_cover(title, mark), name=f"{suggested_slug(title)}.png")
    return PortalImage.objects.create(title=title, file=file, description="", is_ornament=True)


def find_piece(key):
    """The listed page that a guide's or post's file describes, or None when an editor has moved it away."""
    for folder in ["guides", "posts"]:
        path = CONTENT / folder / f"{key}.toml"
        if path.exists():
            slug = tomllib.loads(path.read_text(encoding="utf-8"))["slug"][settings.LANGUAGE_CODE]
            return BasePage.objects.filter(is_listed=True, slug=slug).first()
    return None


def find_product(key):
    """The product that the demo's file calls so, or None when the shop has moved it away."""
    slugs = {entry["key"]: slug_of(entry) for entry in read(FILES["product"])["product"]}
    return Product.objects.filter(slug=slugs[key]).first()


def make_step(entry):
    step = Step()
    return with_texts(step, entry, {"case": str, "instruction": inline_text, "tip": str, "warning": str})


def make_slot(row):
    return OpeningSlot(
        days=row["days"], opens=time.fromisoformat(row["opens"]), closes=time.fromisoformat(row["closes"])
    )


def slug_of(entry):
    return entry["slug"][settings.LANGUAGE_CODE] if isinstance(entry["slug"], dict) else entry["slug"]


def with_texts(instance, entry, texts):
    set_texts(instance, entry, texts)
    return instance


def set_texts(instance, entry, texts):
    """Copy `entry[name][language]` into each translated column; `texts` maps names to what makes them."""
    for name, convert in texts.items():
        for code in codes():
            text = entry.get(name, {}).get(code, "")
            if text:
                setattr(instance, localized_name(name, code), convert(text.strip()))


def read(file):
    return tomllib.loads((CONTENT / file).read_text(encoding="utf-8"))


def read_folder(folder):
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((CONTENT / folder).glob("*.toml"))]
