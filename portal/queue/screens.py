"""The queue in the admin: the panel on its home, the list, and taking, giving and finishing work."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.pages.columns import FormColumn, LabelledColumn, LabelledDateColumn
from portal.pages.folded_search import FoldedSearch
from portal.pages.languages import codes, default_language, localized_name
from portal.pages.models import User
from portal.pages.page_reports import SafeExport
from portal.queue.models import DigestChoice, Item
from portal.queue.people import MAY_WORK, workers
from portal.queue.sources import SOURCES, Tile

SHOWN_AT_HOME = 8


def kind_choices():
    return [(source.key, capfirst(str(source.label))) for source in SOURCES.values()]


class ItemFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="filter_state",
        choices=[("open", pgettext_lazy("work", "Open")), ("done", _("Done"))],
        empty_label=_("All"),
    )
    tile = django_filters.ChoiceFilter(label=_("Group"), method="filter_tile", choices=Tile)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_choices)
    whose = django_filters.ChoiceFilter(
        label=_("Whose"), method="filter_whose", choices=[("mine", _("Mine")), ("nobody", _("Nobody’s"))]
    )
    assigned_to = django_filters.ModelChoiceFilter(label=_("Assigned to"), queryset=lambda request: workers())

    class Meta:
        model = Item
        fields = []

    def filter_state(self, queryset, name, value):
        return queryset.filter(done_at__isnull=value == "open")

    def filter_tile(self, queryset, name, value):
        return queryset.filter(kind__in=[source.key for source in SOURCES.values() if source.tile == value])

    def filter_whose(self, queryset, name, value):
        return queryset.filter(assigned_to=self.request.user if value == "mine" else None)


class WorkColumn(FormColumn):
    """What it is about, what is wrong, and where it is mended, or the button that mends it."""

    cell_template_name = "queue/work_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"next": here(parent_context["request"])}


class HandColumn(FormColumn):
    """Who has it in hand; to be taken, given to somebody, and called done with a note."""

    cell_template_name = "queue/hand_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        if not hasattr(request, "queue_workers"):
            request.queue_workers = list(workers())
        return context | {"workers": request.queue_workers, "user": request.user, "next": here(request)}


def here(request):
    """The list as it is filtered now, to come back to."""
    query = request.GET.urlencode()
    return reverse("queue:index") + (f"?{query}" if query else "")


class ItemIndexView(FoldedSearch, SafeExport, IndexView):
    template_name = "queue/list.html"
    page_title = _("Work queue")
    default_ordering = "-worth"
    any_permission_required = ["change"]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if "state" not in request.GET:
            request.GET = request.GET.copy()
            request.GET["state"] = "open"

    def get_base_queryset(self):
        Item.objects.refresh_if_old()
        return super().get_base_queryset().for_list()

    def order_queryset(self, queryset):
        return queryset.order_by(self.ordering, "opened_at", "pk")


class ItemViewSet(ModelViewSet):
    """All work that there is. It comes and goes by itself, so nobody adds, edits or deletes any."""

    model = Item
    name = "queue"
    url_prefix = "queue"
    icon = "list-ul"
    menu_label = _("Work queue")
    menu_order = 90
    add_to_admin_menu = True
    index_view_class = ItemIndexView
    list_display = [
        WorkColumn("title", label=_("Work"), accessor=str),
        Column("kind_label", label=_("Kind"), sort_key="kind"),
        LabelledColumn("views", label=_("Views in 28 days"), sort_key="views"),
        LabelledDateColumn("opened_at", label=_("Since"), sort_key="opened_at"),
        HandColumn("hand", label=_("In hand")),
    ]
    list_export = ["__str__", "kind_label", "words", "views", "opened_at", "assigned_to", "done_at", "done_by", "note"]
    export_headings = {"__str__": _("Work"), "kind_label": _("Kind"), "words": _("What is wrong"), "views": _("Views")}
    export_filename = "work"
    filterset_class = ItemFilterSet
    search_fields = [*(localized_name("page__title", code) for code in codes()), "subject"]
    search_backend_name = None
    form_fields = ["note"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("give/<int:pk>/", give, name="give"),
            path("finish/<int:pk>/", finish, name="finish"),
            path("act/<int:pk>/", act, name="act"),
        ]


class QueuePanel(Component):
    """The four counts and what is worth most, on the admin's home; nothing for who may not work on it."""

    name = "queue"
    template_name = "queue/home_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        context = super().get_context_data(parent_context)
        if not request.user.has_perm(MAY_WORK):
            return context
        Item.objects.refresh_if_old()
        counts = Item.objects.counts()
        tiles = [{"tile": tile, "count": counts[tile]} for tile in Tile]
        items = Item.objects.waiting_for(request.user).for_list().order_by("-worth", "pk")[:SHOWN_AT_HOME]
        url, token = reverse("queue:index"), get_token(request)
        return context | {"tiles": tiles, "items": items, "url": url, "user": request.user, "csrf_token": token}


