"""The kinds of contact channel. A new kind is one more line in KINDS, and needs no migration."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from help import addresses


@dataclass(frozen=True)
class Kind:
    """`key` is stored for ever; `address` says how the channel's address is checked, shown and opened."""

    key: str
    label: str | Promise
    icon: str
    address: type[addresses.Address]


KINDS = [
    Kind("x_message", _("Message on X (Twitter)"), "message", addresses.XHandle),
    Kind("web_form", _("Web form"), "form", addresses.WebAddress),
    Kind("in_app", _("In the app"), "phone-app", addresses.WebAddress),
    Kind("copyright_form", _("Copyright form"), "copyright", addresses.WebAddress),
    Kind("trademark_form", _("Trademark form"), "trademark", addresses.WebAddress),
    Kind("counter_notice", _("Counter-notice"), "reply", addresses.WebAddress),
    Kind("email", _("E-mail"), "mail", addresses.EmailAddress),
    Kind("phone", _("Phone"), "phone", addresses.PhoneNumber),
    Kind("postal", _("Post"), "postal", addresses.PostalAddress),
    Kind("chat", _("Chat"), "chat", addresses.WebAddress),
    Kind("law_enforcement", _("Request from authorities"), "badge", addresses.WebOrEmailAddress),
    Kind("dsa", _("DSA contact point"), "scale", addresses.WebOrEmailAddress),
]
BY_KEY = {kind.key: kind for kind in KINDS}
# What a draft shows before its kind is chosen, and a channel whose kind was taken out of the list.
UNKNOWN = Kind("", _("Contact channel"), "message", addresses.Address)


def kind_choices():
    return [(kind.key, kind.label) for kind in KINDS]
