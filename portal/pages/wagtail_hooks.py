from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.pages.languages import codes, localized_name
from portal.pages.models import Company, Topic


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
