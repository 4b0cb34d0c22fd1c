from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from help.public_holidays import holiday_countries
from help.territories import country_choices, language_choices
from portal.pages.forms import BasePageForm


def holiday_choices():
    return [("", _("No country: open on holidays, or not known")), *holiday_countries()]


class HowToPageForm(BasePageForm):
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        choices=country_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "kanal-columns"}),
        help_text=_("None means everywhere."),
    )
    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    holidays_of = forms.ChoiceField(
        label=_("Closed on public holidays of"),
        choices=holiday_choices,
        required=False,
        help_text=_("Readers see the coming dates, and “closed today” on the day. National holidays only."),
    )

    def is_valid(self):
        """Rows are validated after the form itself, so what concerns both is asked last."""
        valid = super().is_valid()
        if valid and self.has_hours_without_zone() and not self.is_deferred_validation:
            self.add_error("timezone", gettext("Hours need a time zone."))
        return self.is_bound and not self.errors and valid

    def has_hours_without_zone(self):
        rows = self.formsets["opening_slots"].cleaned_data
        return any(row and not row.get("DELETE") for row in rows) and not self.cleaned_data.get("timezone")


class GuidePageForm(BasePageForm):
    """Refuses to publish a guide together with a draft channel that is not complete."""

    def clean(self):
        cleaned = super().clean()
        publishing = not self.is_deferred_validation
        if publishing and cleaned.get("publishes_channels") and self.instance.pk:
            for channel in self.instance.draft_channels:
                self.check_channel(channel.get_latest_revision_as_object())
        return cleaned

    def check_channel(self, channel):
        try:
            channel.full_clean()
        except ValidationError as error:
            fields = [
                str(channel._meta.get_field(name).verbose_name) for name in error.message_dict if name != "__all__"
            ]
            message = gettext("The channel “%(channel)s” is not complete: %(fields)s.")
            values = {"channel": channel.get_admin_display_title(), "fields": ", ".join(fields)}
            self.add_error("publishes_channels", message % values)
