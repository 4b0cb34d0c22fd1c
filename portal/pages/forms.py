from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import WagtailAdminPageForm

from portal.pages.languages import codes, language_name, localized_name
from portal.pages.slugs import LONGEST_SLUG
from portal.pages.texts import units_of


class BasePageForm(WagtailAdminPageForm):
    """Refuses a slug that is taken or reserved, language by language. An empty one is suggested on saving.

    `meaning_changes` are the ticks beside the texts. They belong to the draft and count when it is published, so a
    page that has never been public has none.
    """

    meaning_changes = forms.MultipleChoiceField(
        label=gettext_lazy("The meaning has changed"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk or not self.instance.first_published_at:
            del self.fields["meaning_changes"]
            return
        names = [unit.name for unit in units_of(type(self.instance))]
        self.fields["meaning_changes"].choices = [(name, name) for name in names]
        self.initial["meaning_changes"] = [name for name in self.instance.pending_ticks() if name in names]

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


def slug_fields(names):
    return [name for name in (localized_name("slug", code) for code in codes()) if name in names]
