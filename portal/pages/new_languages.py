"""What a language needs that was added to `LANGUAGES` while the site was already full (docs/languages.md)."""

from django.db import models

from portal.pages.languages import codes, localized_name
from portal.pages.models import BasePage, Topic


def fill_new_languages():
    """Give every page and topic its slug and address in each language that it has none in yet.

    Saving does it; ancestors come first, because an address begins with theirs.
    """
    for page in BasePage.objects.filter(lacks_slug()).order_by("depth", "path"):
        page.specific.save(clean=False)
    for topic in Topic.objects.filter(lacks_slug()):
        topic.save()


def lacks_slug():
    names = [localized_name("slug", code) for code in codes()]
    empty = models.Q()
    for name in names:
        empty |= models.Q(**{f"{name}__isnull": True}) | models.Q(**{name: ""})
    return empty
