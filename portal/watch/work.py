"""Addresses that need a person, for the editors' queue."""

from django.db import models
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.pages.models import BasePage
from portal.queue.sources import Found, Source, Tile, register
from portal.watch.findings import Problem
from portal.watch.models import WatchedAddress

DEAD, DOUBTFUL = 30, 5  # how much it weighs beside verifications, which weigh a day for each day past due


def troubled_addresses():
    """Addresses on public pages that a person has to look at, each with the first page that shows it."""
    public = BasePage.objects.published().values("pk")
    rows = WatchedAddress.objects.needing_a_person().filter(places__page__in=public)
    for address in rows.annotate(page=Min("places__page")):
        weight = DEAD if address.state == WatchedAddress.State.BROKEN else DOUBTFUL
        detail = {"url": address.url, "problem": address.problem, "field": field_of(address)}
        yield Found(address.key, address.problem, address.page, weight, detail)


def field_of(address):
    """The field of the page's form that holds it; "" where it stands within a text."""
    page = BasePage.objects.get(pk=address.page).get_latest_revision_as_object()
    fields = [field.name for field in page._meta.concrete_fields if isinstance(field, models.CharField)]
    return next((name for name in fields if getattr(page, name) == address.url), "")


def words(item):
    """`"https://…: No such page"`"""
    problem = item.detail["problem"]
    reason = Problem(problem).label if problem else gettext("New issuer of the certificate")
    return f"{item.detail['url']}: {reason}"


def vouch(item, user):
    """Done means that somebody has looked: the watch need not ask again until something else is found."""
    for address in WatchedAddress.objects.filter(key=item.subject, problem=item.detail["problem"]):
        address.vouch(user)


def url(item):
    """The page that shows it, where it is corrected; the report on addresses has the rest of them."""
    field = item.detail.get("field")
    return reverse("wagtailadmin_pages:edit", args=[item.page_id]) + (f"#id_{field}" if field else "")


def register_work():
    register(Source("addresses", _("Address"), Tile.ADDRESSES, troubled_addresses, words, url, settle=vouch))
