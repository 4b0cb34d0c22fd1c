from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from blog import views as blog_views
from blog.feeds import AuthorFeed
from blog.models import Author
from help import api as help_api
from help.feeds import CompanyFeed
from help.sitemap import ProblemSection
from portal.api.urls import api_urls
from portal.cart import order_views
from portal.cart import views as cart_views
from portal.cart.sitemap import ProductSection, ShopSection
from portal.feedback import views as feedback_views
from portal.pages import twins
from portal.pages import views as page_views
from portal.pages.feed_formats import feed_paths
from portal.pages.feeds import LatestFeed, TopicFeed
from portal.pages.llms import llms
from portal.pages.models import Company, Topic
from portal.pages.sitemap import PageSection, SubjectSection, ViewSection, sitemap, sitemap_file
from portal.search import views as search_views
from portal.sharing.views import oembed, share_card, short_link
from portal.visits.views import count_view

handler403 = "portal.pages.views.forbidden"
handler404 = "portal.pages.views.not_found"
handler500 = "portal.pages.views.server_error"


SITEMAP = {
    "pages": PageSection(),
    "problems": ProblemSection(),
    "topics": SubjectSection(Topic, "topics"),
    "companies": SubjectSection(Company, "company"),
    "authors": SubjectSection(Author, "blogpage__authors"),
    "products": ProductSection(),
    "lists": ViewSection("topics", "companies", "authors"),
    "shop": ShopSection("shop"),
}


def admin_policy(patterns):
    """These URLs under the admin's own content security policy."""
    return decorate_urlpatterns(patterns, csp_override(settings.ADMIN_CSP))


def subject_urls(name, view, twin, feed=None):
    """The address of a topic, company, author or product, and below it its Markdown twin and its feeds, if any."""
    twin_path = path("index.md", twin, name=f"{name}-twin")
    return include([path("", view, name=name), twin_path, *(feed_paths(feed, f"{name}_feed") if feed else [])])


urlpatterns = [
    path("", page_views.choose_language, name="root"),
    path("sitemap.xml", sitemap, {"sections": SITEMAP}, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemap_file, {"sections": SITEMAP}, name="sitemap_file"),
    path("robots.txt", page_views.robots, name="robots"),
    re_path(r"^s/(?P<key>[A-Za-z0-9]{1,12}(?:-[0-9]{1,9})?)/*$", short_link, name="short_link"),
    path("v/<slug:language>/<int:page>", count_view, name="count_view"),
    re_path(
        r"^cards/(?P<key>[a-z0-9]{1,12}(?:-[0-9]{1,9})?)/"
        r"(?P<code>[a-z]{2,3}(?:-[a-z]+)?)-(?P<digest>[0-9a-f]{16})(?P<size>(?:-600)?)\.png$",
        share_card,
        name="share_card",
    ),
    path("oembed", oembed, name="oembed"),
    path("llms.txt", llms, name="llms"),
    path(
        "api/",
        include(
            api_urls(
                path("v1/companies.json", help_api.companies, name="api-companies"),
                path("v1/companies/<slug:slug>.json", help_api.company, name="api-company"),
            )
        ),
    ),
    path("documents/", include(wagtaildocs_urls)),
    *admin_policy([path("django-admin/", admin.site.urls), path("admin/", include(wagtailadmin_urls))]),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path(_("topics/"), page_views.topics, name="topics"),
        path(_("topics/<slug:slug>/"), subject_urls("topic", page_views.topic, twins.topic_twin, TopicFeed)),
        path(_("companies/"), page_views.companies, name="companies"),
        path(_("companies/<slug:slug>/"), subject_urls("company", page_views.company, twins.company_twin, CompanyFeed)),
        path(_("authors/"), blog_views.authors, name="authors"),
        path(_("authors/<slug:slug>/"), subject_urls("author", blog_views.author, blog_views.author_twin, AuthorFeed)),
        path(_("search/"), search_views.search, name="search"),
        path(_("search/suggestions/"), search_views.suggestions, name="suggestions"),
        path(_("feedback/<int:page>/"), feedback_views.feedback, name="feedback"),
        path(_("feedback/<int:page>/thanks/"), feedback_views.thanks, name="feedback_thanks"),
        path(_("feedback/<int:page>/thanks/<slug:answer>/"), feedback_views.thanks, name="feedback_note"),
        path(_("shop/"), cart_views.shop, name="shop"),
        path(_("shop/<slug:slug>/"), subject_urls("product", cart_views.product, cart_views.product_twin)),
        path(_("cart/"), cart_views.cart, name="cart"),
        path(_("cart/count/"), cart_views.count, name="cart_count"),
        path(_("cart/add/"), cart_views.add, name="cart_add"),
        path(_("cart/change/"), cart_views.change, name="cart_change"),
        path(_("cart/remove/"), cart_views.remove, name="cart_remove"),
        path(_("cart/empty/"), cart_views.empty, name="cart_empty"),
        path(_("cart/restore/"), cart_views.restore, name="cart_restore"),
        path(_("cart/order/"), order_views.order, name="order"),
        path(_("cart/orders/<str:key>/"), order_views.placed_order, name="placed_order"),
        *feed_paths(LatestFeed, "feed"),
        re_path(r"^((?:[\w-]+/)*)index\.md$", twins.page_twin, name="page-twin"),
        path("", include(wagtail_urls)),
    ),
]
