"""What becomes of an address at which nothing stands: one redirect to where it leads now, or word that it is gone.

The 404 handler asks `answer_for` before it says "not found" (docs/decisions/0002 has why this is no middleware).
"""

from dataclasses import dataclass
from itertools import batched
from urllib.parse import unquote, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Site
from wagtail.views import serve

from portal.pages.addresses import (
    address_of,
    folded,
    is_left_alone,
    is_safe,
    key_of,
    language_in,
    page_key,
    split_subject,
    split_tail,
    with_query,
)
from portal.pages.conditional import REVALIDATE
from portal.pages.languages import codes, localized_name, url_in, value_in
from portal.pages.models import BasePage, GoneAddress
from portal.pages.redirects import SUBJECTS, is_shown
from portal.pages.slugs import TOP_VIEWS

KEYS_PER_QUERY = 500
LONGEST_PATH = 1000
MOST_HOPS = 10


# The views that answer whatever the database holds; short links and files of the sitemap lead nowhere by themselves.
ALWAYS_THERE = {"root", "robots", "llms", "sitemap", *TOP_VIEWS, "feed", "feed_rss", "feed_json"}


@dataclass(frozen=True)
class Place:
    """Where an address leads: `kind` is "here" (it is an address of the site itself), "moved" or "gone"."""

    kind: str
    url: str = ""
    page: BasePage | None = None
    is_permanent: bool = True


GONE = Place("gone")


class AddressBook:
    """What stands at addresses of one site, asked of the database for many keys at once.

    `dead` holds addresses that are known to answer 404, whatever pattern matches them.
    """

    def __init__(self, site, dead=()):
        self.site, self.dead = site, set(dead)
        self.root = site.root_page
        self._asked, self._redirects, self._pages, self._gone, self._here = set(), {}, {}, set(), {}

    def look_up(self, keys):
        """Fetch what stands at these keys in a few queries, before they are asked for one by one."""
        new = {key for key in keys if key not in self._asked and len(key) <= LONGEST_PATH}
        self._asked |= new
        for some in batched(new, KEYS_PER_QUERY):
            for_site = Redirect.get_for_site(self.site).filter(old_path__in=some).select_related("redirect_page")
            # A site's own redirect comes after one for all sites, and so replaces it; the newest of two wins.
            for redirect in sorted(for_site, key=lambda one: (one.site_id is not None, one.pk)):
                self._redirects[redirect.old_path] = redirect
            self._gone |= set(GoneAddress.objects.filter(site=self.site, path__in=some).values_list("path", flat=True))
            for code in codes():
                self._look_up_pages(code, [key for key in some if language_in(key) == code])

    def _look_up_pages(self, code, keys):
        column, root_path = localized_name("url_path", code), value_in(self.root, "url_path", code)
        paths = {f"{root_path}{key[len(code) + 2 :]}".rstrip("/") + "/" for key in keys}
        for page in BasePage.objects.filter(**{f"{column}__in": paths}).order_by("live", "is_visible") if keys else []:
            self._pages[page_key(code, root_path, getattr(page, column))] = page

    def redirect_at(self, key):
        self.look_up([key])
        return self._redirects.get(key)

    def page_at(self, key):
        self.look_up([key])
        return self._pages.get(key)

    def is_gone(self, key):
        self.look_up([key])
        return key in self._gone

    def here(self, key):
        """The public page or view that answers at this key itself, as a `Place`, or None."""
        if key not in self._here:
            self._here[key] = self._find_here(key)
        return self._here[key]

    def _find_here(self, key):
        page = self.page_at(key)
        if page and page.is_public and (url := self.url_of(page, language_in(key))):
            place = Place("here", url, page)
        elif subject := self.subject_at(key):
            place = Place("here", url_in(subject, language_in(key)))
        else:
            place = next((Place("here", path) for path in (address_of(key), key) if self.is_view(path)), None)
        return place if place and not self.is_dead(place.url) else None

    def subject_at(self, key):
        """What readers see at this key that stands right below a page and is none (`BasePage.subject_at`), or None."""
        code = language_in(key) or settings.LANGUAGE_CODE
        with override(code):
            base, word, slug = split_subject(key)
            page = self.page_at(base.rstrip("/")) if word else None
            subject = page.specific.subject_at(word, slug) if page and page.is_public else None
        return subject if subject and subject.is_public else None

    def is_dead(self, url):
        return url.partition("?")[0] in self.dead

    def is_view(self, path):
        """Whether a view of our own answers at a path; most do only for what there is."""
        with override(language_in(path) or settings.LANGUAGE_CODE):
            try:
                match = resolve(path)
            except Resolver404:
                return False
            if match.url_name in ALWAYS_THERE:
                return True
            if match.url_name == "wagtaildocs_serve":
                return is_document(*match.args)
            model = SUBJECTS.get(match.url_name)
            if model:
                subject = model.objects.filter(slug=match.kwargs["slug"]).first()
                return bool(subject and is_shown(subject))
        return match.func is not serve and self.has_tail(path, match.url_name)

    def has_tail(self, path, name):
        """Whether a path is that of the feed or Markdown twin of what stands there."""
        base, tail = split_tail(key_of(path))
        place = self.here(base) if tail else None
        return bool(place and (place.page or name != "page-twin"))

    def place_of(self, key, seen=frozenset()):
        """Where a key leads in the end, over any number of redirects, or None: what stands there wins over them."""
        place = None if "?" in key else self.here(key)
        if place or key in seen or len(seen) >= MOST_HOPS:
            return place
        redirect = self.redirect_at(key)
        if redirect and not self.leads_to_itself(redirect, key):
            return self.behind(redirect, key, seen | {key})
        page = self.page_at(key)
        return GONE if (page and page.was_public) or self.is_gone(key) else None

    def leads_to_itself(self, redirect, key):
        page = self.page_at(key)
        return bool(redirect.redirect_page_id and page and page.pk == redirect.redirect_page_id)

    def behind(self, redirect, key, seen):
        if redirect.redirect_page_id:
            place = self.page_place(redirect.redirect_page, language_in(key) or settings.LANGUAGE_CODE)
        else:
            place = self.link_place(redirect.redirect_link, seen)
        if place is None or place.kind == "gone":
            return place
        return Place("moved", place.url, place.page, place.is_permanent and redirect.is_permanent)

    def page_place(self, page, code):
        """Where a page is in one language, if the public may see it; whether they once could, if not."""
        if page.is_public and (url := self.url_of(page, code)):
            return Place("here", url, page)
        return GONE if page.was_public else None

    def url_of(self, page, code):
        """The path of a page in one language; a whole address if it belongs to another site."""
        with override(code):
            return page.get_url(current_site=self.site)

    def link_place(self, link, seen=frozenset()):
        """Where a link leads: a path of this site is followed to its end, what is elsewhere is believed."""
        path = self.own_path(link)
        if path is None:
            return Place("moved", link) if link.startswith(("https://", "http://")) else None
        parts = urlsplit(path)
        if is_left_alone(parts.path):
            return Place("moved", path)
        place = self.place_with_tail(key_of(parts.path), seen)
        if place and place.url and (parts.query or parts.fragment):
            url = urlunsplit(("", "", "", "", parts.fragment))
            return Place(place.kind, with_query(place.url, parts.query) + url, place.page, place.is_permanent)
        return place

    def place_with_tail(self, key, seen=frozenset()):
        """As `place_of`; feeds and the Markdown twin go where their page goes."""
        place = self.place_of(key, seen)
        # A key with a query is that of a stored redirect and of nothing else.
        base, tail = (key, "") if "?" in key else split_tail(key)
        if place or not tail:
            return place or self.place_of_subject(key, seen)
        place = self.place_with_tail(base, seen)
        if place is None or place.kind == "gone":
            return place
        url = place.url + tail if place.url.endswith("/") else place.url
        return None if self.is_dead(url) else Place("moved", url, None, place.is_permanent)

    def place_of_subject(self, key, seen):
        """What stands right below a page goes where its page goes, if it is there."""
        with override(language_in(key) or settings.LANGUAGE_CODE):
            base, word, slug = split_subject(key)
        place = self.place_of(base.rstrip("/"), seen) if word else None
        if place is None or place.kind == "gone":
            return place
        if place.kind == "here" or key in seen:
            return None
        there = self.place_of(key_of(f"{place.url}{word}/{slug}"), seen | {key})
        return there and Place("moved", there.url, None, place.is_permanent) if there and there.url else there

    def own_path(self, link):
        """The path of a link into this site, with its query, or None for one that leads elsewhere."""
        if not is_safe(link) or link.startswith("//"):
            return None
        if link.startswith("/"):
            return link
        try:
            parts = urlsplit(link)
            is_own = parts.scheme in ("http", "https") and self.is_own_host(parts.hostname, parts.port)
        except ValueError:
            return None
        return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment)) if is_own else None

    def is_own_host(self, host, port):
        """The default site answers for every name that the server listens to and no other site has."""
        if host == self.site.hostname:
            return port in (None, self.site.port)
        name = f"[{host}]" if ":" in (host or "") else host or ""
        hosts = [one for one in settings.ALLOWED_HOSTS if one != "*"]
        is_allowed = self.site.is_default_site and validate_host(name, hosts)
        return bool(is_allowed and not Site.objects.filter(hostname=host).exists())


