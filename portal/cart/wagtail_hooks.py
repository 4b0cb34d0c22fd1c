from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.cart.models import Order, Product


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    add_to_admin_menu = True
    menu_label = _("Products")


register_snippet(ProductViewSet)


class OrderViewSet(ModelViewSet):
    model = Order
    name = "orders"
    icon = "list-ul"
    inspect_view_enabled = True
    exclude_form_fields = []


@hooks.register("register_admin_viewset")
def register_orders():
    return OrderViewSet()
