from dataclasses import replace

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from portal.pages.findings import Place, stored_rows
from portal.pages.languages import codes, language_name, localized_name
from portal.pages.slugs import LONGEST_SLUG
from portal.pages.texts import units_of


class BasePageForm(WagtailAdminPageForm):
    """Refuses a slug that is taken or reserved, language by language. An empty one is suggested on saving.

    Refuses to publish, schedule or submit what `publishing_findings` calls an error; drafts may have any.

    `meaning_changes` are the ticks beside the texts. They belong to the draft and count when it is published, so a
    page that has never been public has none.
    """

    meaning_changes = forms.MultipleChoiceField(
        label=gettext_lazy("The meaning has changed"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.begin_with_title()
        if not self.instance.pk or not self.instance.first_published_at:
            del self.fields["meaning_changes"]
            return
        names = [unit.name for unit in units_of(type(self.instance))]
        self.fields["meaning_changes"].choices = [(name, name) for name in names]
        self.initial["meaning_changes"] = [name for name in self.instance.pending_ticks() if name in names]

    def begin_with_title(self):
        """Who opens a new page may type at once."""
        title = self.fields.get(localized_name("title", settings.LANGUAGE_CODE))
        if title:
            title.widget.attrs |= {"autofocus": True, "placeholder": _("What it is about, in the readers’ own words")}

    def is_valid(self):
        """Rows are validated after the form itself, so what is wrong with the whole is asked last."""
        valid = super().is_valid()
        if self.is_bound and not self.is_deferred_validation:
            return self.refuse_findings() and valid
        return valid

    def refuse_findings(self):
        """Put each error beside its field, unless that has one already. Returns whether there was none."""
        errors = [one for one in self.instance.publishing_findings(self.posted_rows) if one.is_error]
        places = {}
        for finding in errors:
            places.setdefault(replace(finding.place, path=()), []).append(finding)
        for place, findings in places.items():
            form = self.kept_forms(place.relation)[place.row] if place.relation else self
            if place.field not in form.errors:
                form.add_error(place.field if place.field in form.fields else None, as_error(findings))
        return not errors

    def kept_forms(self, relation):
        """The forms of the rows that would be stored, in their order."""
        formset = self.formsets[relation]
        formset.is_valid()  # which no other has asked yet, where an earlier formset was not
        forms = [one for one in formset.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")]
        return sorted(forms, key=lambda one: one.cleaned_data.get("ORDER") or 0)

    def posted_rows(self, relation):
        if relation in self.formsets:
            return [form.instance for form in self.kept_forms(relation)]
        return stored_rows(self.instance)(relation)

    def save(self, commit=True):
        if "meaning_changes" in self.fields:
            self.instance.ticked_units = self.cleaned_data["meaning_changes"]
        return super().save(commit)

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self.check_completeness(cleaned)
        for name in slug_fields(cleaned):
            if cleaned[name]:
                self.check_slug(name, cleaned[name])
        return cleaned

    def check_completeness(self, cleaned):
        for name in self.instance.needed_to_publish:
            field = localized_name(name, settings.LANGUAGE_CODE)
            if not cleaned.get(field):
                message = _("Needed in %(language)s before the page is published.")
                self.add_error(field, message % {"language": language_name(settings.LANGUAGE_CODE)})

    def check_slug(self, name, slug):
        if len(slug) > LONGEST_SLUG and slug != self.initial.get(name):
            message = _("An address may have %(most)s characters here; this one has %(number)s. Shorten it.")
            self.add_error(name, message % {"most": LONGEST_SLUG, "number": len(slug)})
            return
        if self.parent_page and slug in self.instance.reserved_slugs(self.parent_page.depth + 1):
            self.add_error(name, _("“%(slug)s” is used by the site itself. Choose another word.") % {"slug": slug})
            return
        siblings = self.parent_page.get_children() if self.parent_page else self.instance.get_siblings()
        holder = siblings.exclude(pk=self.instance.pk).filter(**{name: slug}).first()
        if holder:
            message = _("“%(slug)s” is the address of “%(page)s” already. Choose another one.")
            self.add_error(name, message % {"slug": slug, "page": holder.get_admin_display_title()})


def as_error(findings, depth=0):
    """One ValidationError of all that was found in one field: in a StreamField, a tree that leads to each block."""
    here = list(dict.fromkeys(str(one.message) for one in findings if len(one.place.path) == depth))
    below = {}
    for finding in findings:
        if len(finding.place.path) > depth:
            below.setdefault(finding.place.path[depth], []).append(finding)
    if not below:
        return ValidationError(here)
    errors = {step: as_error(some, depth + 1) for step, some in below.items()}
    if not all(isinstance(step, int) for step in errors):
        return StructBlockValidationError(errors, here)
    return StreamBlockValidationError(errors, here) if depth == 0 else ListBlockValidationError(errors, here)


def error_places(form):
    """`(Place, message)` of every error in a page's form, with those of its rows and inside its StreamFields."""
    for name, errors in form.errors.as_data().items():
        for error in errors:
            yield from spread(error, Place(name))
    for relation, formset in form.formsets.items():
        for row, row_form in enumerate(formset.forms):
            for name, errors in row_form.errors.as_data().items():
                for error in errors:
                    yield from spread(error, Place(name, relation, row))


def spread(error, place):
    block_errors = getattr(error, "block_errors", {})
    for step, inner in block_errors.items():
        yield from spread(inner, place.within(step))
    own = error.non_block_errors.as_data() if hasattr(error, "non_block_errors") else [error]
    for one in own:
        yield from ((place, message) for message in one.messages)


def slug_fields(names):
    return [name for name in (localized_name("slug", code) for code in codes()) if name in names]
