from dataclasses import dataclass, replace

from django.template.defaultfilters import date as format_date
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext


@dataclass
class Verification:
    """How many of these channels in use are verified, as a guide and a share card say it."""

    channels: list

    @cached_property
    def days(self):
        """When each channel whose verification holds was verified."""
        return [channel.status.verified_on for channel in self.channels if channel.state_class == "verified"]

    @property
    def count(self):
        return len(self.days)

    @property
    def words(self):
        """`"6 of 8 verified · 9 November 2026"`, with the day of the newest: a card lasts for years."""
        if not self.days:
            was_verified = any(channel.status.verified_on for channel in self.channels)
            return gettext("No channel verified lately") if was_verified else gettext("No channel verified yet")
        counts = {"verified": self.count, "live": len(self.channels)}
        words = ngettext("%(verified)s of %(live)s verified", "%(verified)s of %(live)s verified", len(self.channels))
        return f"{words % counts} · {format_date(max(self.days), 'DATE_FORMAT')}"

    def on_card(self, facts):
        """The card's facts with the words, and with the colour of what is verified only where all are."""
        state = "verified" if self.count == len(self.channels) else "unverified"
        return replace(facts, state=state, state_label=self.words)
