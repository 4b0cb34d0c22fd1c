"""What addresses leave behind when pages, topics, companies, authors and products move or go (docs/decisions/0002).

One row of Wagtail's `Redirect` for each old address, in each language and on each site, leads to the page itself or to
a subject's present address; one `GoneAddress` stands for what was deleted. portal.pages.lost answers from them.
"""

import logging
from dataclasses import dataclass
from itertools import batched

from django.db.models import Exists, Q
from django.db.models.signals import post_save, pre_delete, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from portal.pages.addresses import LONGEST_KEY, address_of, key_of, page_key
from portal.pages.languages import codes, localized_name, url_in, value_in
from portal.pages.models.versions import GoneAddress
from portal.pages.signals import subject_moved

ROWS_PER_QUERY = 500
# A subject's columns on which its address, or what answers there, depends.
ADDRESS_FIELDS = ("slug", "is_live")
UPSERTED = ["redirect_page", "redirect_link", "redirect_page_route_path", "is_permanent", "automatically_created"]

logger = logging.getLogger(__name__)
# `{"topic": Topic}`: what has an address of its own beside the pages, by the name of its view (see `follow_subjects`).
SUBJECTS = {}


@dataclass(frozen=True)
class Move:
    """An address that was left, `old`, for `new` ("" when it lies on another site now); both are keys."""

    site_id: int
    old: str
    new: str
    page_id: int | None = None


# Pages


def follow_page(page, old=None):
    """A page was stored. `old` is what was stored before, or None when nobody can have known its address."""
    pages = type(page).base_page_model.objects.filter(path__startswith=page.path)
    moves = list(moves_of(old, page, pages)) if old and url_paths(old) != url_paths(page) else []
    if moves:
        release_pages(pages.published())
        leave(moves)
    elif page.is_public:
        release_pages(pages.filter(pk=page.pk))


def moves_of(old, page, pages):
    """Each address that the page and those below it have lost. Those who never were live had none."""
    rows = list(address_rows(pages.once_live()))
    for site in all_sites():
        for code in codes():
            root_path, column = value_in(site.root_page, "url_path", code), localized_name("url_path", code)
            before, after = value_in(old, "url_path", code) or "", value_in(page, "url_path", code)
            if before in (after, root_path) or not before.startswith(root_path):
                continue
            for row in rows:
                was, now = before + row[column][len(after) :], row[column]
                new = page_key(code, root_path, now) if now.startswith(root_path) else ""
                yield Move(site.pk, page_key(code, root_path, was), new, row["pk"])


def release_pages(pages):
    """These pages are public: what led elsewhere from their addresses gives way, and does not come back."""
    taken = {}
    for site_id, key in keys_of(address_rows(pages)):
        taken.setdefault(site_id, []).append(key)
    for site_id, keys in taken.items():
        release(site_id, keys)


def bury_pages(doomed):
    """Pages are about to be deleted with all below them: their addresses and all that led there are gone now.

    Whatever readers never saw leaves nothing behind, nor does what is private.
    """
    pages = doomed.model.base_page_model.objects.all()
    for top in topmost(list(doomed.order_by("path").values_list("path", flat=True))):
        below = pages.filter(path__startswith=top)
        rows = list(known_to_readers(below, pages.filter(path=top[: -pages.model.steplen]).first()))
        known = {row["pk"] for row in rows}
        led_there = Redirect.objects.filter(redirect_page__in=below)
        bury(keys_of(rows))
        bury(
            address for redirect in led_there if redirect.redirect_page_id in known for address in answers_at(redirect)
        )


def answers_at(redirect):
    """`(site_id, key)` of each site that a redirect belongs to."""
    sites = [redirect.site_id] if redirect.site_id else [site.pk for site in all_sites()]
    return [(site_id, redirect.old_path) for site_id in sites]


def known_to_readers(below, parent):
    """The rows of `below` that have been public, with all pages above them; `parent` stands above them all."""
    private = set(PageViewRestriction.objects.filter(page__in=below).values_list("page__path", flat=True))
    known = {parent.path} if parent and (parent.depth == 1 or parent.was_public) else set()
    for row in address_rows(below.once_live()):
        if row["path"] not in private and row["path"][: -below.model.steplen] in known:
            known.add(row["path"])
            yield row


def address_rows(pages):
    columns = [localized_name("url_path", code) for code in codes()]
    return pages.order_by("path").values("pk", "path", *columns)


def keys_of(rows):
    """`(site_id, key)` of every address that these rows of pages have, on each site and in each language."""
    rows = list(rows)
    for site in all_sites() if rows else []:
        for code in codes():
            root_path, column = value_in(site.root_page, "url_path", code), localized_name("url_path", code)
            for row in rows:
                if (row[column] or "").startswith(root_path):
                    yield site.pk, page_key(code, root_path, row[column])


def url_paths(page):
    return [value_in(page, "url_path", code) for code in codes()]


def topmost(paths):
    """Of sorted tree paths, those that do not lie below another one."""
    top = None
    for path in paths:
        if top is None or not path.startswith(top):
            top = path
            yield top


def follow_subjects_of(page, before, after):
    """What has addresses right below a page (`BasePage.subject_at`) was stored with it.

    `before` and `after` are `{key: {code: "problem/slug"}}`. Whoever moved leaves a redirect, whoever went is gone.
    """
    for site in all_sites():
        keys = dict(keys_on(site, page))
        old, new = ({pk: tails_below(keys, tails) for pk, tails in rows.items()} for rows in (before, after))
        release(site.pk, [key for tails in new.values() for key in tails.values()])
        both = [(old[pk][code], new[pk][code]) for pk in old.keys() & new.keys() for code in old[pk]]
        taken = {key for tails in new.values() for key in tails.values()}
        leave([Move(site.pk, was, now) for was, now in both if was != now and was not in taken])
        gone = {key for pk in old.keys() - new.keys() for key in old[pk].values()}
        bury((site.pk, key) for key in gone - taken)


