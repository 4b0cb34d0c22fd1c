"""A price in the database and in a form: minor units there, the currency's own unit here."""

from decimal import Decimal

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.cart.money import MINOR_DIGITS

DEAREST = Decimal(10_000_000)
UNCLEAR = _("Enter a price such as 12,99 or 1 500, with no more than a space between thousands, up to 10 million.")


class PriceInput(forms.TextInput):
    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))


class PriceFormField(forms.DecimalField):
    """Takes "12,99", "12.99" and "1 500"; gives minor units: 1299. "1.500" is refused as unclear."""

    widget = PriceInput

    def __init__(self, **options):
        options = {name: value for name, value in options.items() if name not in {"min_value", "max_value"}}
        super().__init__(min_value=0, max_value=DEAREST, decimal_places=MINOR_DIGITS, **options)

    def to_python(self, value):
        typed = "".join(str(value or "").split()).replace(",", ".")
        return super().to_python(typed)

    def clean(self, value):
        try:
            amount = super().clean(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["required"] if value == "" else UNCLEAR) from error
        if amount == 0:
            raise forms.ValidationError(_("Enter a price above 0."))
        return None if amount is None else int(amount.scaleb(MINOR_DIGITS))

    def prepare_value(self, value):
        """What stands in the field: a stored number of minor units as an amount, and what was typed as it was typed."""
        if not isinstance(value, int):
            return value
        amount = Decimal(value).scaleb(-MINOR_DIGITS)
        return str(amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount)

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


class PriceField(models.PositiveBigIntegerField):
    """Minor units of the currency that stands beside it."""

    def formfield(self, **options):
        return super().formfield(**({"form_class": PriceFormField} | options))
