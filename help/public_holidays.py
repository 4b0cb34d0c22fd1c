"""Public holidays of a country, on which a channel is closed. The list is the package `holidays` (python-holidays).

It is asked for only where a channel has such a country: loading it takes a tenth of a second.
"""

from datetime import date, timedelta
from functools import lru_cache

from help.territories import country_name

DAYS_AHEAD = 366


def holiday_countries():
    """`[(ISO 3166 code, name)]` of the countries whose holidays are known, by name."""
    from holidays.registry import EntityLoader

    codes = EntityLoader.get_country_codes(include_aliases=False)
    return sorted(((code, country_name(code)) for code in codes if len(code) == 2), key=lambda pair: pair[1])


def coming_holidays(country, today):
    """The days of a year from yesterday on that are public holidays of the whole country, as sorted dates.

    Yesterday is among them because it still is that day somewhere. A country that is not known has none.
    """
    first, last = today - timedelta(1), today + timedelta(DAYS_AHEAD)
    years = range(first.year, last.year + 1)
    return [day for year in years for day in holidays_in(country, year) if first <= day <= last]


@lru_cache(maxsize=200)
def holidays_in(country, year) -> list[date]:
    from holidays import country_holidays

    try:
        return sorted(country_holidays(country, years=year))
    except NotImplementedError:
        return []
