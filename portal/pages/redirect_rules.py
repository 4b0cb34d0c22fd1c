"""What a redirect may not be: asked by Wagtail's redirects screen and by the import of old addresses alike."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from portal.pages.addresses import (
    LONGEST_KEY,
    first_word,
    folded,
    is_foreign,
    is_left_alone,
    is_safe,
    key_of,
    language_in,
    with_query,
)
from portal.pages.languages import codes
from portal.pages.models import BasePage

LONGEST_LINK = 255
is_web_address = URLValidator(schemes=["https"])


class RefusedError(ValueError):
    """Why a redirect is refused, said in the active language."""


@dataclass(frozen=True)
class Target:
    """Where a redirect leads: to a page of this site, or to `link`, a path of this site or an address elsewhere."""

    link: str = ""
    page: BasePage | None = None


def old_key(book, text):
    """The key of an old address as somebody typed it: a path, or a whole address of this site."""
    path = book.own_path(text.strip())
    if path is None or "#" in path:
        raise RefusedError(_("Write the old address as a path of this site, such as /sq/blog/old-title/."))
    key = key_of(path)
    key = folded(key) if language_in(folded(key)) and "?" not in key else key
    if len(key) > LONGEST_KEY:
        raise RefusedError(_("The old address is longer than %(most)s characters.") % {"most": LONGEST_KEY})
    if is_left_alone(key):
        raise RefusedError(_("“%(path)s” belongs to the site itself and is never redirected.") % {"path": key})
    return key


def refuse_live(book, key):
    """A redirect at an address that answers would never be followed."""
    if book.here(key.partition("?")[0]):
        raise RefusedError(_("“%(path)s” answers already, so it would never be redirected.") % {"path": key})


def link_target(book, text):
    """A link as it is kept: a path of this site, or an address elsewhere."""
    link = text.strip()
    if len(link) > LONGEST_LINK:
        raise RefusedError(_("The new address is longer than %(most)s characters.") % {"most": LONGEST_LINK})
    refuse_credentials(link)
    path = book.own_path(link)
    if path is not None:
        refuse_foreign_language(path)
        refuse_what_is_no_page(path)
        return path
    try:
        is_web_address(link if is_safe(link) else "")
    except ValidationError:
        message = _("Write the new address as a path of this site, or as one elsewhere that begins with https://.")
        raise RefusedError(message) from None
    return link


def target_of(book, key, link, planned=None):
    """The `Target` that an old address gets, straight to where it ends.

    `planned` has redirects that are about to be made beside those in the table, `{key: link}`.
    """
    path = book.own_path(link)
    if path is None:
        return Target(link)
    parts = urlsplit(path)
    wanted = key_of(parts.path)
    if wanted in (key, folded(key)) or folded(wanted) == key:
        raise RefusedError(_("An address cannot lead to itself."))
    place = book.here(wanted) or (book.here(folded(wanted)) if language_in(folded(wanted)) else None)
    if place is None or wanted in (planned or {}):
        raise RefusedError(why_not(book, key, link, planned or {}))
    page = place.page if place.page and not (parts.query or parts.fragment) else None
    if page and language_in(place.url.rstrip("/")) == (language_in(key) or settings.LANGUAGE_CODE):
        return Target(page=page)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return Target(with_query(place.url, parts.query) + fragment)


def why_not(book, key, link, planned):
    """What is wrong with a link into this site at whose address nothing stands, or not for long."""
    final, loops = end_of(book, key, link, planned)
    if loops:
        return _("“%(target)s” leads back to the old address: they would go round in circles.") % {"target": link}
    if final != link:
        words = {"target": link, "final": final}
        return _("“%(target)s” is an old address itself. Write where it leads in the end: %(final)s") % words
    place = book.place_with_tail(key_of(urlsplit(link).path))
    if place and place.kind == "gone":
        return _("What stood at “%(target)s” has been taken down.") % {"target": link}
    return _("Nothing stands at “%(target)s”.") % {"target": link}


def end_of(book, key, link, planned):
    """Follow redirects from `link`: `(the last link, whether that came back to an address it had passed)`."""
    passed = {key}
    while (path := book.own_path(link)) is not None:
        stop = key_of(urlsplit(path).path)
        if stop in passed:
            return link, True
        following = planned.get(stop) or next_link(book, stop)
        if not following:
            break
        passed.add(stop)
        link = following
    return link, False


def next_link(book, key):
    redirect = None if book.here(key) else book.redirect_at(key)
    if redirect is None:
        return ""
    if redirect.redirect_page_id:
        return book.url_of(redirect.redirect_page, language_in(key) or settings.LANGUAGE_CODE) or ""
    return redirect.redirect_link


def refuse_credentials(link):
    try:
        has_some = "@" in urlsplit(link).netloc
    except ValueError:
        return  # Whatever is no address is refused as such.
    if has_some:
        raise RefusedError(_("An address with a user name or password in it is never given out."))


def refuse_what_is_no_page(path):
    """What is sent on itself, is a file, or is made for programs: none of it is where an old address leads."""
    key = key_of(urlsplit(path).path)
    if key == "/" or is_left_alone(key) or f"{key}/".startswith("/documents/"):
        message = _("“%(target)s” is no page that readers see. Write the address of a page, a list or the search.")
        raise RefusedError(message % {"target": path})


def refuse_foreign_language(path):
    if is_foreign(path):
        words = {"prefix": first_word(path), "known": ", ".join(f"/{code}/" for code in codes())}
        raise RefusedError(_("This site has no language “/%(prefix)s/”; its addresses begin with %(known)s.") % words)
