"""The kinds of contact channel. A new kind is one more line in KINDS, and needs no migration."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from help import addresses

# What every reader is told once on a page, whatever the channel.
SAFETY = _("Nobody has to pay to reach a company. Never send anyone your password or a verification code.")

# What a channel of one kind has to be careful with.
SAME_NAME = _("Compare the name letter by letter: accounts that imitate the company answer public posts.")
SAME_DOMAIN = _("Look at the sender of the answer: after the @ must stand the company’s own domain.")
SAME_ADDRESS = _("Look at the address bar before you type anything: it must show the address given here.")
LEGAL = _("A false statement can have legal consequences. Use it only for what is true and what is yours.")
CALL_COSTS = _("The call may cost money, above all from abroad. The company never asks for a code by phone.")
COPIES = _("Send copies and keep the originals. Ask for a receipt at the post office.")
AUTHORITIES = _("Only for authorities: the company does not answer anyone else here.")


# After how many days without a check a channel counts as out of date, unless editors chose other numbers.
MESSAGE, FORM, OFFICE, POST = 60, 90, 180, 365


@dataclass(frozen=True)
class Kind:
    """`key` is stored for ever; `address` says how the channel's address is checked, shown and opened.

    `group` is what readers filter results by, where they would not tell several kinds apart: a key of GROUPS.
    `fresh_days` is the usual interval between two verifications. `safety` is what readers have to be careful with,
    and `action` what opening a web address of this kind is called.
    """

    key: str
    label: str | Promise
    icon: str
    address: type[addresses.Address]
    fresh_days: int = FORM
    safety: tuple = ()
    action: str | Promise = ""
    group: str = ""


OPEN_FORM = _("Open the form")
WEB_OR_EMAIL = addresses.WebOrEmailAddress

GROUPS = {"form": _("Form"), "message": _("Chat and messages"), "legal": _("Legal contact")}

KINDS = [
    Kind(
        "x_message",
        _("Message on X (Twitter)"),
        "message",
        addresses.XHandle,
        MESSAGE,
        (SAME_NAME,),
        _("Open X"),
        group="message",
    ),
    Kind("web_form", _("Web form"), "form", addresses.WebAddress, FORM, (SAME_ADDRESS,), OPEN_FORM, group="form"),
    Kind("in_app", _("In the app"), "phone-app", addresses.WebAddress, FORM),
    Kind(
        "copyright_form",
        _("Copyright form"),
        "copyright",
        addresses.WebAddress,
        FORM,
        (LEGAL,),
        OPEN_FORM,
        group="form",
    ),
    Kind(
        "trademark_form",
        _("Trademark form"),
        "trademark",
        addresses.WebAddress,
        FORM,
        (LEGAL,),
        OPEN_FORM,
        group="form",
    ),
    Kind("counter_notice", _("Counter-notice"), "reply", addresses.WebAddress, FORM, (LEGAL,), OPEN_FORM, group="form"),
    Kind("email", _("E-mail"), "mail", addresses.EmailAddress, FORM, (SAME_DOMAIN,)),
    Kind("phone", _("Phone"), "phone", addresses.PhoneNumber, FORM, (CALL_COSTS,)),
    Kind("postal", _("Post"), "postal", addresses.PostalAddress, POST, (COPIES,)),
    Kind(
        "chat", _("Chat"), "chat", addresses.WebAddress, MESSAGE, (SAME_ADDRESS,), _("Open the chat"), group="message"
    ),
    Kind(
        "law_enforcement",
        _("Request from authorities"),
        "badge",
        addresses.WebOrEmailAddress,
        OFFICE,
        (AUTHORITIES,),
        group="legal",
    ),
    Kind("dsa", _("DSA contact point"), "scale", WEB_OR_EMAIL, OFFICE, group="legal"),
]
BY_KEY = {kind.key: kind for kind in KINDS}
# What a draft shows before its kind is chosen, and a channel whose kind was taken out of the list.
UNKNOWN = Kind("", _("Contact channel"), "message", addresses.Address)


def grouped():
    """`{key of a group: keys of its kinds}`"""
    return {group: [kind.key for kind in KINDS if kind.group == group] for group in GROUPS}


def kind_choices():
    return [(kind.key, kind.label) for kind in KINDS]