def is_document(number, name):
    document = get_document_model().objects.filter(pk=number).first()
    return bool(document and document.filename == name)


def answer_for(request):
    """The redirect for an address that nothing answers, "gone" when something once stood there, or None."""
    path = request.path_info
    if request.method not in ("GET", "HEAD") or len(path) > LONGEST_PATH or not is_safe(path) or is_left_alone(path):
        return None
    site = Site.find_for_request(request)
    if site is None:
        return None
    book, query = AddressBook(site, dead=[path]), request.META.get("QUERY_STRING", "")
    keys = spellings(path, query)
    book.look_up([*keys, *(split_tail(key)[0] for key in keys)])
    for key in keys:
        place = book.place_with_tail(key)
        if place and place.kind == "gone":
            return "gone"
        if place:
            return redirect_to(request, place, "" if "?" in key else query)
    return None


def spellings(path, query):
    """The keys to look for, in this order: with the query, as it was typed, and as our addresses are spelled."""
    typed = key_of(path.replace("?", "%3F"))
    keys = [key_of(f"{path}?{query}")] if query and len(query) <= LONGEST_PATH else []
    keys.append(typed)
    if language_in(folded(typed)):
        keys.append(folded(typed))
    return list(dict.fromkeys(keys))


def redirect_to(request, place, query):
    """The redirect, asked about again at each use: who renames a page back would else send browsers round in circles.

    None rather than one to the very address that was asked for.
    """
    parts = urlsplit(place.url)
    if parts.netloc.lower() in ("", request.get_host().lower()) and unquote(parts.path) == request.path_info:
        return None
    redirect = HttpResponsePermanentRedirect if place.is_permanent else HttpResponseRedirect
    response = redirect(with_query(place.url, query))
    response.headers["Cache-Control"] = REVALIDATE
    return response
