from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.personal_data import LONGEST_NOTE


class NoteField(forms.CharField):
    """A line's end counts as one character, as the browser counts it, though it is sent as two."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class AnswerForm(forms.Form):
    """One answer to a page's question, with an optional note. `website` is a trap: no person sees it."""

    answer = forms.ChoiceField(
        error_messages={"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")}
    )
    note = NoteField(
        max_length=LONGEST_NOTE,
        required=False,
        error_messages={"max_length": _("Your note is too long: at most %(limit_value)d characters.")},
    )
    website = forms.CharField(required=False)

    def __init__(self, question, data):
        super().__init__(data)
        self.fields["answer"].choices = question.answers

    @property
    def is_trapped(self):
        return bool(self.data.get("website"))

    @property
    def has_note(self):
        return "note" in self.data

    @property
    def chosen(self):
        """The answer that was given, or "" when there is none to keep."""
        value = self.data.get("answer", "")
        return value if self.fields["answer"].valid_value(value) else ""

    @property
    def problems(self):
        """What is wrong, in sentences: `["Choose an answer."]`."""
        return [message for messages in self.errors.values() for message in messages]
