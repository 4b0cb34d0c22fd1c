from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import activate, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages as wagtail_messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.pages.action_menu import take_out_of_the_menu
from portal.pages.checklist import Entry
from portal.pages.languages import codes, language_name, localized_name, value_in
from portal.pages.models import Company, Topic
from portal.pages.overtaking import overtaken, words_about
from portal.pages.page_links import PublicPageLinkHandler
from portal.pages.redirect_views import (
    CheckedCreateView,
    CheckedEditView,
    GoneAddressViewSet,
    choose_file,
    confirm,
)


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = [localized_name("name", code) for code in codes()]
    search_fields = [localized_name("name", code) for code in codes()]


class CompanyViewSet(SnippetViewSet):
    model = Company
    icon = "group"
    list_display = ["name", "website"]
    search_fields = ["name"]


class SubjectGroup(SnippetViewSetGroup):
    """Companies and topics, together in the menu."""

    items = [CompanyViewSet, TopicViewSet]
    menu_label = _("Subjects")
    menu_icon = "tag"
    menu_order = 300


register_snippet(SubjectGroup)


@hooks.register("register_admin_urls", order=-1)
def redirect_screens():
    """Before Wagtail's own of the same addresses, which check nothing that leads in circles or nowhere."""
    return [
        path("redirects/add/", CheckedCreateView.as_view()),
        path("redirects/<int:redirect_id>/", CheckedEditView.as_view()),
        path("redirects/import/", choose_file),
        path("redirects/import/process/", confirm),
    ]


@hooks.register("construct_settings_menu")
def name_redirects(request, menu_items):
    """Wagtail would keep the name in the language of whoever came first."""
    for item in menu_items:
        if item.name == "redirects":
            item.label = _("Redirects")


@hooks.register("register_admin_viewset")
def register_gone_addresses():
    return GoneAddressViewSet()


@hooks.register("before_delete_snippet")
def refuse_used_company(request, instances):
    """Its guides would be about nobody, and its notices would be deleted with it."""
    used = [one for one in instances if isinstance(one, Company) and one.used_by]
    for company in used:
        words = ngettext(
            "“%(company)s” cannot be deleted: %(count)s page or notice is about it. Give that another company first.",
            "“%(company)s” cannot be deleted: %(count)s pages and notices are about it. "
            "Give them another company first.",
            company.used_by,
        )
        usage = reverse(Company.snippet_viewset.get_url_name("usage"), args=[company.pk])
        buttons = [wagtail_messages.button(usage, _("Show them"))]
        wagtail_messages.error(request, words % {"company": company, "count": company.used_by}, buttons=buttons)
    return redirect(Company.snippet_viewset.get_url_name("list")) if used else None


@hooks.register("before_edit_page")
def notice_other_editor(request, page):
    if request.method == "POST":
        request.overtaken_revision = overtaken(request, page)


@hooks.register("after_edit_page")
def tell_of_other_editor(request, page):
    """Autosaves tell it by themselves: Wagtail stores none over another editor's version."""
    revision = getattr(request, "overtaken_revision", None)
    if revision and "application/json" not in request.headers.get("Accept", ""):
        compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, revision.pk, "latest"])
        buttons = [wagtail_messages.button(compare, _("Compare the two"))]
        wagtail_messages.warning(request, words_about(revision), buttons=buttons)


@hooks.register("before_copy_page")
def copy_in_the_default_language(request, page):
    """The new title and slug that Wagtail asks for are the default language's, whatever the admin speaks."""
    activate(settings.LANGUAGE_CODE)


@hooks.register("before_move_page")
def refuse_taken_slug(request, page, destination):
    """Wagtail looks only at the slug of the admin's own language; the others would be numbered without a word."""
    if why := why_not_there(page, destination):
        messages.error(request, why)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_bulk_action")
def refuse_taken_slugs(request, action_type, objects, action):
    """The same for many pages at once."""
    if action_type != "move" or not isinstance(action, PageBulkAction):
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    reasons = [why for page in objects if (why := why_not_there(page, destination))]
    for why in reasons:
        messages.error(request, why)
    return redirect("wagtailadmin_explore", destination.pk) if reasons else None


def why_not_there(page, destination):
    """Why a page cannot be moved there without a new slug in some language, or ""."""
    siblings = destination.get_children().exclude(pk=page.pk)
    for code in codes():
        slug = value_in(page, "slug", code)
        holder = siblings.filter(**{localized_name("slug", code): slug}).first() if slug else None
        if holder:
            message = _("In %(language)s “%(slug)s” is the address of “%(page)s” there already. Change it first.")
            title = holder.get_admin_display_title()
            return message % {"language": language_name(code), "slug": slug, "page": title}
    return ""


# Checks before publishing: the form refuses errors, and this tells of warnings (docs/publishing-checks.md)

GOING_OUT = {"action-publish", "action-submit", "action-restart-workflow", "action-workflow-action"}


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_warnings(request, page):
    """What was published although it could be better, with the way to each field."""
    if not GOING_OUT & request.POST.keys():
        return
    found = [Entry.of(page, finding) for finding in page.publishing_findings() if not finding.is_error]
    if found:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        items = [(f"{url}#{one.anchor}", one.label, one.message) for one in found]
        lines = format_html_join("", '<li><a href="{}">{}</a>: {}</li>', items)
        messages.warning(request, format_html("{} <ul>{}</ul>", _("Nothing is in the way, but look at this:"), lines))


@hooks.register("before_bulk_action")
def refuse_unfinished_pages(request, action_type, objects, action):
    """Publishing many pages at once passes by their forms."""
    if action_type != "publish" or not isinstance(action, PageBulkAction):
        return None
    refused = [page for page in going_out(objects, action) if any(one.is_error for one in page.publishing_findings())]
    for page in refused:
        link = reverse("wagtailadmin_pages:edit", args=[page.pk])
        text = _("“%(page)s” has to be mended before it is published.") % {"page": page.get_admin_display_title()}
        messages.error(request, format_html('<a href="{}">{}</a>', link, text))
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk) if refused else None


def going_out(pages, action):
    """The drafts that would be published: of these pages, and of all drafts below them where that was asked for."""
    for page in pages:
        yield page.get_latest_revision_as_object()
        if action.cleaned_form.cleaned_data["include_descendants"]:
            below = page.get_descendants().not_live()
            yield from (one.get_latest_revision_as_object() for one in below)


@hooks.register("insert_editor_js")
def jump_script():
    return format_html('<script src="{}" defer></script>', static("js/jump.js"))


@hooks.register("register_rich_text_features", order=10)
def links_to_public_pages(features):
    """After Wagtail's own, which it replaces."""
    features.register_link_type(PublicPageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def save_once():
    return format_html('<script src="{}" defer></script>', static("js/save-once.js"))


@hooks.register("insert_global_admin_js")
def typed_dates():
    """Not deferred: what it sets has to stand before the first field makes its calendar."""
    return format_html('<script src="{}"></script>', static("js/typed-dates.js"))


@hooks.register("construct_page_action_menu")
def next_beside_saving(menu_items, request, context):
    take_out_of_the_menu(menu_items)
