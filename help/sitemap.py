"""Addresses of guides that are no pages, for the sitemap."""

from django.db.models import OuterRef, Subquery

from help.models import HowToPage, Problem
from portal.pages.languages import codes
from portal.pages.models import ContentVersion
from portal.pages.models.base import changed_name
from portal.pages.sitemap import ModelSection


class ProblemSection(ModelSection):
    """The problems of public guides; each changes with its guide."""

    def queryset(self, pages):
        versions = ContentVersion.objects.filter(page=OuterRef("guide"))
        changed = {
            changed_name(code): Subquery(versions.filter(language=code).values("changed_at")) for code in codes()
        }
        problems = Problem.objects.filter(guide__in=pages.values("pk")).offered(HowToPage.objects.in_use())
        return problems.select_related("guide").annotate(**changed)
