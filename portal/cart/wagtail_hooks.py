from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.contrib.settings.registry import SettingMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.cart.models import ShopSettings
from portal.cart.order_screens import OrdersPanel, OrderViewSet, StateSet
from portal.cart.product_screens import ProductViewSet


class ShopGroup(SnippetViewSetGroup):
    """Orders, products and the shop's settings, together in the menu."""

    items = [OrderViewSet, ProductViewSet]
    menu_label = _("Shop")
    menu_name = "shop"
    menu_icon = "tag"
    menu_order = 250
    submenu_hook = "register_shop_menu_item"


register_snippet(ShopGroup)


@hooks.register("register_shop_menu_item")
def shop_settings():
    return SettingMenuItem(ShopSettings, icon="cog", order=100)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("cart.set_state")(StateSet)
    actions.register_action("cart.forget", _("Remove who ordered"), _("Personal data removed"))


@hooks.register("construct_homepage_panels")
def orders_at_home(request, panels):
    panels.append(OrdersPanel())
