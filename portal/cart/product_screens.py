"""Products in the admin."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from portal.cart.models import Product
from portal.pages.columns import LabelledColumn
from portal.pages.folded_search import FoldedSearch
from portal.pages.languages import codes, localized_name
from portal.pages.page_reports import SafeExport


class PictureColumn(Column):
    cell_template_name = "cart/admin/picture_cell.html"


class ShownColumn(Column):
    """Whether readers see it."""

    cell_template_name = "cart/admin/shown_cell.html"


class NameColumn(LabelledColumn):
    """The name in a language that is not the first; nothing where there is none."""

    def __init__(self, code):
        name = localized_name("name", code)
        label = capfirst(Product._meta.get_field(name).verbose_name)
        super().__init__(name, label=label, accessor=lambda product: getattr(product, name) or None, sort_key=name)


class ProductIndexView(FoldedSearch, SafeExport, IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("picture").prefetch_related("picture__renditions")


class WithPriceAndState:
    """Whoever puts a product into an article sees what it costs, and whether readers will see it."""

    @property
    def columns(self):
        state = ShownColumn("is_live", label=_("Readers"))
        return [*super().columns, Column("money", label=capfirst(_("price"))), state]


class ChooseProductView(WithPriceAndState, ChooseView):
    pass


class ChooseProductResultsView(WithPriceAndState, ChooseResultsView):
    pass


class ProductChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseProductView
    choose_results_view_class = ChooseProductResultsView


class ProductViewSet(SnippetViewSet):
    model = Product
    chooser_viewset_class = ProductChooserViewSet
    icon = "tag"
    menu_label = _("Products")
    menu_name = "products"
    index_view_class = ProductIndexView
    index_template_name = "cart/admin/products.html"
    list_display = [
        localized_name("name", settings.LANGUAGE_CODE),
        PictureColumn("picture", label=_("Picture")),
        *(NameColumn(code) for code in codes() if code != settings.LANGUAGE_CODE),
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
