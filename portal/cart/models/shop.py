from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField

from portal.cart.phones import international
from portal.pages.languages import default_language
from portal.pages.panels import language_tabs

# What the address of the payment page may contain, with values that a form would accept there.
EXAMPLE = {"number": "K-0001", "total": "12.99", "currency": "EUR"}
check_url = URLValidator(["https"])
LONGEST_KEPT = 3650  # days


@register_setting(icon="tag")
class ShopSettings(BaseSiteSetting):
    """How orders reach the shop, and how long it is remembered who ordered."""

    email = models.EmailField(
        _("e-mail of the shop"), blank=True, help_text=_("Gets each order; left empty, the site's contact e-mail does.")
    )
    whatsapp = models.CharField("WhatsApp", max_length=30, blank=True, help_text=_("With country code: +355 …"))
    viber = models.CharField("Viber", max_length=30, blank=True, help_text=_("With country code: +355 …"))
    checkout_url = models.CharField(
        _("payment page"),
        blank=True,
        max_length=400,
        help_text=_("Where customers can go on to pay; may contain {number}, {total} and {currency}."),
    )
    terms = RichTextField(_("delivery and payment"), blank=True, features=["bold", "italic", "link", "ul"])
    keeps_people = models.PositiveSmallIntegerField(
        _("days that personal data of orders is kept"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_KEPT)],
    )

    edit_handler = language_tabs(
        ["terms"],
        facts=[FieldPanel(name) for name in ["email", "whatsapp", "viber", "checkout_url", "keeps_people"]],
    )

    class Meta:
        verbose_name = _("shop settings")

    def clean(self):
        for name in ["whatsapp", "viber"]:
            self.clean_chat(name)
        if self.checkout_url:
            check_payment_page(self.checkout_url)

    def clean_chat(self, name):
        message = _("Enter a phone number with its country code, such as +355 69 123 4567.")
        if typed := getattr(self, name):
            setattr(self, name, international(typed, {name: message}))

    def save(self, *args, **kwargs):
        with default_language():
            super().save(*args, **kwargs)

    def payment_page(self, number, money):
        """The address where one sum of an order is paid, or ""."""
        values = {"number": number, "total": f"{money.amount:.2f}", "currency": money.currency}
        return filled_in(self.checkout_url, values) if self.checkout_url else ""


def check_payment_page(template):
    message = _("Enter an address with https that has no other places to fill in than {number}, {total}, {currency}.")
    filled = filled_in(template, EXAMPLE)
    if {"{", "}"} & set(filled) or "{" in template.partition("://")[2].partition("/")[0]:
        raise ValidationError({"checkout_url": message})
    try:
        check_url(filled)
    except ValidationError:
        raise ValidationError({"checkout_url": message}) from None


def filled_in(template, values):
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return template
