"""The list of all channels in the admin: what is out of date, and how to mend it without leaving the list."""

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from help.correcting import correct
from help.kinds import kind_choices
from help.models import ChannelStatus, HowToPage
from help.userbar import STEPS
from portal.pages.columns import FormColumn, LabelledColumn, LabelledDateColumn
from portal.pages.folded_search import FoldedSearch
from portal.pages.languages import codes, language_name, localized_name
from portal.pages.models import Company
from portal.pages.page_reports import SafeExport
from portal.pages.panels import translated

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
        status = super().save(commit)
        if "verified_on" in self.changed_data and status.verified_on:
            status.note("help.verify", self.for_user)
        if "state" in self.changed_data and status.is_retired:
            status.note("help.retire", self.for_user)
        return status


class CorrectionForm(forms.Form):
    """The two facts of a channel that rot first, checked as the channel's kind asks for."""

    address = forms.CharField(label=_("Address"), max_length=500, required=False)
    source_url = forms.URLField(label=_("Official source"), assume_scheme="https")

    def __init__(self, *args, channel, **kwargs):
        facts = {"address": channel.address, "source_url": channel.source_url}
        super().__init__(*args, initial=facts, **kwargs)
        self.channel = channel

    def clean_address(self):
        address = self.cleaned_data["address"]
        return self.channel.kind_info.address.clean(address) if address else ""

    def clean_source_url(self):
        url = self.cleaned_data["source_url"]
        if not url.startswith(("https://", "http://")):
            raise ValidationError(gettext("Give the address of a web page."))
        return url


class ReasonForm(forms.Form):
    """Why channels are retired, in every language; the first one is needed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in codes():
            self.fields[localized_name("reason", code)] = forms.CharField(
                label=_("Reason (%(language)s)") % {"language": language_name(code)},
                max_length=1000,
                required=code == settings.LANGUAGE_CODE,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class ChannelFilterSet(WagtailFilterSet):
    when = django_filters.ChoiceFilter(
        label=_("Verification"),
        method="filter_when",
        choices=[("due", _("Past due or never verified")), ("never", _("Never verified")), ("fresh", _("Fresh"))],
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), field_name="channel__kind", choices=kind_choices)
    company = django_filters.ModelChoiceFilter(
        label=_("Company"), field_name="channel__company", queryset=Company.objects.all()
    )

    class Meta:
        model = ChannelStatus
        fields = ["state"]

    def filter_when(self, queryset, name, value):
        chosen = {"due": queryset.to_verify, "never": queryset.never_verified, "fresh": queryset.fresh}
        return chosen[value]()


class MendColumn(FormColumn):
    """Verify, correct and retire, each with one form that needs no other screen."""

    cell_template_name = "help/admin/channel_mend.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        context["next"] = request.GET.get("next") or reverse("channel_status:index") + query_of(request)
        context["steps"] = STEPS
        context["may_retire"] = request.user.has_perm("help.retire_channel")
        context["correction"] = CorrectionForm(channel=instance.channel, auto_id=f"id_{instance.pk}_%s")
        context["reason"] = ReasonForm(auto_id=f"id_{instance.pk}_%s")
        return context


def query_of(request):
    query = request.GET.urlencode()
    return f"?{query}" if query else ""


class GuideColumn(Column):
    """The company, and below it the guide."""

    cell_template_name = "help/admin/channel_guide.html"


class StateColumn(Column):
    """The state, and whether readers see the channel at all."""

    cell_template_name = "help/admin/channel_state.html"


class DueColumn(DateColumn):
    cell_template_name = "help/admin/channel_due.html"


class ChannelIndexView(FoldedSearch, SafeExport, IndexView):
    """What has to be verified first stands first."""

    template_name = "help/admin/channel_list.html"
    default_ordering = "due_on"

    @cached_property
    def columns(self):
        boxes = BulkActionsCheckboxColumn("bulk_actions", obj_type="channel")
        return [boxes, *super().columns] if self.may_retire else super().columns

    @property
    def may_retire(self):
        return self.request.user.has_perm("help.retire_channel")

    def _get_title_column(self, *args, **kwargs):
        return super()._get_title_column(*args, **kwargs, get_title_id=lambda one: f"channel_{one.pk}_title")

    def get_base_queryset(self):
        return super().get_base_queryset().for_list()

    def order_queryset(self, queryset):
        name = self.ordering.removeprefix("-")
        field = F(name)
        order = field.desc(nulls_last=True) if self.ordering.startswith("-") else field.asc(nulls_first=True)
        return queryset.order_by(order, "channel__path")


class ChannelStatusViewSet(ModelViewSet):
    """Every channel's state in one list; channels themselves are made as pages."""

    model = ChannelStatus
    name = "channel_status"
    url_prefix = "channels"
    icon = "mail"
    menu_label = _("Channels")
    menu_order = 200
    add_to_admin_menu = True
    index_view_class = ChannelIndexView
    list_display = [
        "__str__",
        GuideColumn("guide", label=_("Guide"), sort_key="channel__path"),
        Column("kind_label", label=_("Kind"), sort_key="channel__kind"),
        StateColumn("state_words", label=_("State"), sort_key="state"),
        LabelledDateColumn("verified_on", label=_("Verified on"), sort_key="verified_on"),
        DueColumn("due_on", label=_("Due"), sort_key="due_on"),
        LabelledColumn("reports", label=_("Reports"), sort_key="reports"),
        MendColumn("mend", label=_("Mend")),
    ]
    list_export = [
        "title",
        "guide",
        "kind_label",
        "company",
        "address",
        "source_url",
        "state_words",
        "verified_on",
        "verified_by",
        "due_on",
        "reports",
    ]
    export_headings = {
        "title": _("Channel"),
        "guide": _("Guide"),
        "kind_label": _("Kind"),
        "company": _("Company"),
        "address": _("Address"),
        "source_url": _("Official source"),
        "state_words": _("State"),
        "reports": _("Reports"),
    }
    export_filename = "channels"
    filterset_class = ChannelFilterSet
    search_fields = [
        *(localized_name("channel__title", code) for code in codes()),
        "channel__address",
        "channel__company__name",
        "channel__source_url",
    ]
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

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("verify/<int:pk>/", verify, name="verify"),
            path("correct/<int:pk>/", correct_facts, name="correct"),
            path("retire/<int:pk>/", retire, name="retire"),
        ]


