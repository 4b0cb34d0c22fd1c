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
from blog.feeds import LatestFeed
from help import api as help_api
from portal.api.urls import api_urls
from portal.cart import views as cart_views
from portal.pages import twins
from portal.pages import views as page_views
from portal.pages.llms import llms
from portal.pages.sitemap import sitemap
from portal.search import views as search_views

handler403 = "portal.pages.views.forbidden"
handler404 = "portal.pages.views.not_found"
handler500 = "portal.pages.views.server_error"


def admin_policy(patterns):
    """These URLs under the admin's own content security policy."""
    return decorate_urlpatterns(patterns, csp_override(settings.ADMIN_CSP))


def with_twin(name, view, twin):
    """A page of its own at this address, and its Markdown twin below it."""
    return include([path("", view, name=name), path("index.md", twin, name=f"{name}-twin")])


urlpatterns = [
    path("", page_views.choose_language, name="root"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", page_views.robots, name="robots"),
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
        path(_("topics/<slug:slug>/"), with_twin("topic", page_views.topic, twins.topic_twin)),
        path(_("companies/"), page_views.companies, name="companies"),
        path(_("companies/<slug:slug>/"), with_twin("company", page_views.company, twins.company_twin)),
        path(_("authors/"), blog_views.authors, name="authors"),
        path(_("authors/<slug:slug>/"), with_twin("author", blog_views.author, blog_views.author_twin)),
        path(_("search/"), search_views.search, name="search"),
        path(_("cart/"), cart_views.cart, name="cart"),
        path("feed/", LatestFeed(), name="feed"),
        re_path(r"^((?:[\w-]+/)*)index\.md$", twins.page_twin, name="page-twin"),
        path("", include(wagtail_urls)),
    ),
]
