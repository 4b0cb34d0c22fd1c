from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from portal.pages.models import BasePage
from portal.visits import urls


@hooks.register("register_admin_urls")
def visits_urls():
    return [path("visits/", include(urls))]


class ReportMenuItem(MenuItem):
    def is_shown(self, request):
        policy = policy_registry.get_by_type(BasePage)
        return policy.user_has_any_permission(request.user, ["add", "change", "publish"])


@hooks.register("register_reports_menu_item")
def report_menu_item():
    return ReportMenuItem(_("Readership"), reverse("visits:report"), name="readership", icon_name="view", order=660)
