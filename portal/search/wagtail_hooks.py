from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.search.models import Synonym


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "list-ul"
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["words", "language"]
    list_filter = ["language"]
    search_fields = ["words"]


register_snippet(SynonymViewSet)
