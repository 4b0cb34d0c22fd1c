"""From a text to a draft. Nothing is published, and only a draft that nobody else has touched is written again."""

import hashlib
from contextlib import suppress

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from portal.importing.article import read_article
from portal.importing.models import ImportedArticle
from portal.importing.reading import RefusedError
from portal.importing.registry import importer_for, parents_for
from portal.importing.report import Report
from portal.pages.languages import codes, localized_name, value_in
from portal.pages.models import BasePage, Company, Topic
from portal.pages.slugs import suggested_slug

ACTION = "kanal.article.import"
LONGEST_KEY = ImportedArticle._meta.get_field("key").max_length


class Import:
    """One text. `look()` says what would be made of it, `store()` makes it; both raise RefusedError.

    `kind` is "guide", "post" or "" for a guess; `language` is that of what names none; `parent` and `company` stand in
    for those that the text does not name. `user` is None for a command, which may do everything.
    """

    def __init__(self, text, kind="", language="", parent=None, company=None, user=None, report=None):
        self.text, self.kind, self.language, self.user = text, kind, language, user
        self.wanted_parent, self.company = parent, company
        self.report = report or Report()

    def look(self):
        """Fill `page` and its `parts` without storing them."""
        self.refuse_touched()
        self.page = self.draft.page.specific if self.draft else self.importer.model(live=False)
        parts = self.importer.parts(self.page) if self.draft else []
        self.was_there, self.old_parts = self.draft is not None, list(parts)
        self.tell_namesakes()
        self.fill_common()
        self.parts = self.importer.fill(self.page, parts, self.article, self.report)
        return self

    @transaction.atomic
    def store(self):
        # Locked, so that of two runs at once the second finds the draft that the first one made.
        BasePage.objects.select_for_update().get(pk=self.parent.pk)
        self.look()
        self.save(self.page, self.parent)
        for part in self.old_parts:
            if part not in self.parts:
                part.delete()
        for part in self.parts:
            self.save(part, self.page)
        log(instance=self.page, action=ACTION, user=self.user, revision=self.page.latest_revision, content_changed=True)
        values = {"digest": self.digest(), "notes": self.report.as_data(), "user": self.user}
        ImportedArticle.objects.update_or_create(page_id=self.page.pk, defaults=values | {"key": self.key})
        return self

    # What it is about

    @cached_property
    def article(self):
        return read_article(self.text, self.report, self.language, self.kind)

    @cached_property
    def importer(self):
        return importer_for(self.article, self.kind)

    @cached_property
    def parent(self):
        allowed = parents_for(self.importer, self.user)
        if self.wanted_parent is None and allowed:
            return allowed[0]
        found = next((page for page in allowed if self.wanted_parent and page.pk == self.wanted_parent.pk), None)
        if found is None:
            raise RefusedError(
                _("There is no place here where you may add this: %(kind)s.") % {"kind": self.importer.label}
            )
        return found

    @cached_property
    def key(self):
        """What tells that two texts are the same article: the front matter's key, else the title."""
        named = self.article.fact("key")
        return (named or suggested_slug(self.article.main.title) or self.article.main.title)[:LONGEST_KEY]

    @property
    def draft(self):
        """What an earlier run made of this article, or None."""
        below = {"page__path__startswith": self.parent.path, "page__depth": self.parent.depth + 1}
        made = ImportedArticle.objects.filter(key=self.key, **below).select_related("page")
        return next((one for one in made if isinstance(one.page.specific, self.importer.model)), None)

    # Rules

    def refuse_touched(self):
        if self.draft is None:
            return
        page = self.draft.page.specific
        values = {"page": page.get_admin_display_title()}
        if page.was_live:
            raise RefusedError(_("“%(page)s” has been published since it was imported; it is left alone.") % values)
        if page.get_lock() or page.current_workflow_state or page.scheduled_revision:
            raise RefusedError(_("“%(page)s” is locked, in moderation or scheduled; it is left alone.") % values)
        if self.user and not page.permissions_for_user(self.user).can_edit():
            raise RefusedError(_("“%(page)s” was imported by somebody else; you may not edit it.") % values)
        if digest_of([page, *self.importer.parts(page)]) != self.draft.digest:
            raise RefusedError(_("Somebody has worked on “%(page)s” since it was imported; it is left alone.") % values)

    def digest(self):
        page = type(self.page).objects.get(pk=self.page.pk)
        return digest_of([page, *self.importer.parts(page)])

    def tell_namesakes(self):
        """A page of the same title is no reason to stop, but an editor wants to know."""
        field = localized_name("title", self.article.main.code)
        others = self.parent.get_children().filter(**{field: self.article.main.title}).exclude(pk=self.page.pk)
        if others:
            message = gettext_noop("There is another page with this title already: “%(title)s”")
            self.report.unsure(message, title=self.article.main.title)

    # Writing

    def fill_common(self):
        for code in codes():
            for name in ("title", "slug", "summary"):
                setattr(self.page, localized_name(name, code), self.text_in(name, code))
        default = localized_name("title", codes()[0])
        if not getattr(self.page, default):
            setattr(self.page, default, self.article.main.title)
            message = gettext_noop("There is no title in the site’s first language; another one stands in: “%(title)s”")
            self.report.unsure(message, title=self.article.main.title)
        self.page.company = self.find_company()
        self.page.topics = self.find_topics()
        self.page.date = self.find_date()

    def text_in(self, name, code):
        version = self.article.versions.get(code)
        value = self.article.fact(name, code) or (version.title if name == "title" and version else "")
        if name == "slug" and value != suggested_slug(value):
            message = gettext_noop("“%(slug)s” is no address, so it was spelled otherwise")
            self.report.unsure(message, slug=value)
            return suggested_slug(value)
        return value

    def find_company(self):
        slug = self.article.fact("company")
        found = Company.objects.filter(slug=slug).first() if slug else None
        if slug and found is None:
            self.report.unsure(gettext_noop("There is no company “%(slug)s”"), slug=slug)
        return found or self.company or self.guessed_company()

    def find_topics(self):
        slugs = self.article.facts_listed("topics")
        known = {value_in(topic, "slug", code): topic for topic in Topic.objects.all() for code in codes()}
        for slug in slugs:
            if slug not in known:
                self.report.unsure(gettext_noop("There is no topic “%(slug)s”"), slug=slug)
        return [known[slug] for slug in dict.fromkeys(slugs) if slug in known]

    def find_date(self):
        text, found = self.article.fact("date"), None
        with suppress(ValueError):
            found = parse_date(text)
        if text and found is None:
            self.report.unsure(gettext_noop("“%(text)s” is no date such as 2026-12-31"), text=text)
        return found

    def guessed_company(self):
        title = suggested_slug(self.article.main.title)
        found = [one for one in Company.objects.all() if one.slug and f"-{one.slug}-" in f"-{title}-"]
        if len(found) != 1:
            return None
        self.report.unsure(gettext_noop("The company was taken from the title: %(company)s"), company=found[0].name)
        return found[0]

    def save(self, page, parent):
        if page.pk is None:
            page.live, page.has_unpublished_changes, page.owner = False, True, self.user
            type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        else:
            page.save(clean=False)
        page.save_revision(user=self.user, clean=False)


def digest_of(pages):
    """The same as long as nobody has saved, published, added, moved or deleted one of these pages."""
    state = [(page.pk, page.latest_revision_id, page.live) for page in pages]
    return hashlib.sha256(repr(state).encode()).hexdigest()
