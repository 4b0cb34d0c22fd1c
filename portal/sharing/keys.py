"""The names under which things are shared, in `/s/<key>` and in `/cards/<key>/…`.

A page has the key of its short link, `k7m2xq`; what readers find right below a page and is none (a problem of a guide)
has that of the page and a number of its own, `k7m2xq-17`. Cards alone have a topic, company, author or product,
`company-4`, and the page of all of them, `company`; no page's key is such a word, because keys have no i, o and u.
"""

from portal.pages.models import SubjectList
from portal.pages.redirects import SUBJECTS, is_shown
from portal.sharing.models import ShortLink


def link_of(shown):
    """The short link of a page, or of the page that this stands below; None for what was never stored."""
    return getattr(page_of(shown), "short_link", None)


def page_of(shown):
    return getattr(shown, "parent_page", shown)


def key_of(shown):
    """`"k7m2xq"`, `"k7m2xq-17"`, `"company-4"`, `"company"`, or "" for what has none."""
    is_list = isinstance(shown, SubjectList)
    model = shown.model if is_list else type(shown)
    if model in SUBJECTS.values():
        return model._meta.model_name + ("" if is_list else f"-{shown.pk}")
    link = link_of(shown)
    if link is None:
        return ""
    return link.key if page_of(shown) is shown else f"{link.key}-{shown.pk}"


def short_url(shown):
    """The whole address of its short link, or "" as in a preview of what was never stored."""
    link = link_of(shown)
    return link.url_for(key_of(shown)) if link else ""


def find(key):
    """What the public sees under a key, whole, or None. A number that names nothing below the page means the page."""
    kind, _dash, number = key.partition("-")
    if kind in SUBJECTS:
        return find_subject(SUBJECTS[kind], number)
    link = ShortLink.objects.typed(key)
    return link.shown if link and link.page and link.page.is_public else None


def find_subject(model, number):
    """The page of all of them where there is no number."""
    found = model.objects.filter(pk=number).first() if number else SubjectList(model)
    return found if found and is_shown(found) else None
