import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permissions import register_permission_policy

from help.forms import NoticeForm
from help.models import ChannelStatus, HowToPage, Notice
from portal.pages.languages import codes, localized_name
from portal.pages.panels import translated
from portal.pages.policies import WithoutActions

REASON = localized_name("reason", settings.LANGUAGE_CODE)


class ChannelStatusForm(WagtailAdminModelForm):
    """An editor may say that a channel was verified; only a moderator may change its state."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        siblings = HowToPage.objects.sibling_of(self.instance.channel, inclusive=False).exclude(
            status__state=ChannelStatus.State.RETIRED
        )
        self.fields["replacement"].queryset = siblings
        if not (self.for_user and self.for_user.has_perm("help.retire_channel")):
            for name in self.fields:
                self.fields[name].disabled = name != "verified_on"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == ChannelStatus.State.RETIRED and not cleaned.get(REASON):
            self.add_error(REASON, ValidationError(_("Say why the channel is retired: readers will ask.")))
        if cleaned.get("verified_on") and cleaned["verified_on"] > timezone.localdate():
            self.add_error("verified_on", ValidationError(_("Nobody can have verified the channel in the future.")))
        return cleaned

    def save(self, commit=True):
        if "verified_on" in self.changed_data:
            self.instance.verified_by = self.for_user if self.cleaned_data["verified_on"] else None
        return super().save(commit)


class ChannelStatusViewSet(ModelViewSet):
    """Every channel's state in one list; channels themselves are made as pages."""

    model = ChannelStatus
    name = "channel_status"
    url_prefix = "channels"
    icon = "mail"
    menu_label = _("Channels")
    menu_order = 200
    add_to_admin_menu = True
    list_display = ["__str__", Column("guide", label=_("Guide")), "state", "verified_on"]
    list_filter = ["state"]
    search_fields = [localized_name("channel__title", code) for code in codes()]
    search_backend_name = None
    inspect_view_enabled = False
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("state"),
            *translated("reason"),
            FieldPanel("replacement", widget=forms.Select),
            FieldPanel("verified_on"),
        ],
        base_form_class=ChannelStatusForm,
    )


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


@hooks.register("register_admin_viewset")
def register_notices():
    return NoticeViewSet()
