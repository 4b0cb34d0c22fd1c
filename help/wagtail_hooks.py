import django_filters
from django import forms
from django.template.defaultfilters import date as format_date
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permissions import register_permission_policy

from help.channel_list import ChannelStatusViewSet, RetireChannels
from help.forms import NoticeForm
from help.models import ChannelStatus, GuidePage, HelpIndexPage, Notice
from help.userbar import userbar_items
from portal.pages.languages import codes, localized_name
from portal.pages.new_pages import NewPageButton
from portal.pages.panels import translated
from portal.pages.policies import WithoutActions


class NoticeFilterSet(WagtailFilterSet):
    when = django_filters.ChoiceFilter(
        label=_("When"),
        method="filter_when",
        choices=[("holding", _("Holds now")), ("to_come", _("To come")), ("over", _("Over"))],
    )

    class Meta:
        model = Notice
        fields = ["company"]

    def filter_when(self, queryset, name, value):
        return getattr(queryset, value)()


class NoticeViewSet(ModelViewSet):
    """What holds for a company for some time. Those that are over stay in the list, to be found and used again."""

    model = Notice
    name = "notices"
    url_prefix = "notices"
    icon = "warning"
    menu_label = _("Notices")
    menu_order = 210
    add_to_admin_menu = True
    list_display = [
        "__str__",
        "company",
        Column("state_label", label=_("When")),
        Column("begins", label=_("From"), accessor=lambda notice: format_date(notice.begins)),
        Column("ends", label=_("Until"), accessor=lambda notice: format_date(notice.ends)),
    ]
    filterset_class = NoticeFilterSet
    search_fields = [localized_name("text", code) for code in codes()]
    search_backend_name = None
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("company", widget=forms.Select),
            *translated("text", widget=AdminAutoHeightTextInput),
            FieldRowPanel([FieldPanel("begins"), FieldPanel("ends")]),
            FieldPanel("is_warning"),
            FieldPanel("source_url"),
            FieldPanel("countries"),
        ],
        base_form_class=NoticeForm,
    )


# A state comes and goes with its channel; nobody adds or deletes one.
register_permission_policy(ChannelStatus, WithoutActions(ChannelStatus, "add", "delete"))


@hooks.register("register_admin_viewset")
def register_channel_status():
    return ChannelStatusViewSet()


hooks.register("register_bulk_action", RetireChannels)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("help.verify", _("Verify a channel"), _("Compared with the official source and verified"))
    actions.register_action("help.retire", _("Retire a channel"), _("Retired"))


@hooks.register("register_admin_viewset")
def register_notices():
    return NoticeViewSet()


@hooks.register("insert_editor_js")
def verify_script():
    return format_html('<script src="{}" defer></script>', static("js/verify.js"))


@hooks.register("construct_wagtail_userbar")
def channels_in_the_userbar(request, items, page):
    """From a public page straight to what has to be mended, and verified with one click."""
    items += userbar_items(request.user, page)


@hooks.register("construct_homepage_panels")
def new_guide_at_home(request, panels):
    panels.append(NewPageButton(GuidePage, HelpIndexPage, _("New guide"), order=11))
