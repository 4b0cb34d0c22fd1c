"""The button "Copy from Albanian" below a field of another language: the form stores a draft with the copied text.

It submits the form itself, so it needs no JavaScript and takes along whatever else was typed. Before Wagtail
reads the form, what was posted for the field is replaced by what was posted for the default language's one. That is
the same for every widget: `body_sq`, `body_sq-0-value`… become `body_en`, `body_en-0-value`….
"""

import re
import uuid

from django.conf import settings
from wagtail.blocks import StreamValue

from portal.pages.excerpts import plain_text
from portal.pages.languages import localized_name
from portal.translating.targets import translated_field

COPY = "copy-from-default"
REPLACE = "copy-over"
ROW = re.compile(r"(?P<relation>\w+)-(?P<index>\d+)-(?P<field>\w+)")


def translated_id(block_id, code):
    """The id of a block's translation: made from the original's, so that the two are found together again."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{block_id}/{code}"))


class FieldCopy:
    """A press of the button. `outcome` is "copied", "nothing" (no text to copy) or "kept" (there was a text already).

    `form_class` is the page's edit form, `post` what was posted. A text that is there is only replaced on the second,
    explicit press that `REPLACE` stands for.
    """

    def __init__(self, form_class, post):
        self.form_class, self.post = form_class, post
        self.name = post.get(REPLACE) or post.get(COPY)
        self.outcome = self.find_target() and self.decide()

    @classmethod
    def asked_for(cls, form_class, post):
        """The copy that a request asks for, or None: no button was pressed, or it names no translated field."""
        copy = cls(form_class, post) if COPY in post or REPLACE in post else None
        return copy if copy and copy.outcome else None

    def find_target(self):
        row = ROW.fullmatch(self.name)
        form, field = self.form_class, self.name
        if row:
            formset = self.form_class.formsets.get(row["relation"])
            form, field = getattr(formset, "form", None), row["field"]
        found = form and field in form.base_fields and translated_field(form._meta.model, field)
        if not found:
            return False
        base, self.code = found
        self.widget = form.base_fields[field].widget
        self.label = form.base_fields[field].label
        self.source = self.name.removesuffix(field) + localized_name(base, settings.LANGUAGE_CODE)
        return True

    def decide(self):
        if self.is_empty(self.source):
            return "nothing"
        return "copied" if REPLACE in self.post or self.is_empty(self.name) else "kept"

    def is_empty(self, name):
        if self.widget.value_omitted_from_data(self.post, {}, name):
            return True
        value = self.widget.value_from_datadict(self.post, {}, name)
        return not (value if isinstance(value, StreamValue) else plain_text(str(value or "")))

    def posted(self):
        """What the form shall read: with the copied text, and as a draft whatever else was pressed."""
        data = self.post.copy()
        for key in self.post:
            is_target = key == self.name or key.startswith(f"{self.name}-")
            if key.startswith("action-") or key in {COPY, REPLACE} or (is_target and self.outcome == "copied"):
                del data[key]
        if self.outcome == "copied":
            for key in self.post:
                if key == self.source or key.startswith(f"{self.source}-"):
                    data.setlist(self.name + key.removeprefix(self.source), self.values(key))
        return data

    def values(self, key):
        """Blocks of a stream and items of a list have an id, an order and more; the copy gets ids of its own."""
        values = self.post.getlist(key)
        if key.endswith("-id") and f"{key.removesuffix('-id')}-order" in self.post:
            return [value and translated_id(value, self.code) for value in values]
        return values

    @property
    def name_after_saving(self):
        """The field's name once deleted rows are gone and the others stand in their order."""
        row = ROW.fullmatch(self.name)
        if not row:
            return self.name
        relation = row["relation"]
        count = self.post.get(f"{relation}-TOTAL_FORMS", "0")
        rows = [f"{relation}-{index}" for index in range(int(count) if count.isdigit() else 0)]
        rows = [prefix for prefix in rows if not self.post.get(f"{prefix}-DELETE")]
        rows.sort(key=lambda prefix: int(self.post.get(f"{prefix}-ORDER") or 0))
        prefix = f"{relation}-{row['index']}"
        return f"{relation}-{rows.index(prefix)}-{row['field']}" if prefix in rows else self.name
