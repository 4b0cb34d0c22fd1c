"""How an address of each sort is checked, stored, shown and opened. Nothing here knows pages or kinds."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from portal.pages.addresses import host_of

HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,15})")
X_HOSTS = {"x.com", "www.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"}
# Signs that change the order in which a text is read, or are not seen at all.
UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
# Some mail programs and systems cut a link off, or refuse it, not far above this.
LONGEST_LINK = 1900
check_url = URLValidator(schemes=["https", "http"])


class Address:
    """One channel's address. `clean` normalises a typed value or raises ValidationError with a clear message."""

    action = _("Open")
    type = "text"  # how the API calls this sort of address

    def __init__(self, value):
        self.value = value

    @classmethod
    def clean(cls, value):
        return value.strip()

    @property
    def text(self):
        return self.value

    @property
    def copy(self):
        """What the copy button puts on the clipboard."""
        return self.text

    @property
    def href(self):
        return ""

    @property
    def structured_data(self):
        """What schema.org's ContactPoint says of it."""
        return {"url": self.href} if self.href else {"description": self.text}

    @property
    def host(self):
        """The real host that a link leads to, without `www.`; empty when it does not lead to a web page."""
        return host_of(self.href) if self.href.startswith("http") else ""

    def link(self, subject="", message=""):
        """What the button beside the address opens, with a prepared message where a link can carry one."""
        return self.href


class WebAddress(Address):
    type = "web"

    @classmethod
    def clean(cls, value):
        value = value.strip()
        try:
            check_url(value)
        except ValidationError:
            raise ValidationError(_("Enter a complete web address that begins with https://.")) from None
        if "@" in urlsplit(value).netloc or "\\" in value:
            # https://tiktok.com@evil.example/ leads to evil.example, and a backslash to whichever the program thinks.
            raise ValidationError(_("A web address must not have a name, a password or a backslash before its host."))
        if any(unicodedata.category(sign) in UNSEEN for sign in value):
            raise ValidationError(_("The web address contains signs that cannot be seen. Type it again."))
        return value

    @property
    def text(self):
        parts = urlsplit(self.value)
        port = f":{parts.netloc.rpartition(':')[2]}" if re.search(r":\d+$", parts.netloc) else ""
        return (host_of(self.value) + port + parts.path).rstrip("/")

    @property
    def copy(self):
        """Whole, so that it becomes a link where it is pasted."""
        return self.value

    @property
    def href(self):
        return self.value


class XHandle(Address):
    """An account on X, stored as `@name`; the address of its page is accepted too."""

    type = "x"

    @classmethod
    def clean(cls, value):
        value = value.strip()
        parts = urlsplit(value)
        if parts.netloc.lower() in X_HOSTS:
            value = parts.path.strip("/")
        match = HANDLE.fullmatch(value)
        if not match:
            raise ValidationError(_("Enter a name on X: up to 15 letters, digits or _, such as @name."))
        return f"@{match[1]}"

    @property
    def href(self):
        return f"https://x.com/{self.value.removeprefix('@')}"


class EmailAddress(Address):
    action = _("Write an e-mail")
    type = "email"

    @classmethod
    def clean(cls, value):
        value = value.strip().removeprefix("mailto:")
        try:
            validate_email(value)
        except ValidationError:
            raise ValidationError(_("Enter a valid e-mail address, such as name@example.com.")) from None
        return value

    @property
    def href(self):
        return f"mailto:{quote(self.value, safe='@+')}"

    def link(self, subject="", message=""):
        """With subject and body as RFC 6068 wants them: percent-encoded UTF-8, and lines that end in CRLF.

        A message that would make the link too long is left out: readers can copy it.
        """
        body = "\r\n".join(message.splitlines())
        for fields in [{"subject": subject, "body": body}, {"subject": subject}]:
            query = "&".join(f"{name}={quote(text, safe='')}" for name, text in fields.items() if text)
            link = f"{self.href}?{query}" if query else self.href
            if len(link) <= LONGEST_LINK:
                return link
        return self.href

    @property
    def structured_data(self):
        return {"email": self.value}


class PhoneNumber(Address):
    """A number with its country code, stored as E.164 (`+18002752273`)."""

    action = _("Call")
    type = "phone"

    @classmethod
    def clean(cls, value):
        try:
            number = phonenumbers.parse(value.removeprefix("tel:"), None)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Enter a valid phone number with its country code, such as +355 4 123 4567."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    @property
    def text(self):
        try:
            number = phonenumbers.parse(self.value, None)
        except phonenumbers.NumberParseException:
            return self.value
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    @property
    def href(self):
        return f"tel:{self.value}"

    @property
    def structured_data(self):
        return {"telephone": self.value}


class PostalAddress(Address):
    """A street address, which is only shown and copied."""

    type = "postal"

    @property
    def structured_data(self):
        """A PostalAddress is a ContactPoint to schema.org. Its parts are not known apart, so it stays in one line."""
        return {"@type": "PostalAddress", "streetAddress": self.value}


class WebOrEmailAddress(Address):
    """A form or a mailbox, whichever the authority's page names."""

    @classmethod
    def clean(cls, value):
        return cls._sort(value).clean(value)

    @staticmethod
    def _sort(value):
        return EmailAddress if "@" in value and "://" not in value else WebAddress

    @property
    def text(self):
        return self._sort(self.value)(self.value).text

    @property
    def copy(self):
        return self.value

    @property
    def href(self):
        return self._sort(self.value)(self.value).href

    def link(self, subject="", message=""):
        return self._sort(self.value)(self.value).link(subject, message)

    @property
    def action(self):
        return self._sort(self.value).action

    @property
    def structured_data(self):
        return self._sort(self.value)(self.value).structured_data

    @property
    def type(self):
        return self._sort(self.value).type
