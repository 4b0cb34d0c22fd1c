from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from portal.importing import views
from portal.importing.drafts import ACTION
from portal.importing.models import ImportedArticle
from portal.importing.registry import IMPORTERS, all_parents


@hooks.register("register_admin_urls")
def importing_urls():
    return [
        path("importing/", views.import_article, name="import_article"),
        path("importing/<int:page_id>/", views.report, name="import_report"),
    ]


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(all_parents(request.user))


@hooks.register("register_admin_menu_item")
def import_menu_item():
    url = reverse("import_article")
    return ImportMenuItem(gettext_lazy("Import an article"), url, name="import-article", icon_name="upload", order=320)


@hooks.register("register_page_header_buttons")
def import_buttons(page, user, view_name, next_url=None):
    """Where an import would put its draft, and where it has put one."""
    parents = tuple(importer.parent_model for importer in IMPORTERS.values())
    if isinstance(page, parents) and page.permissions_for_user(user).can_add_subpage():
        url = f"{reverse('import_article')}?parent={page.pk}"
        yield Button(_("Import an article"), url, icon_name="upload", priority=83)
    if ImportedArticle.objects.filter(page=page.pk).exists() and page.permissions_for_user(user).can_edit():
        url = reverse("import_report", args=[page.pk])
        yield Button(_("Report of the import"), url, icon_name="list-ul", priority=84)


@hooks.register("register_log_actions")
def log_import(actions):
    @actions.register_action(ACTION)
    class ImportFormatter(LogFormatter):
        label = gettext_lazy("Import of a text")
        message = gettext_lazy("Text imported as a draft")
