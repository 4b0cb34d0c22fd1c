from django.utils.translation import gettext_lazy as _

# Names of drawings in static/icons/sprite.svg that an editor may choose for a topic.
TOPIC_ICONS = [
    ("tag", _("Tag")),
    ("users", _("People")),
    ("shield-check", _("Shield")),
    ("smartphone", _("Phone")),
    ("shopping", _("Shopping bag")),
    ("key", _("Key")),
    ("play", _("Play")),
    ("bank", _("Bank")),
    ("lock", _("Padlock")),
    ("camera", _("Camera")),
    ("wifi", _("Wi-Fi")),
    ("gamepad", _("Game pad")),
    ("bell", _("Bell")),
    ("heart", _("Heart")),
]
