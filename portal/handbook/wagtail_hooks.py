from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.handbook import views


@hooks.register("register_admin_urls")
def handbook_urls():
    addresses = [
        path("", views.contents, name="contents"),
        path("<slug:key>/", views.task, name="task"),
        path("pictures/<slug:code>/<slug:name>.webp", views.picture, name="picture"),
    ]
    return [path("guide/", include((addresses, "handbook")))]


@hooks.register("register_help_menu_item")
def handbook_menu_item():
    """The first in the menu "Help"."""
    url = reverse("handbook:contents")
    return MenuItem(_("Handbook for editors"), url, name="handbook", icon_name="doc-full", order=1)
