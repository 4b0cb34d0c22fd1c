from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.pages.models import BasePage
from portal.search.admin_views import (
    PromotionCreateView,
    PromotionEditView,
    PromotionIndexView,
    SynonymCreateView,
    WriteView,
)
from portal.search.models import Synonym
from portal.search.report import SearchesReport


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "list-ul"
    menu_order = 310
    add_to_admin_menu = True
    add_view_class = SynonymCreateView
    list_display = ["words", "language"]
    list_filter = ["language"]
    search_fields = ["words"]


register_snippet(SynonymViewSet)


@hooks.register("register_admin_urls")
def searches_urls():
    urls = [
        path("", SearchesReport.as_view(), name="report"),
        path("results/", SearchesReport.as_view(results_only=True), name="report_results"),
        path(
            "write/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
            WriteView.as_view(),
            name="write",
        ),
    ]
    return [path("reports/searches/", include((urls, "searches")))]


@hooks.register("register_admin_urls", order=-1)
def promotion_screens():
    """Before Wagtail's own of the same addresses."""
    return [
        path("searchpicks/", PromotionIndexView.as_view()),
        path("searchpicks/results/", PromotionIndexView.as_view(results_only=True)),
        path("searchpicks/add/", PromotionCreateView.as_view()),
        path("searchpicks/<int:query_id>/", PromotionEditView.as_view()),
    ]


class SearchesMenuItem(MenuItem):
    def is_shown(self, request):
        policy = policy_registry.get_by_type(BasePage)
        return policy.user_has_any_permission(request.user, ["add", "change", "publish"])


@hooks.register("register_reports_menu_item")
def searches_menu_item():
    return SearchesMenuItem(_("Searches"), reverse("searches:report"), name="searches", icon_name="search", order=670)


@hooks.register("construct_reports_menu")
def hide_search_terms(request, menu_items):
    """Wagtail's own report on searches stays empty here."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]