def keys_on(site, page):
    """`(code, key)` of a page in each language, on one site."""
    for code in codes():
        root_path, url_path = value_in(site.root_page, "url_path", code), value_in(page, "url_path", code)
        if url_path.startswith(root_path):
            yield code, page_key(code, root_path, url_path)


def tails_below(keys, tails):
    return {code: f"{key}/{tails[code]}" for code, key in keys.items()}


# Topics, companies, authors, products


def follow_subjects(model):
    """From now on, rows of this model leave redirects when their slug changes, and "gone" when they are deleted.

    The model's view bears its name and takes its slug: `reverse("topic", args=[topic.slug])`. A row whose `is_public`
    is false is gone too, if readers ever saw it; what they never saw leaves nothing.
    """
    SUBJECTS[model._meta.model_name] = model
    pre_save.connect(remember_addresses, sender=model, dispatch_uid=f"remember_{model._meta.label}")
    post_save.connect(follow_subject, sender=model, dispatch_uid=f"follow_{model._meta.label}")
    pre_delete.connect(bury_subject, sender=model, dispatch_uid=f"bury_{model._meta.label}")


def remember_addresses(sender, instance, raw=False, **_kwargs):
    stored = None if raw else sender._default_manager.filter(pk=instance.pk).first()
    instance._addresses_before = known_keys(stored) if stored else {}


def follow_subject(sender, instance, raw=False, update_fields=None, **_kwargs):
    if raw or (update_fields is not None and not any(name.startswith(ADDRESS_FIELDS) for name in update_fields)):
        return
    before, after, shown = instance._addresses_before, subject_keys(instance), is_shown(instance)
    moved = [code for code in before if before[code] != after[code]]
    for site in all_sites():
        if shown or moved:
            release(site.pk, list(after.values()))
        leave([Move(site.pk, before[code], after[code]) for code in moved])
        if before and not shown:
            bury((site.pk, key) for key in after.values())
    for code in moved:
        subject_moved.send(sender=sender, old=address_of(before[code]), new=address_of(after[code]))


def bury_subject(instance, **_kwargs):
    keys = known_keys(instance).values()
    bury((site.pk, key) for site in all_sites() for key in keys)


def subject_keys(subject):
    return {code: key_of(url_in(subject, code)) for code in codes()}


def known_keys(subject):
    """The addresses of a subject, if readers can see it, or once could: then they are buried."""
    keys = subject_keys(subject)
    is_known = is_shown(subject) or GoneAddress.objects.filter(path__in=keys.values()).exists()
    return keys if is_known else {}


def is_shown(subject):
    return getattr(subject, "is_public", True)


# Rows


def leave(moves):
    """Write a permanent redirect for each move, in place of what was kept for its address; shorten older chains."""
    for site_id in {move.site_id for move in moves}:
        here = [move for move in moves if move.site_id == site_id]
        for some in batched((move for move in here if fits(move)), ROWS_PER_QUERY):
            Redirect.objects.bulk_create(
                [redirect_for(move) for move in some],
                update_conflicts=True,
                unique_fields=["old_path", "site"],
                update_fields=UPSERTED,
            )
        retarget(site_id, {address_of(move.old): address_of(move.new) for move in here if move.new})


def fits(move):
    if len(move.old) > LONGEST_KEY:
        logger.warning("No redirect is kept for an address of more than %s characters: %s", LONGEST_KEY, move.old)
    return len(move.old) <= LONGEST_KEY


def redirect_for(move):
    return Redirect(
        site_id=move.site_id,
        old_path=move.old,
        redirect_page_id=move.page_id,
        redirect_link="" if move.page_id else address_of(move.new),
        is_permanent=True,
        automatically_created=True,
    )


def retarget(site_id, links):
    """Redirects to an address that leads elsewhere now are led there themselves; `links` is `{old link: new link}`."""
    for some in batched(links, ROWS_PER_QUERY):
        rows = list(of_site(site_id).filter(redirect_page=None, redirect_link__in=some))
        for row in rows:
            row.redirect_link = links[row.redirect_link]
        Redirect.objects.bulk_update(rows, ["redirect_link"])


def release(site_id, keys):
    """Something public stands at these addresses: no redirect and no "gone" is kept for them."""
    for some in batched(keys, ROWS_PER_QUERY):
        of_site(site_id).filter(old_path__in=some).delete()
        GoneAddress.objects.filter(site=site_id, path__in=some).delete()


def bury(addresses):
    """Addresses, `(site_id, key)`, answer 410 from now on."""
    for some in batched(addresses, ROWS_PER_QUERY):
        rows = [GoneAddress(site_id=site_id, path=key) for site_id, key in some]
        GoneAddress.objects.bulk_create(rows, ignore_conflicts=True)


def of_site(site_id):
    """The redirects that are this site's own. One for all sites is, when there is no other site."""
    others = Site.objects.exclude(pk=site_id)
    return Redirect.objects.filter(Q(site=site_id) | Q(~Exists(others), site=None))


def all_sites():
    """Every site, with no more of its root page than the addresses that its pages begin with."""
    columns = [localized_name("url_path", code) for code in codes()]
    root_pages = Site.objects.select_related("root_page")
    return list(root_pages.only("root_page", *(f"root_page__{column}" for column in columns)))