# What a row sends


class GiveForm(forms.Form):
    """`seen` is who had it when the form was shown."""

    to = forms.ModelChoiceField(queryset=None, required=False)
    seen = forms.ModelChoiceField(queryset=User.objects.all(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = workers()


class FinishForm(forms.Form):
    note = forms.CharField(max_length=500, strip=True)


def worker_or_refuse(request):
    if not request.user.has_perm(MAY_WORK):
        raise PermissionDenied


def back(request):
    return redirect(get_valid_next_url_from_request(request) or reverse("queue:index"))


@require_POST
def give(request, pk):
    """Give a piece of work to a person, or back to everybody."""
    worker_or_refuse(request)
    item, form = get_object_or_404(Item, pk=pk), GiveForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Only people who may work on the queue can be given work."))
        return back(request)
    person, rows = form.cleaned_data["to"], Item.objects.open().filter(pk=item.pk)
    if not rows.exists():
        messages.error(request, gettext("It was done already."))
    elif not rows.filter(assigned_to=form.cleaned_data["seen"]).update(assigned_to=person):
        tell_holder(request, Item.objects.get(pk=item.pk))
    elif person == request.user:
        messages.success(request, gettext("“%(work)s” is yours now.") % {"work": item})
    return back(request)


def tell_holder(request, item):
    """Somebody else was faster: nothing was changed."""
    holder = item.assigned_to or gettext("Nobody")
    words = gettext("Nothing was changed: “%(work)s” is in other hands by now (%(holder)s).")
    messages.error(request, words % {"work": item, "holder": holder})


@require_POST
def finish(request, pk):
    """Call a piece of work done, with a note for those who come after."""
    worker_or_refuse(request)
    item, form = get_object_or_404(Item, pk=pk), FinishForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write in a few words what was done: up to 500 letters."))
    elif not item.finish(request.user, form.cleaned_data["note"]):
        messages.error(request, gettext("It was done already."))
    else:
        messages.success(request, gettext("“%(work)s” is done.") % {"work": item})
    return back(request)


@require_POST
def act(request, pk):
    """Do the work by its source's own button, and call it done."""
    worker_or_refuse(request)
    item = get_object_or_404(Item.objects.filter(kind__in=SOURCES), pk=pk)
    if not item.source.act:
        raise Http404
    with default_language():
        note = str(item.source.act.note)
    if item.done_at or not item.source.act.do(item, request.user):
        messages.error(request, gettext("It was done already."))
    else:
        item.finish(request.user, note)
        messages.success(request, gettext("“%(work)s” is done.") % {"work": item})
    return back(request)


# The morning's e-mail, in a person's own account


class DigestForm(forms.ModelForm):
    class Meta:
        model = DigestChoice
        fields = ["wants_digest"]


class DigestPanel(BaseSettingsPanel):
    name = "digest"
    title = _("Work queue")
    tab = notifications_tab
    order = 200
    form_class = DigestForm

    def is_active(self):
        return self.user.has_perm(MAY_WORK)

    def get_form(self):
        choice = DigestChoice.objects.get_or_create(user=self.user)[0]
        data = self.request.POST if self.request.method == "POST" else None
        return DigestForm(data, instance=choice, prefix=self.name)
