from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.translating.reading import LARGEST


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Translated PO file"),
        help_text=_("The file that was downloaded for this page. It is checked first; nothing is stored yet."),
        widget=forms.FileInput(attrs={"accept": ".po,.pot,text/x-gettext-translation"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is too large: two megabytes and 50 000 lines at most."))
        return file


class ConfirmForm(forms.Form):
    """Carries the checked file to the second step, where it is checked again: what comes back is not trusted."""

    text = forms.CharField(widget=forms.Textarea(attrs={"hidden": True}), strip=False)
    state = forms.CharField(widget=forms.HiddenInput, max_length=64)
    replace = forms.BooleanField(label=_("Replace these texts"), required=False)
