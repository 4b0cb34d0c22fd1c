from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from help.public_holidays import holiday_countries
from help.territories import country_choices, language_choices
from portal.pages.forms import BasePageForm, slug_fields

MOST_WAYS = 5


def holiday_choices():
    return [("", _("No country: open on holidays, or not known")), *holiday_countries()]


def countries_field():
    return forms.MultipleChoiceField(
        label=_("Countries"),
        choices=country_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "kanal-columns"}),
        help_text=_("None means everywhere."),
    )


class HowToPageForm(BasePageForm):
    countries = countries_field()
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "steps" in self.formsets:
            begin_with_a_row(self.formsets["steps"])


def begin_with_a_row(formset):
    """Show one empty row, which is not stored while nothing is written into it: its place alone is no text."""
    formset.extra = 1
    for place, form in enumerate(formset.extra_forms, start=1):
        form.fields["ORDER"].initial = place


class WaysWidget(forms.MultiWidget):
    """A list of channels for each rank, which needs no JavaScript and names itself to screen readers."""

    def __init__(self, attrs=None):
        super().__init__([forms.Select(attrs={"class": "kanal-way"}) for _rank in range(MOST_WAYS)], attrs)

    def decompress(self, value):
        return [*(value or []), *[""] * MOST_WAYS][:MOST_WAYS]


class WaysField(forms.MultiValueField):
    """Channels of a guide, best first: a list of their `guide_key`s, each once."""

    widget = WaysWidget

    def __init__(self, **kwargs):
        super().__init__([forms.CharField(required=False) for _rank in range(MOST_WAYS)], **kwargs)

    def offer(self, choices):
        """`choices` are `[(guide_key, name)]`."""
        self.choices = dict(choices)
        for place, widget in enumerate(self.widget.widgets, start=1):
            widget.choices = [("", f"{place}. –"), *choices]
            widget.attrs["aria-label"] = gettext("Way %(number)s") % {"number": place}

    def compress(self, values):
        keys = list(dict.fromkeys(key for key in values if key))
        if any(key not in self.choices for key in keys):
            raise ValidationError(gettext("Choose channels of this guide."))
        return keys

    def has_changed(self, initial, data):
        return [key for key in initial or [] if key] != [key for key in data or [] if key]


class ProblemForm(WagtailAdminModelForm):
    """A problem of a guide; `channels` are those to choose from, `[(guide_key, name)]`."""

    channel_keys = WaysField(
        label=gettext_lazy("Channels, best first"),
        required=False,
        help_text=gettext_lazy("Of this guide. What is retired, a draft or deleted is not shown to readers."),
    )

    def __init__(self, *args, channels=(), **kwargs):
        super().__init__(*args, **kwargs)
        known = {key for key, _name in channels}
        lost = [key for key in self.instance.channel_keys or [] if key not in known]
        gone = [(key, gettext("A channel that is no longer here")) for key in lost]
        self.fields["channel_keys"].offer([*channels, *gone])


class GuidePageForm(BasePageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "problems" in self.formsets:
            self.formsets["problems"].form_kwargs["channels"] = self.instance.channel_choices

    def is_valid(self):
        """Rows are validated after the form itself, and each by itself: what concerns them all is asked last."""
        valid = super().is_valid()
        return valid and not ("problems" in self.formsets and self.refuse_shared_slugs())

    def refuse_shared_slugs(self):
        """An address that is typed for two problems: which one shall have it? Returns whether there was one."""
        taken, found = set(), False
        for form in self.formsets["problems"].forms:
            cleaned = getattr(form, "cleaned_data", {})
            typed = {} if cleaned.get("DELETE") else {name: cleaned[name] for name in slug_fields(cleaned)}
            for name, slug in typed.items():
                if slug and (name, slug) in taken:
                    form.add_error(name, gettext("Another problem has this address. Choose another word."))
                    found = True
            taken |= set(typed.items())
        return found


class NoticeForm(WagtailAdminModelForm):
    countries = countries_field()

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", gettext("A notice cannot end before it begins."))
        if urlsplit(cleaned.get("source_url") or "https:").scheme not in ("http", "https"):
            self.add_error("source_url", gettext("Give the address of a web page."))
        return cleaned
