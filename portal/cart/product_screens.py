"""Products in the admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from portal.cart.models import Product
from portal.pages.columns import LabelledColumn
from portal.pages.languages import codes, language_name, localized_name
from portal.pages.page_reports import SafeExport


class PictureColumn(Column):
    cell_template_name = "cart/admin/picture_cell.html"


class ShownColumn(Column):
    """Whether readers see it."""

    cell_template_name = "cart/admin/shown_cell.html"


def names():
    """The columns of the names: in the default language as the title, in the others with their language."""
    first, *others = codes()
    columns = [
        LabelledColumn(localized_name("name", code), label=language_name(code), sort_key=localized_name("name", code))
        for code in others
    ]
    return localized_name("name", first), columns


class ProductIndexView(SafeExport, IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("picture").prefetch_related("picture__renditions")


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    menu_label = _("Products")
    index_view_class = ProductIndexView
    index_template_name = "cart/admin/products.html"
    title, other_names = names()
    list_display = [
        title,
        PictureColumn("picture", label=_("Picture")),
        *other_names,
        LabelledColumn("money", label=capfirst(_("price")), sort_key="price"),
        LabelledColumn("get_availability_display", label=capfirst(_("availability")), sort_key="availability"),
        ShownColumn("is_live", label=_("Readers"), sort_key="is_live"),
    ]
    list_export = [
        *(localized_name("name", code) for code in codes()),
        "amount",
        "currency",
        "get_unit_display",
        "get_availability_display",
        "max_per_order",
        "is_live",
        "buy_url",
    ]
    export_headings = {
        "amount": capfirst(_("price")),
        "get_unit_display": capfirst(_("price is for one")),
        "get_availability_display": capfirst(_("availability")),
    }
    export_filename = "products"
    list_filter = ["is_live", "availability", "currency"]
    search_fields = [localized_name(name, code) for name in ["name", "slug"] for code in codes()]
    search_backend_name = None
