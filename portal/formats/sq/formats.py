"""Albanian as CLDR has it; Django's own formats print `09 Shtator 2024` and `3.05.PM`."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j.n.Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j.n.Y, H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u00a0"
NUMBER_GROUPING = 3
# The first is how the admin writes a date (WAGTAIL_DATE_FORMAT); Django adds those of ISO.
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d/%m/%Y"]
DATETIME_INPUT_FORMATS = [f"{day}{time}" for day in DATE_INPUT_FORMATS for time in (" %H:%M", ", %H:%M", "")]
