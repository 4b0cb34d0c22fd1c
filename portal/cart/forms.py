import re

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.cart.models import Order
from portal.cart.models.product import MOST_OF_ONE
from portal.cart.money import CURRENCIES, Money
from portal.cart.phones import international

# Albania's numbers are typed without their country code; Kosovo's and North Macedonia's come with theirs.
PHONE_REGION = "AL"
SUM = re.compile(r"\A[0-9]{1,12}-[A-Z]{3}\Z")  # Money: minor units and currency
ONE_LINE = RegexValidator(r"^[^\x00-\x1f\x7f\u2028\u2029]*$", _("Write this in one line."))


class QuantityField(forms.IntegerField):
    """A whole number from 1 on. However large it is, it is only too many (TooManyError says how many there may be)."""

    def __init__(self, **options):
        messages = dict.fromkeys(["required", "invalid", "min_value"], _("Choose a whole number, 1 or more."))
        super().__init__(min_value=1, error_messages=messages, **options)

    def to_python(self, value):
        number = super().to_python(value)
        return number if number is None else min(number, MOST_OF_ONE + 1)


class KeyField(forms.IntegerField):
    """The id of a row that a form is about. No person types it, so all there is to say is `message`."""

    def __init__(self, message):
        messages = dict.fromkeys(["required", "invalid", "min_value", "max_value"], message)
        super().__init__(min_value=1, max_value=2**63 - 1, error_messages=messages)


class AddForm(forms.Form):
    """`product` is an id; whether there is such a product is asked by the view."""

    product = KeyField(_("This product cannot be ordered now."))
    quantity = QuantityField(required=False)
    # The price that the reader's page showed, which may come from a cache: told beside the present one, never charged.
    shown = forms.RegexField(SUM, required=False)

    def clean_shown(self):
        minor, _dash, currency = self.cleaned_data["shown"].partition("-")
        return Money(int(minor), currency) if currency in CURRENCIES else None

    @property
    def quantity_asked(self):
        return self.cleaned_data["quantity"] or 1


class LineForm(forms.Form):
    line = KeyField(_("This is no longer in your cart."))


class ChangeForm(LineForm):
    """`seen` is the quantity that the form was shown with; `step` is what a button adds to it."""

    seen = QuantityField()
    quantity = QuantityField()
    step = forms.TypedChoiceField(choices=[(-1, "−"), (1, "+")], coerce=int, empty_value=0, required=False)

    def clean(self):
        data = super().clean()
        if "quantity" in data:
            data["quantity"] = max(data["quantity"] + data.get("step", 0), 1)
        return data


class OrderForm(forms.ModelForm):
    """Who orders, and where it goes. `key` and `seen` say which order the form is and what was shown (Order.place)."""

    consent = forms.BooleanField(error_messages={"required": _("Without your consent the order cannot be sent.")})
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # A trap: no person sees it, and browsers know nothing to fill in under such a name.
    leave_empty = forms.CharField(required=False)

    class Meta:
        model = Order
        fields = ["name", "email", "phone", "place", "note"]
        labels = {"name": _("Your name"), "place": _("Where it is to be delivered"), "note": _("Note (optional)")}
        help_texts = {"email": _("Or only a phone number."), "phone": _("Or only an e-mail address.")}
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "email": forms.EmailInput({"autocomplete": "email"}),
            "phone": forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
            "place": forms.TextInput({"autocomplete": "street-address"}),
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ["name", "place"]:
            self.fields[name].validators.append(ONE_LINE)

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        message = _("This is no phone number. Begin another country's with + and its code.")
        return international(typed, message, PHONE_REGION) if typed else ""

    def clean(self):
        data = super().clean()
        if not ({"email", "phone"} & self.errors.keys() or data.get("email") or data.get("phone")):
            self.add_error("email", _("Give an e-mail address or a phone number, so that the shop can answer."))
        return data

    @property
    def details(self):
        """What is stored of the customer."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    @property
    def is_trapped(self):
        return bool(self.data.get("leave_empty"))
