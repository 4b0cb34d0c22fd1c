"""Sums of money: whole minor units of one currency, never added to those of another."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.pages.languages import current

# Both have a hundred minor units (ISO 4217). A lek is never divided in practice, which CLDR says too.
MINOR_DIGITS = 2
LEK = "ALL"
CURRENCIES = {LEK: _("Lek (ALL)"), "EUR": _("Euro (EUR)")}
WHOLE = {LEK}


class OtherCurrencyError(ValueError):
    """Two sums of different currencies were about to be added."""


@dataclass(frozen=True)
class Money:
    """`Money(150_000, "ALL")` is 1 500 lek, `Money(1299, "EUR")` is € 12.99. `minor` counts minor units."""

    minor: int
    currency: str

    def __add__(self, other):
        if self.currency != other.currency:
            raise OtherCurrencyError(f"{self.currency} and {other.currency} have no sum.")
        return Money(self.minor + other.minor, self.currency)

    def __mul__(self, times):
        return Money(self.minor * int(times), self.currency)

    @property
    def amount(self):
        """The sum in the currency's own unit, exactly: `Decimal("12.99")`."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS)

    def __str__(self):
        """As it is written in the active language: "1 500 lekë", "12,99 €"."""
        if self.currency == LEK:  # CLDR has no sign for it in English, and a capital letter in Albanian
            words = ngettext("%(amount)s lek", "%(amount)s lek", self.minor // 10**MINOR_DIGITS)
            return words % {"amount": format_decimal(self.amount.normalize(), locale=current())}
        return format_currency(self.amount, self.currency, locale=current())


def totals(sums):
    """One sum for each currency, in the order in which the currencies first come: `[Money, …]`."""
    found = {}
    for one in sums:
        found[one.currency] = found[one.currency] + one if one.currency in found else one
    return list(found.values())
