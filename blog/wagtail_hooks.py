from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from blog.models import Author
from portal.pages.languages import codes, localized_name


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ["name", "kind"]
    search_fields = [localized_name("name", code) for code in codes()]
    add_to_admin_menu = True
    menu_order = 310


register_snippet(AuthorViewSet)
