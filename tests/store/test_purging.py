"""After each kind of change: what is still kept is what Django would make now, and hardly anything else was lost.

Every address is asked twice, from the store and from Django beside it; so a tag that is missing anywhere shows.
"""

import re
import shutil
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageViewRestriction, Site

from blog.models import Author, BlogPage
from help.models import GuidePage, Problem
from portal.cart.models import Product
from portal.feedback.models import AnswerSums
from portal.pages import shown
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, Company, SiteSettings, Topic
from portal.store.layer import PageStore
from tests import make
from tests.store.asking import Asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

TABLES = re.compile(r'(?:FROM|JOIN) \(?"(\w+)"')
# Read by public pages, and not followed because …
UNSEEN = {
    "django_content_type": "it never changes",
    "visits_recentviews": "pages that are ordered by views are made anew each day",
    "wagtailcore_locale": "there is one",
    "wagtailcore_pagelogentry": "the list of changes shows only what also changes a channel's row",
}
# A change of one language purges the page in the other, too. `make bench` counts it on a site of a thousand pages.
MOST_UNNEEDED = 4


def articles():
    """What a site consists of: some posts, guides and channels."""
    posts = BlogPage.objects.published().order_by("date", "pk")
    guides = [guide_of(company) for company in ("tiktok", "apple")]
    channels = [guide.channels.all[0] for guide in guides]
    return [*posts[:2], *posts.reverse()[:2], *guides, *channels]


def addresses():
    """One or more of each kind of address; articles, lists and subjects in both languages."""
    found = ["/sitemap.xml", "/sitemap-pages-1.xml", "/llms.txt"]
    for code in codes():
        with override(code):
            found += [url_in(page, code) for page in [make.home(), make.index(), make.help_index(), *articles()]]
            subjects = [Topic.objects.with_pages()[0], Company.objects.get(slug="apple"), Author.objects.first()]
            found += [subject.get_absolute_url() for subject in [*subjects, Product.objects.live().first()]]
            found += [reverse(name) for name in ("topics", "companies", "authors", "shop")]
    with override("sq"):
        guide, topic, company = guide_of("tiktok"), Topic.objects.with_pages()[0], Company.objects.get(slug="tiktok")
        found += [f"{url_in(guide, 'sq')}index.md", "/sq/feed/", "/sq/index.md"]
        found += [f"{topic.get_absolute_url()}feed/", f"{company.get_absolute_url()}feed/"]
        found += [f"{url_in(make.index(), 'sq')}?topic={topic.slug}", guide.change_log.get_absolute_url()]
        found.append(f"{guide.change_log.get_absolute_url()}?fragment=newest")
        found += [problem.get_absolute_url() for problem in guide.offered_problems[:1]]
        found += [f"{url_in(guide, 'sq')}?k={guide.channels.all[0].status.key}"]
    return list(dict.fromkeys(found))


def guide_of(company):
    return GuidePage.objects.published().filter(company__slug=company).order_by("pk").first()


def old_post():
    """One that no page shows among its latest."""
    return BlogPage.objects.published().order_by("date", "pk").first()


@pytest.fixture(scope="module")
def full(demo, django_db_blocker, tmp_path_factory):
    """A folder in which every address is kept, and the answers."""
    folder = tmp_path_factory.mktemp("full") / "store"
    ask = Asking(PageStore(WSGIHandler(), folder, 50 * 2**20, 2**20, works_beside=False))
    with django_db_blocker.unblock():
        answers = {address: ask(address) for address in addresses()}
    assert [address for address, answer in answers.items() if answer.came_from != "stored"] == []
    return folder, answers


@pytest.fixture
def site(full, make_store):
    """Every address in the store, as it was before the change; `site.after(change)` compares."""
    folder, answers = full
    store = make_store()
    shutil.copytree(folder, store.shelf.folder)
    store.open()
    return KeptSite(store, answers)


class KeptSite:
    def __init__(self, store, before):
        self.store, self.before, self.django = store, before, Asking(WSGIHandler())
        # Of lists, feeds and twins there are few.
        self.articles = {url_in(page, code) for page in articles() for code in codes()}

    def after(self, change):
        """Make the change; returns the addresses that it made stale, after looking at all of them."""
        change()
        self.store.follower.follow()
        kept = {address for address in self.before if self.store.shelf.find(f"localhost:8000{address}")}
        now = {address: self.django(address) for address in self.before}
        changed = {address for address, answer in now.items() if answer.body != self.before[address].body}
        assert not changed & kept, "is stale and still kept"
        unneeded = self.articles - changed - kept
        assert len(unneeded) <= MOST_UNNEEDED, f"need not have gone: {sorted(unneeded)}"
        return changed


