from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import activate
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.pages.languages import codes, localized_name
from portal.pages.models import Company, Topic
from portal.pages.page_links import PublicPageLinkHandler


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = [localized_name("name", code) for code in codes()]
    search_fields = [localized_name("name", code) for code in codes()]


class CompanyViewSet(SnippetViewSet):
    model = Company
    icon = "group"
    list_display = ["name", "website"]
    search_fields = ["name"]


class SubjectGroup(SnippetViewSetGroup):
    """Companies and topics, together in the menu."""

    items = [CompanyViewSet, TopicViewSet]
    menu_label = _("Subjects")
    menu_icon = "tag"
    menu_order = 300


register_snippet(SubjectGroup)


@hooks.register("before_copy_page")
def copy_in_the_default_language(request, page):
    """The new title and slug that Wagtail asks for are the default language's, whatever the admin speaks."""
    activate(settings.LANGUAGE_CODE)


@hooks.register("register_rich_text_features", order=10)
def links_to_public_pages(features):
    """After Wagtail's own, which it replaces."""
    features.register_link_type(PublicPageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def save_once():
    return format_html('<script src="{}" defer></script>', static("js/save-once.js"))
