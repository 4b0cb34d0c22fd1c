from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from blog.models import Author, BlogIndexPage, BlogPage
from portal.pages.languages import codes, localized_name
from portal.pages.new_pages import NewPageButton


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ["name", "kind"]
    search_fields = [localized_name("name", code) for code in codes()]
    add_to_admin_menu = True
    menu_order = 310


register_snippet(AuthorViewSet)


@hooks.register("construct_homepage_panels")
def new_article_at_home(request, panels):
    panels.append(NewPageButton(BlogPage, BlogIndexPage, _("New article"), order=10))
