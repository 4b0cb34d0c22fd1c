from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from portal.pages.addresses import address_of
from portal.pages.lost import AddressBook
from portal.pages.redirect_import import MOST_BYTES
from portal.pages.redirect_rules import LONGEST_LINK, RefusedError, link_target, old_key, refuse_live, target_of
from portal.pages.redirects import address_rows, all_sites, keys_of, retarget


class CheckedRedirectForm(RedirectForm):
    """Wagtail's form, which refuses what would lead nowhere, in circles, or to another redirect."""

    redirect_link = forms.CharField(
        label=_("Redirect to an address"),
        max_length=LONGEST_LINK,
        required=False,
        help_text=_("A path of this site, such as /sq/kerko/, or an address elsewhere that begins with https://."),
    )

    class Meta(RedirectForm.Meta):
        pass

    def clean(self):
        """Our checks come first: Wagtail's own stumble over an old address that is none."""
        self.check_old_path()
        super().clean()
        if not self.errors:
            self.check_both_ends()
        return self.cleaned_data

    def books(self):
        sites = [self.cleaned_data["site"]] if self.cleaned_data.get("site") else all_sites()
        return [AddressBook(site) for site in sites]

    def check_old_path(self):
        if "old_path" not in self.cleaned_data:
            return
        try:
            for book in self.books():
                key = self.cleaned_data["old_path"] = old_key(book, self.cleaned_data["old_path"])
                self.refuse_twice(key)
                refuse_live(book, key)
        except RefusedError as refused:
            self.add_error("old_path", ValidationError(str(refused)))

    def check_both_ends(self):
        data, books = self.cleaned_data, self.books()
        field = "redirect_page" if data.get("redirect_page") else "redirect_link"
        try:
            for book in books:
                self.check_target(book, data, is_only_site=len(books) == 1)
        except RefusedError as refused:
            self.add_error(field, ValidationError(str(refused)))

    def refuse_twice(self, key):
        """One for a site wins over one for all sites, so that the other of the two would never be followed."""
        same = Redirect.objects.filter(old_path=key).exclude(pk=self.instance.pk)
        if site := self.cleaned_data.get("site"):
            same = same.filter(Q(site=None) | Q(site=site))
        if there := same.select_related("site", "redirect_page").first():
            message = gettext("From “%(path)s” (%(site)s) a redirect leads to “%(target)s” already. Edit it: %(url)s")
            words = {"path": key, "site": there.site or gettext("all sites")}
            words["target"] = there.redirect_page or there.redirect_link
            words["url"] = reverse("wagtailredirects:edit", args=[there.pk])
            raise RefusedError(message % words)

    def check_target(self, book, data, is_only_site):
        """A path at which a page answers becomes that page, so that the redirect follows it."""
        page, link = data.get("redirect_page"), data.get("redirect_link")
        if bool(page) == bool(link):
            raise RefusedError(gettext("Choose a page, or write an address: one of the two."))
        if page:
            refuse_own_address(book, data["old_path"], page)
            if not page.is_public or not page.get_url(current_site=book.site):
                raise RefusedError(gettext("Readers cannot see this page. Publish it first, or choose another one."))
            return
        target = target_of(book, data["old_path"], link_target(book, link))
        if target.page and is_only_site:
            data["redirect_page"], data["redirect_link"] = target.page, ""
        else:
            data["redirect_link"] = target.link or link

    def _get_validation_exclusions(self):
        """The model's own validator knows whole addresses only."""
        return super()._get_validation_exclusions() | {"redirect_link"}

    def save(self, commit=True):
        redirect = super().save(commit)
        if commit and redirect.redirect_link:
            for site in all_sites() if redirect.site is None else [redirect.site]:
                retarget(site.pk, {address_of(redirect.old_path): redirect.redirect_link})
        return redirect


def refuse_own_address(book, key, page):
    pages = type(page).base_page_model.objects.filter(pk=page.pk)
    if (book.site.pk, key) in keys_of(address_rows(pages)):
        raise RefusedError(gettext("An address cannot lead to itself."))


class ImportForm(forms.Form):
    """A CSV file of old and new addresses, and the site that it is for when there are several."""

    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.select_related("root_page"), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sites = list(self.fields["site"].queryset)
        if len(sites) < 2:
            del self.fields["site"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(gettext("The file is larger than 2 MB. Split it."))
        return file