def publish(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_nothing_goes_when_nothing_changed(site):
    assert not site.after(lambda: None)


def test_draft_changes_nothing(site):
    post = old_post()
    post.title_sq = "Një titull tjetër"
    assert not site.after(lambda: post.save_revision())


def test_saving_the_same_again_changes_nothing(site):
    assert not site.after(lambda: publish(old_post()))


def test_text_of_a_post(site):
    post = old_post()
    changed = site.after(lambda: publish(post, body_sq=make.body("Një tekst tjetër, krejt i ri.")))
    assert {url_in(post, "sq"), "/sq/feed/"} <= changed


CHANGES = {
    "title of a post": lambda: publish(old_post(), title_sq="Një titull tjetër", title_en="Another title"),
    "a translation alone": lambda: publish(old_post(), title_en="Another title"),
    "a new post": lambda: publish(make.post("Postimi më i ri", "The newest post", topics=[])),
    "a new post with topic and company": lambda: new_post_in_lists(),
    "an old post": lambda: publish(
        make.post("Një i vjetër", "An old one", date=timezone.localdate() - timedelta(9999))
    ),
    "unpublishing a post": lambda: old_post().unpublish(),
    "unpublishing a guide": lambda: guide_of("tiktok").unpublish(),
    "unpublishing a channel": lambda: guide_of("tiktok").channels.all[1].unpublish(),
    "deleting a post": lambda: old_post().delete(),
    "deleting a channel": lambda: guide_of("tiktok").channels.all[1].delete(),
    "a private post": lambda: PageViewRestriction.objects.create(page=old_post(), restriction_type="login"),
    "a private guide": lambda: PageViewRestriction.objects.create(page=guide_of("apple"), restriction_type="login"),
    "moving a channel": lambda: guide_of("tiktok").channels.all[0].move(guide_of("apple"), "last-child"),
    "reordering channels": lambda: guide_of("tiktok").channels.all[0].move(guide_of("tiktok"), "last-child"),
    "renaming the blog's address": lambda: publish(make.index(), slug_sq="artikuj"),
    "a topic's name": lambda: change(Topic.objects.with_pages()[0], name_sq="Një temë"),
    "a topic's slug": lambda: change(Topic.objects.with_pages()[0], slug="nje-teme", slug_sq="nje-teme"),
    "another topic for a post": lambda: publish(old_post(), topics=[Topic.objects.with_pages()[0]]),
    "a company's name": lambda: change(Company.objects.get(slug="apple"), name="Pineapple"),
    "another company for a guide": lambda: publish(guide_of("apple"), company=Company.objects.get(slug="netflix")),
    "an author's name": lambda: change(Author.objects.first(), name_sq="Dikush", name_en="Somebody"),
    "a new author": lambda: Author.objects.create(name="Ana", slug="ana"),
    "an alternative text": lambda: change(BlogPage.objects.exclude(cover=None).first().cover, alt_sq="Diçka tjetër"),
    "the site's name": lambda: change(SiteSettings.objects.get(), name="Kanali"),
    "the site's host": lambda: change(Site.objects.get(), port=8001),
    "out of the menu": lambda: publish(make.help_index(), show_in_menus=False),
    "verifying a channel": lambda: verified(guide_of("tiktok").channels.all[0].status),
    "retiring a channel": lambda: change(guide_of("tiktok").channels.all[0].status, state="retired"),
    "a step": lambda: change(guide_of("tiktok").channels.all[0].steps.first(), instruction_sq="<p>Tjetër hap.</p>"),
    "a problem's title": lambda: change(Problem.objects.filter(guide=guide_of("tiktok"))[0], title_sq="Problem tjetër"),
    "a notice": lambda: make.notice(company=Company.objects.get(slug="netflix")),
    "a notice to come": lambda: make.notice(days_from=5, company=Company.objects.get(slug="netflix")),
    "a product's price": lambda: change(Product.objects.live().first(), price=123400),
    "withdrawing a product": lambda: change(Product.objects.live().first(), is_live=False),
    "closing the shop": lambda: Product.objects.update(is_live=False),
    "readers' answers": lambda: AnswerSums.objects.update_or_create(
        page_id=guide_of("tiktok").channels.all[0].pk, defaults={"good": 40, "total": 50}
    ),
    "a write past all models": lambda: BasePage.objects.filter(pk=old_post().pk).update(title_sq="Pa sinjale"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change(site, name):
    changed = site.after(CHANGES[name])
    assert changed or name == "a notice to come"


def change(instance, **values):
    for name, value in values.items():
        setattr(instance, name, value)
    instance.save()


def new_post_in_lists():
    post = make.post("Postimi më i ri", "The newest post", company=Company.objects.get(slug="apple"))
    publish(post, topics=list(Topic.objects.all()[:2]), authors=list(Author.objects.all()))


def verified(status):
    status.verified_on = timezone.localdate()
    status.save()


def test_every_table_that_is_read_is_followed():
    read = set()

    def note(execute, sql, params, many, context):
        read.update(TABLES.findall(sql))
        return execute(sql, params, many, context)

    ask = Asking(WSGIHandler())
    with connection.execute_wrapper(note):
        for address in addresses():
            ask(address)
    followed = {rule.model._meta.db_table for rule in shown.RULES}
    assert len(read) > 20
    assert not read - followed - set(UNSEEN)
