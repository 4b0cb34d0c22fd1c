"""Phone numbers as they are dialled from anywhere."""

import phonenumbers
from django.core.exceptions import ValidationError


def international(typed, message, region=None):
    """`"069 123 4567"` of the region `"AL"` → `"+355691234567"`; ValidationError with `message` for what nobody has.

    Without a region the number has to begin with + and its country's code.
    """
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        raise ValidationError(message) from None
    # What is stored has no extension, and a number without it reaches somebody else.
    if number.extension or not phonenumbers.is_valid_number(number):
        raise ValidationError(message)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
