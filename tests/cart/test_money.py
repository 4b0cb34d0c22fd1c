import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.cart.money import CURRENCIES, Money, OtherCurrencyError, totals
from portal.cart.prices import PriceFormField

SUMS = st.builds(Money, st.integers(0, 10**12), st.sampled_from(sorted(CURRENCIES)))


@pytest.mark.parametrize(
    ("money", "sq", "en"),
    [
        (Money(150_000, "ALL"), "1\xa0500 lekë", "1,500 lek"),
        (Money(100, "ALL"), "1 lek", "1 lek"),
        (Money(0, "ALL"), "0 lekë", "0 lek"),
        (Money(150_050, "ALL"), "1\xa0500,5 lekë", "1,500.5 lek"),
        (Money(1299, "EUR"), "12,99\xa0€", "€12.99"),
        (Money(1000_00, "EUR"), "1\xa0000,00\xa0€", "€1,000.00"),
    ],
)
def test_sums_are_written_as_each_language_does(money, sq, en):
    with override("sq"):
        assert str(money) == sq
    with override("en"):
        assert str(money) == en


def test_currencies_are_never_added():
    with pytest.raises(OtherCurrencyError):
        Money(1, "ALL") + Money(1, "EUR")


@given(st.lists(SUMS))
def test_each_currency_has_one_total_that_is_the_exact_sum(sums):
    found = {one.currency: one.minor for one in totals(sums)}
    for currency in CURRENCIES:
        assert found.get(currency, 0) == sum(one.minor for one in sums if one.currency == currency)
    assert len(found) == len(totals(sums))


@given(SUMS, st.integers(0, 1000))
def test_many_of_one_cost_as_much_as_each_added(money, times):
    assert (money * times).minor == sum(money.minor for _one in range(times))


@pytest.mark.parametrize(("typed", "minor"), [("12,99", 1299), ("12.99", 1299), ("1 500", 150_000), ("7,5", 750)])
def test_price_is_typed_as_people_write_it(typed, minor):
    field = PriceFormField()
    assert field.clean(typed) == minor
    assert field.clean(field.prepare_value(minor)) == minor
    assert not field.has_changed(minor, typed)


@pytest.mark.parametrize("typed", ["-1", "abc", "1.500", "1,2,3", "99999999999", "NaN", "1e9", ""])
def test_price_that_is_none_or_unclear_is_refused(typed):
    with pytest.raises(ValidationError):
        PriceFormField().clean(typed)
