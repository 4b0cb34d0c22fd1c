"""Who makes pages of an article: `help` and `blog` register one importer each when Django starts."""

from django.utils.translation import gettext as _

from portal.importing.reading import RefusedError

IMPORTERS = {}


class Importer:
    """Makes the draft of one kind of page.

    `kind` is what a front matter's `type` calls it, `label` what an editor reads. `takes(article)` says whether it is
    the one for an article whose kind nobody named: whoever registered last is asked first.
    """

    kind = label = preview_template = ""
    model = parent_model = None

    def takes(self, article):
        return True

    def parts(self, page):
        """The pages below `page` that belong to its draft, in their order."""
        return []

    def fill(self, page, parts, article, report):
        """Write the article into `page`, which is new or a draft, and return its parts: `parts` reused, or new ones.

        Nothing is stored here.
        """
        raise NotImplementedError


def register(importer):
    IMPORTERS[importer.kind] = importer


def kind_choices():
    return [(importer.kind, importer.label) for importer in IMPORTERS.values()]


def importer_for(article, kind=""):
    kind = kind or article.fact("type")
    if kind and kind not in IMPORTERS:
        known = ", ".join(IMPORTERS)
        raise RefusedError(_("“%(kind)s” is no type of page: %(known)s.") % {"kind": kind, "known": known})
    return IMPORTERS[kind] if kind else next(one for one in reversed(IMPORTERS.values()) if one.takes(article))


def parents_for(importer, user=None):
    """The pages below which the user may add what the importer makes; all of them for no user."""
    pages = importer.parent_model.objects.order_by("path")
    return [page for page in pages if user is None or page.permissions_for_user(user).can_add_subpage()]


def all_parents(user):
    return [page for importer in IMPORTERS.values() for page in parents_for(importer, user)]
