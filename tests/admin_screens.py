"""Every address of the admin that is ours: a view of our own, or one of Wagtail's about a model of our own."""

import re

from django.urls import get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query
from wagtail.models import Site

from blog.models import Author, BlogIndexPage
from help.models import ChannelStatus, Freshness, HowToPage, Notice
from portal.cart.models import Order, OrderMail, Product
from portal.feedback.models import Report
from portal.importing.models import ImportedArticle
from portal.pages.days import today
from portal.pages.models import BasePage, Company, GoneAddress, PortalImage, StaleTranslation, Topic, User
from portal.queue.models import Item
from portal.search.models import Synonym
from portal.watch.models import WatchedAddress, WatchedPlace, key_of
from tests import make
from tests.cart import goods, rows

OURS = ("portal", "blog", "help")
# Wagtail's own, led to by nothing: no chooser of ours has a form to make a row with.
UNUSED = re.compile(r"snippets/choose/.*/create/")
# What "<int:pk>" and the like stand for, by how an address begins.
MODELS = {
    "snippets/pages/company": Company,
    "snippets/pages/topic": Topic,
    "snippets/portal_search/synonym": Synonym,
    "snippets/blog/author": Author,
    "snippets/cart/product": Product,
    "snippets/choose/cart/product": Product,
    "snippets/choose/pages/company": Company,
    "snippets/choose/pages/topic": Topic,
    "snippets/choose/portal_search/synonym": Synonym,
    "snippets/choose/blog/author": Author,
    "gone-addresses": GoneAddress,
    "reader_reports": Report,
    "queue": Item,
    "orders/mail": OrderMail,
    "orders": Order,
    "channels": ChannelStatus,
    "notices": Notice,
    "images/chooser": PortalImage,
    "users": User,
    "redirects": Redirect,
    "searchpicks": Query,
    "reports/addresses": WatchedAddress,
    "reports/searches": BlogIndexPage,
    "feedback/done": BasePage,
    "importing": HowToPage,
    "translating/still-fine": StaleTranslation,
    "translating": HowToPage,
    "pages": HowToPage,
    "settings/help": Freshness,
    "settings/cart": Site,
    "settings/pages": Site,
}


def patterns(resolver, before=""):
    """`(route, view)` of all addresses below a resolver."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route, pattern.callback


def is_ours(view):
    while not hasattr(view, "view_class") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    model = getattr(view, "view_initkwargs", {}).get("model")
    modules = [getattr(view, "view_class", view).__module__]
    modules += [model.__module__] if hasattr(model, "__module__") else []
    return any(module.split(".")[0] in OURS for module in modules)


def our_routes():
    """The routes of our screens below /admin/, as the resolver writes them."""
    found = (
        (route.removeprefix("admin/"), view) for route, view in patterns(get_resolver()) if route.startswith("admin/")
    )
    return sorted({route for route, view in found if is_ours(view) and not UNUSED.match(route)})


def make_rows():
    """One row of each model that the demo has none of, or none that may be deleted."""
    page = HowToPage.objects.order_by("-pk").first()
    Company.objects.create(name="Pa udhëzues", slug="pa-udhezues")
    Topic.objects.create(name_sq="Pa faqe", name_en="Without pages", slug_sq="pa-faqe", slug_en="without-pages")
    Author.objects.create(name="Pa artikuj", slug="pa-artikuj")
    Synonym.objects.create(words="celës, fjalëkalim", language="sq")
    GoneAddress.objects.create(site=Site.objects.get(), path="/sq/ikur")
    Redirect.objects.create(site=Site.objects.get(), old_path="/e-vjeter", redirect_link="/sq/")
    Query.objects.create(query_string="tik tok")
    Report.objects.create(page_id=page.pk, answer="moved", day=today(), language="sq")
    StaleTranslation.objects.create(page_id=page.pk, language="en", unit="title", source_before="Më parë")
    make.notice()
    goods.product()
    rows.order()
    make.user("leaving")
    address = WatchedAddress.objects.create(url="http://127.0.0.1/", key=key_of("http://127.0.0.1/"), state="broken")
    WatchedPlace.objects.create(address=address, page_id=page.pk, what="address")
    ImportedArticle.objects.create(key="artikull", page_id=page.pk, digest="0")
    Freshness.load()
    Item.objects.refresh_if_old()


def address(route):
    """One address of a route, about the last row of its model."""
    before = next((begin for begin in MODELS if route.startswith(begin)), None)
    values = {"slug:state": "confirmed", "slug:code": "en", "slug:key": "add-a-channel", "slug:name": "add-a-channel"}
    values |= {"slug:content_type_app_name": "blog", "slug:content_type_model_name": "blogpage"}

    def value(match):
        return values.get(match[1]) or str(MODELS[before].objects.order_by("-pk").values_list("pk", flat=True)[0])

    return "/admin/" + re.sub(r"<([^>]+)>", value, route)
