from datetime import timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from help.kinds import BY_KEY, KINDS, UNKNOWN

SHORTEST, LONGEST = 7, 1825  # days
PREFIX = "days_"


class DaysFields(forms.Form):
    """A field for each kind of channel, named `days_<kind>`."""

    for _kind in KINDS:
        locals()[PREFIX + _kind.key] = forms.IntegerField(
            label=_kind.label, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
        )


class FreshnessForm(DaysFields, WagtailAdminModelForm):
    """Keeps only what differs from the usual interval, so that another usual one reaches all who did not choose."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            self.fields[PREFIX + kind.key].initial = self.instance.days_for(kind.key)

    def save(self, commit=True):
        chosen = {kind.key: self.cleaned_data[PREFIX + kind.key] for kind in KINDS}
        self.instance.days = {key: days for key, days in chosen.items() if days != BY_KEY[key].fresh_days}
        return super().save(commit)


@register_setting(icon="date", order=200)
class Freshness(BaseGenericSetting):
    """For how many days a channel of each kind counts as fresh once somebody has verified it.

    `days` holds `{kind: days}` where editors chose another number than the kind's usual one.
    """

    days = models.JSONField(default=dict, editable=False)

    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel(PREFIX + kind.key) for kind in KINDS],
                heading=_("Days until a channel has to be verified again"),
            )
        ],
        base_form_class=FreshnessForm,
    )

    class Meta:
        verbose_name = _("freshness of channels")

    def save(self, **kwargs):
        super().save(**kwargs)
        self.settle()

    def settle(self):
        """Give every verified channel its due date anew."""
        from help.models.status import ChannelStatus

        for kind in KINDS:
            due = models.F("verified_on") + timedelta(days=self.days_for(kind.key))
            ChannelStatus.objects.filter(channel__kind=kind.key, verified_on__isnull=False).update(due_on=due)

    def days_for(self, kind):
        return self.days.get(kind, BY_KEY.get(kind, UNKNOWN).fresh_days)
