"""Which rows of pages and what belongs to them are told by which tags (portal.pages.shown)."""

from wagtail.models import Site

from portal.pages import shown
from portal.pages.languages import codes, localized_name
from portal.pages.models import (
    BasePage,
    Company,
    ContentVersion,
    HomePage,
    RelatedPage,
    SiteSettings,
    StaleTranslation,
    Topic,
)
from portal.pages.models.images import PortalImage, PortalRendition

# What drafts, schedules and locks write, and readers never see.
BOOKKEEPING = (
    "draft_title",
    "expire_at",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision_created_at",
    "latest_revision_id",
    "live_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
    "numchild",
    "owner_id",
)
# What decides in which lists a page stands, and where in them.
PLACE = (
    "company_id",
    "date",
    "first_published_at",
    "is_listed",
    "is_visible",
    "live",
    "path",
    *(localized_name("has_text", code) for code in codes()),
)
PARENT = f"substr({{row}}.path, 1, length({{row}}.path) - {BasePage.steplen})"


def follow_rows():
    topics = BasePage.topics.through
    shown.follow(BasePage, "card", "id", besides=BOOKKEEPING)
    shown.follow(BasePage, "moved", "id", columns=PLACE, only="{row}.is_listed")
    shown.follow(BasePage, "under", PARENT, columns=PLACE)
    shown.follow(BasePage, "members:company", "company_id", columns=PLACE, only="{row}.is_listed")
    shown.follow(BasePage, "about:company", "company_id", columns=PLACE)
    shown.follow(BasePage, "menu", "''", columns=(*PLACE, "show_in_menus"), only="{row}.show_in_menus")
    shown.note_fetched(BasePage, "card")
    follow_pages(HomePage)
    shown.follow(topics, "card", "basepage_id")
    shown.follow(topics, "moved", "basepage_id")
    shown.follow(topics, "members:topic", "topic_id")
    shown.follow(ContentVersion, "versions", "page_id")
    shown.follow(StaleTranslation, "versions", "page_id")
    shown.follow(RelatedPage, "page", "page_id")
    shown.follow_fetched(Topic, "topic", "id")
    shown.follow_fetched(Company, "company", "id")
    shown.follow_fetched(PortalImage, "image", "id")
    shown.follow(PortalRendition, "image", "image_id")
    shown.follow_fetched(SiteSettings, "settings", "id")
    shown.follow(Site, "site", "''")
    shown.follow_memberships(topics_and_company)


def follow_pages(*models):
    """Each page type's own table: what only its own page, feeds and twins show."""
    for model in models:
        shown.follow(model, "page", model._meta.pk.column)
        shown.note_fetched(model, "page")
        shown.note_fetched(model, "card")


def topics_and_company(keys):
    companies = BasePage.objects.filter(pk__in=keys).values_list("pk", "company")
    lists = {pk: {f"members:company:{company}"} if company else set() for pk, company in companies}
    for pk, topic in BasePage.topics.through.objects.filter(basepage__in=keys).values_list("basepage", "topic"):
        lists[pk].add(f"members:topic:{topic}")
    return lists
