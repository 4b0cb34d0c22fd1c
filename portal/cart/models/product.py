from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from portal.cart.money import CURRENCIES, LEK, MINOR_DIGITS, WHOLE, Money
from portal.cart.prices import PriceField
from portal.cart.structured_data import product_nodes
from portal.pages.addresses import host_of
from portal.pages.languages import codes, current, default_language, localized_name, value_in
from portal.pages.panels import language_tabs
from portal.pages.previews import COVER_HUES, CardFacts
from portal.pages.shown import note
from portal.pages.slugs import fill_slugs

MOST_OF_ONE = 1000


class Unit(models.TextChoices):
    """What the price is for."""

    PIECE = "piece", _("piece")
    PACK = "pack", _("pack")
    SET = "set", _("set")
    KILOGRAM = "kilogram", _("kilogram")
    LITRE = "litre", _("litre")
    METRE = "metre", _("metre")
    HOUR = "hour", _("hour")
    MONTH = "month", _("month")


class Availability(models.TextChoices):
    """Whether it can be had now; the values are the words of https://schema.org/ItemAvailability."""

    IN_STOCK = "InStock", _("in stock")
    PRE_ORDER = "PreOrder", _("can be ordered in advance")
    OUT_OF_STOCK = "OutOfStock", _("out of stock")


class ProductQuerySet(models.QuerySet):
    def live(self):
        """The only gate to the public: those that the shop shows, whether they can be had now or not."""
        return self.filter(is_live=True)

    def in_list(self):
        """As the shop lists them: by the name that is shown, whatever language it is in."""
        names = [NullIf(localized_name("name", code), models.Value("")) for code in (current(), settings.LANGUAGE_CODE)]
        note("products:")
        return self.live().order_by(Coalesce(*names, output_field=models.CharField()), "pk")


class Product(index.Indexed, models.Model):
    """Something that is sold here, or elsewhere (`buy_url`), with an address in each language."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, blank=True)
    text = models.TextField(_("short text"), blank=True, max_length=600)
    picture = models.ForeignKey(
        "pages.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    price = PriceField(_("price"), help_text=_("Such as 12,99 or 1 500."))
    currency = models.CharField(_("currency"), max_length=3, choices=list(CURRENCIES.items()), default=LEK)
    unit = models.CharField(_("price is for one"), max_length=10, choices=Unit, default=Unit.PIECE)
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability, default=Availability.IN_STOCK
    )
    max_per_order = models.PositiveSmallIntegerField(
        _("at most in one order"), default=10, validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_ONE)]
    )
    buy_url = models.URLField(
        _("sold elsewhere at"),
        blank=True,
        validators=[URLValidator(["https"], message=_("Enter a complete web address that begins with https://."))],
        help_text=_("Readers are led there; such a product is not put into the cart."),
    )
    is_live = models.BooleanField(
        _("shown to readers"), default=False, help_text=_("Until then, and once withdrawn, only the shop sees it.")
    )

    objects = ProductQuerySet.as_manager()

    edit_handler = language_tabs(
        ["name", "slug", "text"],
        facts=[
            FieldPanel("is_live"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("price"), FieldPanel("currency"), FieldPanel("unit")])], heading=_("Price")
            ),
            FieldPanel("availability"),
            FieldPanel("max_per_order"),
            FieldPanel("picture"),
            FieldPanel("buy_url"),
        ],
    )
    search_fields = [index.AutocompleteField(localized_name("name", code)) for code in codes()]
    list_view, list_title = "shop", _("Shop")

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        fill_slugs(self, "produkt")
        with default_language():
            super().save(**kwargs)

    def clean(self):
        if self.price is not None and self.currency in WHOLE and self.price % 10**MINOR_DIGITS:
            raise ValidationError({"price": _("Prices in lek are whole numbers.")})

    def get_absolute_url(self):
        return reverse("product", args=[self.slug])

    def speaks(self, code):
        return bool(value_in(self, "name", code))

    @property
    def is_public(self):
        return self.is_live

    @property
    def short_summary(self):
        """What search engines and previews show below the name."""
        return self.text or ""

    @property
    def shown_pictures(self):
        uses = ("product_card", "product", "cart_line", "preview", "small_preview")
        return [(self.picture, use) for use in uses]

    @property
    def share_cover(self):
        """The picture that a preview shows, or None: an ornament says less than the drawn card."""
        return None if self.picture and self.picture.is_ornament else self.picture

    @property
    def card_facts(self):
        return CardFacts(self.name, self.pk % COVER_HUES, above=str(self.list_title), lede=self.text or str(self.money))

    def structured_data(self, shown):
        return product_nodes(self, shown)

    @property
    def money(self):
        """The price of one."""
        return Money(self.price, self.currency)

    @property
    def amount(self):
        """The price as a number of its currency."""
        return self.money.amount

    @property
    def can_be_ordered(self):
        """Whether it may go into a cart and into an order."""
        return self.is_live and not self.buy_url and self.availability != Availability.OUT_OF_STOCK

    @property
    def buy_host(self):
        """Where `buy_url` leads, for the reader to see before leaving."""
        return host_of(self.buy_url)
