"""The filters of the list of pages, beside Wagtail's own for the tree."""

from django.db.models import Q
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.utils import BadRequestError

from portal.pages.languages import codes, localized_name
from portal.pages.models import Company, Topic

ORDERS = ["id", "title", "date", "first_published_at"]


class SubjectFilter(BaseFilterBackend):
    """`?company=tiktok` and `?topic=siguri`, by the slug in any language."""

    def filter_queryset(self, request, queryset, view):
        if "company" in request.GET:
            queryset = queryset.filter(company=one(Company, request, "company", ["slug"]))
        if "topic" in request.GET:
            slugs = [localized_name("slug", code) for code in codes()]
            queryset = queryset.filter(topics=one(Topic, request, "topic", slugs))
        return queryset


class LanguageFilter(BaseFilterBackend):
    """`?language=en`: pages that can be read in this language."""

    def filter_queryset(self, request, queryset, view):
        language = request.GET.get("language")
        if language is None:
            return queryset
        if language not in codes():
            raise BadRequestError(f"language must be one of: {', '.join(codes())}.")
        return queryset.speaking(language)


class OrderFilter(BaseFilterBackend):
    """`?order=-date,title`; the id decides between equals, so that no page of the list repeats another."""

    def filter_queryset(self, request, queryset, view):
        wanted = [name for name in request.GET.get("order", "").split(",") if name]
        for name in wanted:
            if name.removeprefix("-") not in view.orders:
                raise BadRequestError(f"order must be one of: {', '.join(view.orders)}; with - before it, descending.")
        return queryset.order_by(*wanted, "id")


def one(model, request, name, fields):
    wanted = Q()
    for field in fields:
        wanted |= Q(**{field: request.GET[name]})
    found = model.objects.filter(wanted).first()
    if found is None:
        raise BadRequestError(f"There is no {name} of this slug.")
    return found
