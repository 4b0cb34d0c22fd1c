from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.pages.keys import new_key
from portal.pages.languages import codes, default_language, localized_name, value_in


class ChannelStatusManager(models.Manager):
    def give(self, channel):
        """The channel's row, made now if it has none. An alias begins with the state of the channel it repeats."""
        found = self.filter(channel=channel.pk).first()
        if found:
            return found
        original = self.filter(channel=channel.alias_of_id).first() if channel.alias_of_id else None
        names = ["state", *(localized_name("reason", code) for code in codes())] if original else []
        return self.get_or_create(channel=channel, defaults={name: getattr(original, name) for name in names})[0]


class ChannelStatus(models.Model):
    """What is known of a channel outside its text: its permanent key, whether it works, who verified it and when.

    It is a row of its own because publishing an older draft of the page must not bring old values back
    (docs/decisions/0001).
    """

    class State(models.TextChoices):
        WORKS = "works", _("Works")
        CHANGED = "changed", _("Has changed")
        RETIRED = "retired", _("Retired")

    channel = models.OneToOneField(
        "help.HowToPage", models.CASCADE, related_name="status", editable=False, verbose_name=_("channel")
    )
    key = models.CharField(max_length=12, unique=True, editable=False, default=new_key)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WORKS)
    reason = models.TextField(_("reason"), blank=True, help_text=_("What happened, in one sentence for the reader."))
    replacement = models.ForeignKey(
        "help.HowToPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replacement"),
        help_text=_("The channel that readers should use instead."),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )

    objects = ChannelStatusManager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["channel__path"]
        permissions = [("retire_channel", _("Can change the state of a channel"))]

    @property
    def guide(self):
        return self.channel.get_parent().get_admin_display_title()

    def __str__(self):
        return self.channel.get_admin_display_title()

    def save(self, **kwargs):
        with default_language():
            super().save(**kwargs)

    def shown_in(self, code):
        """What readers of one language are told of the state; when it was verified is no part of it."""
        reasons = [value_in(self, "reason", language) for language in [code, *codes()]]
        return self.state, self.replacement_id, next(filter(None, reasons), "")

    @property
    def is_retired(self):
        return self.state == self.State.RETIRED