class RetireChannels(BulkAction):
    """Retire many channels for one reason, as when a company has closed its forms."""

    display_name = _("Retire")
    action_type = "retire"
    aria_label = _("Retire the selected channels")
    template_name = "help/admin/retire_channels.html"
    models = [ChannelStatus]
    form_class = ReasonForm

    def dispatch(self, request):
        """Not even their titles are told to who may not retire them."""
        if not request.user.has_perm("help.retire_channel"):
            raise PermissionDenied
        return super().dispatch(request)

    @classmethod
    def get_queryset(cls, model, object_ids):
        return list(model.objects.for_list().filter(pk__in=object_ids))

    def check_perm(self, status):
        return self.request.user.has_perm("help.retire_channel")

    def get_execution_context(self):
        return {"user": self.request.user, "reasons": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects, user=None, reasons=None, **kwargs):
        in_use = [status for status in objects if not status.is_retired]
        for status in in_use:
            status.retire(user, reasons)
        return len(in_use), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        words = ngettext("%(count)s channel is retired.", "%(count)s channels are retired.", num_parent_objects)
        return words % {"count": num_parent_objects}


# What a row of the list, a channel's own screen and the bar on its public page send


def allowed_status(request, pk, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(ChannelStatus.objects.select_related("channel"), pk=pk)


def back(request):
    return redirect(get_valid_next_url_from_request(request) or reverse("channel_status:index"))


@require_POST
def verify(request, pk):
    """Say that the channel was compared with its official source today. A retired one cannot be."""
    status = allowed_status(request, pk, "help.change_channelstatus")
    if status.is_retired:
        messages.error(request, gettext("“%(channel)s” is retired.") % {"channel": status})
        return back(request)
    status.mark_verified(request.user)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return render(request, "help/admin/status_words.html", {"status": status})
    messages.success(request, gettext("“%(channel)s” was verified today.") % {"channel": status})
    return back(request)


def correct_facts(request, pk):
    """Correct a channel's address or source, whatever draft of it there is."""
    status = allowed_status(request, pk, "help.change_channelstatus")
    if not status.channel.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form = CorrectionForm(request.POST or None, channel=status.channel)
    if form.is_valid():
        told = tell_correction(request, form, status)
        if told:
            return back(request)
    return render_form(request, form, status, gettext("Correct"), "channel_status:correct")


def tell_correction(request, form, status):
    """Store what has changed and say what became of it; False where the rest of the channel does not allow it."""
    values = {name: form.cleaned_data[name] for name in form.changed_data}
    try:
        public = correct(status.channel, values, request.user) if values else None
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    words = {
        None: gettext("Nothing was changed."),
        True: gettext("“%(channel)s” is corrected, and readers see it."),
        False: gettext("“%(channel)s” is corrected in a draft, which a moderator has to approve."),
    }[public]
    messages.success(request, words % {"channel": status})
    return True


def retire(request, pk):
    """Retire a channel with a reason."""
    status = allowed_status(request, pk, "help.retire_channel")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        status.retire(request.user, form.cleaned_data)
        messages.success(request, gettext("“%(channel)s” is retired.") % {"channel": status})
        return back(request)
    return render_form(request, form, status, gettext("Retire"), "channel_status:retire")


def render_form(request, form, status, action, name):
    context = {
        "form": form,
        "status": status,
        "page_title": f"{action}: {status}",
        "action": action,
        "action_url": reverse(name, args=[status.pk]),
        "next": get_valid_next_url_from_request(request) or reverse("channel_status:index"),
    }
    return render(request, "help/admin/channel_form.html", context)
