from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.reading import RefusedError, decoded, refuse_large, tidied
from portal.importing.registry import all_parents, kind_choices
from portal.importing.report import Report
from portal.pages.languages import codes, language_name
from portal.pages.models import Company


class ImportForm(forms.Form):
    """A text, pasted or as a file, and what it does not say itself. `text_read` and `report` are there once valid."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown or HTML, such as what Word puts on the clipboard. Or choose a file below."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.html,.htm,.txt,text/plain,text/html,text/markdown"}),
        help_text=_("2.4 MB at most."),
    )
    kind = forms.ChoiceField(
        label=_("Becomes"), required=False, help_text=_("By itself: a guide if its headings are numbered.")
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, help_text=_("Of a text whose front matter names none.")
    )
    company = forms.ModelChoiceField(
        label=_("Company"), queryset=Company.objects.order_by("name"), required=False, empty_label=_("As the text says")
    )
    parent = forms.ModelChoiceField(label=_("Stands in"), queryset=None, required=False, empty_label=_("By itself"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = Report()
        self.fields["kind"].choices = [("", gettext("By itself")), *kind_choices()]
        self.fields["language"].choices = [(code, language_name(code)) for code in codes()]
        self.initial.setdefault("language", settings.LANGUAGE_CODE)
        pages = all_parents(user)
        self.fields["parent"].queryset = type(pages[0]).base_page_model.objects.filter(pk__in=[one.pk for one in pages])

    def clean(self):
        cleaned = super().clean()
        if "file" in self.errors:
            return cleaned
        text, file = cleaned.get("text"), cleaned.get("file")
        if bool(text) == bool(file):
            raise ValidationError(gettext("Paste a text, or choose a file: one of the two."))
        try:
            cleaned["source"] = self.read_file(file) if file else self.read_text(text)
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from None
        return cleaned

    def read_file(self, file):
        return decoded(file.read(), self.report)

    def read_text(self, text):
        refuse_large(text.encode())
        return tidied(text)

    def confirmation(self):
        """The same once more, hidden: the text as it was read, for the second step."""
        return {
            "text": self.cleaned_data["source"],
            "kind": self.cleaned_data["kind"],
            "language": self.cleaned_data["language"],
            "company": getattr(self.cleaned_data["company"], "pk", ""),
            "parent": getattr(self.cleaned_data["parent"], "pk", ""),
        }
