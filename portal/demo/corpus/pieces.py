"""Articles and guides with their channels, made up but not stored: the same for the same place and seed."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from blog.models import BlogPage
from help.kinds import BY_KEY
from help.models import ChecklistItem, GuidePage, HowToPage, OpeningSlot, Problem, Step
from portal.demo.corpus.words import Writer
from portal.pages.keys import KEY_ALPHABET
from portal.pages.languages import codes, localized_name

SEED = 7
YEARS = 6
HOUR_OF_PUBLICATION = time(9)
TRANSLATED, DRAFT, SCHEDULED, PRIVATE, RETIRED, VERIFIED = 0.6, 0.04, 0.01, 0.01, 0.04, 0.6
KINDS = ["web_form", "email", "phone", "chat", "x_message", "in_app", "copyright_form", "postal"]


@dataclass
class Shelf:
    """What pieces are chosen from: all topics and authors, pictures to share, and the companies there are so far."""

    topics: list
    authors: list
    covers: list
    companies: list
    writers: dict = field(default_factory=lambda: {code: Writer(code) for code in codes()})


@dataclass
class Piece:
    """A listed page with what belongs to it and is stored in rows of other tables."""

    page: object
    is_private: bool
    topics: list
    authors: list = field(default_factory=list)
    channels: list = field(default_factory=list)


class Maker:
    """Makes the piece of one place; each draws from a `random` of its own, so that none depends on another."""

    def __init__(self, place, shelf, seed=SEED):
        self.random, self.shelf, self.place = Random(f"{seed}/{place}"), shelf, place
        self.codes = codes() if self.random.random() < TRANSLATED else codes()[:1]

    def article(self):
        page = self.listed(BlogPage, self.some_company())
        for code in self.codes:
            setattr(page, localized_name("body", code), json.dumps(list(self.blocks(code))))
        authors = self.random.sample(self.shelf.authors, k=1 + (self.random.random() < 0.1))
        return Piece(page, self.is_private(), self.some_topics(), authors=authors)

    def guide(self, company, channels):
        """A guide for `company` with so many `channels`."""
        page = self.listed(GuidePage, company)
        self.write(page, "introduction", lambda writer: f"<p>{writer.paragraph(self.random)}</p>")
        page.problems, page.product_rows = [], []
        piece = Piece(page, self.is_private(), self.some_topics())
        piece.channels = [self.channel(page, company) for _ in range(channels)]
        if self.random.random() < 0.3:
            page.problems = [self.problem(piece.channels)]
        return piece

    def channel(self, guide, company):
        channel = self.page(HowToPage, guide.date)
        channel.kind, channel.company, channel.live = self.random.choice(KINDS), company, guide.live
        channel.guide_key = self.key(8)
        channel.address = self.address(channel.kind, company)
        channel.source_url = f"https://{company.slug}.example/help/{self.random.randrange(10**6)}"
        self.write(channel, "short_name", lambda writer: writer.title(self.random, 2, 3)[:40])
        self.write(channel, "introduction", lambda writer: f"<p>{writer.paragraph(self.random, 2)}</p>")
        channel.steps = [self.step() for _ in range(self.random.randint(2, 4))]
        channel.checklist_items = [self.item() for _ in range(self.random.randint(0, 2))]
        channel.opening_slots = []
        if channel.kind == "phone":
            channel.timezone = "Europe/Tirane"
            channel.opening_slots = [OpeningSlot(days="weekdays", opens=time(8), closes=time(17))]
        # Outside the page, in its ChannelStatus.
        channel.is_made_retired = self.random.random() < RETIRED
        channel.days_since_check = self.random.randrange(400) if self.random.random() < VERIFIED else None
        return channel

    # What they are made of

    def listed(self, model, company):
        page = self.page(model, timezone.localdate() - timedelta(days=self.random.randrange(YEARS * 365)))
        page.company, page.is_listed = company, True
        page.cover = self.random.choice([*self.shelf.covers, None])
        fate = self.random.random()
        page.live = fate >= DRAFT + SCHEDULED
        if DRAFT <= fate < DRAFT + SCHEDULED:
            page.go_live_at = timezone.now() + timedelta(days=1 + self.random.randrange(300))
        self.write(page, "summary", lambda writer: writer.sentence(self.random, 10, 22))
        return page

    def page(self, model, date):
        page = model(date=date, translation_key=UUID(int=self.random.getrandbits(128), version=4))
        self.write(page, "title", lambda writer: writer.title(self.random))
        moment = datetime.combine(date, HOUR_OF_PUBLICATION, tzinfo=UTC)
        page.made_views = int(3 * self.random.paretovariate(1))
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = moment
        return page

    def write(self, instance, name, text):
        for code in self.codes:
            setattr(instance, localized_name(name, code), text(self.shelf.writers[code]))

    def blocks(self, code):
        writer = self.shelf.writers[code]
        for section in range(self.random.randint(2, 4)):
            if section:
                yield self.block("heading", {"text": writer.title(self.random, 3, 5), "level": "2"})
            for _ in range(self.random.randint(1, 2)):
                yield self.block("paragraph", f"<p>{writer.paragraph(self.random)}</p>")

    def block(self, name, value):
        return {"type": name, "value": value, "id": str(UUID(int=self.random.getrandbits(128), version=4))}

    def step(self):
        step = Step()
        self.write(step, "instruction", lambda writer: f"<p>{writer.sentence(self.random)}</p>")
        return step

    def item(self):
        item = ChecklistItem()
        self.write(item, "text", lambda writer: writer.title(self.random, 2, 5))
        return item

    def problem(self, channels):
        problem = Problem(channel_keys=[one.guide_key for one in channels[:2]])
        self.write(problem, "title", lambda writer: writer.title(self.random, 3, 5)[:100])
        return problem

    def address(self, kind, company):
        number = self.random.randrange(10**5)
        addresses = {
            "email": f"help{number}@{company.slug}.example",
            "phone": f"+35542{self.random.randrange(100_000, 1_000_000)}",
            "x_message": f"@{company.slug.replace('-', '')[:9]}{number}",
            "postal": f"Rruga e {company.name} {number}, Tiranë",
        }
        return addresses.get(kind, f"https://{company.slug}.example/{BY_KEY[kind].key}/{number}")

    def some_company(self):
        return self.random.choice(self.shelf.companies) if self.random.random() < 0.6 else None

    def some_topics(self):
        """One to three; the first topics are the most frequent."""
        weights = [1 / (place + 1) for place in range(len(self.shelf.topics))]
        chosen = self.random.choices(self.shelf.topics, weights, k=self.random.randint(1, 3))
        return list({topic.pk: topic for topic in chosen}.values())

    def is_private(self):
        return self.random.random() < PRIVATE

    def key(self, length):
        return "".join(self.random.choices(KEY_ALPHABET, k=length))
