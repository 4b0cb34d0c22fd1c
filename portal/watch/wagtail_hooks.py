from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.watch import urls
from portal.watch.report import may_see


@hooks.register("register_admin_urls")
def watch_urls():
    return [path("reports/addresses/", include(urls))]


class ReportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def report_menu_item():
    url = reverse("watch:report")
    return ReportMenuItem(_("Addresses"), url, name="addresses", icon_name="link-external", order=670)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("watch.check_again", _("Check an address"), _("Address checked again"))
    actions.register_action("watch.fine", _("Vouch for an address"), _("Looked at by hand: the address is fine"))
