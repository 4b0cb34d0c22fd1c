from urllib.parse import urlencode

from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

from portal.api.answers import BeyondTheEnd
from portal.api.shapes import root_url_of

DEFAULT_LIMIT = 20
MAX_LIMIT = 50
PARAMETERS = {"limit", "offset", "page"}


class Window:
    """The part of a list that `?limit=` and `?offset=` or `?page=` ask for."""

    def __init__(self, request, total):
        self.request, self.total = request, total
        self.limit = whole_number(request, "limit", DEFAULT_LIMIT)
        if self.limit < 1 or self.limit > MAX_LIMIT:
            raise BadRequestError(f"limit must be from 1 to {MAX_LIMIT}.")
        self.offset = self.first_entry()
        if self.offset and self.offset >= total:
            raise BeyondTheEnd(
                f"Beyond the end: there are {total} entries, and these were asked for from number {self.offset + 1} on."
            )

    def first_entry(self):
        if "page" not in self.request.GET:
            return whole_number(self.request, "offset", 0)
        if "offset" in self.request.GET:
            raise BadRequestError("page and offset cannot be combined.")
        number = whole_number(self.request, "page", 1)
        if number < 1:
            raise BadRequestError("page must be 1 or more.")
        return (number - 1) * self.limit

    def of(self, items):
        return items[self.offset : self.offset + self.limit]

    def meta(self):
        """`{total_count, next, previous}`, the latter two as addresses or None."""
        following, before = self.offset + self.limit, self.offset - self.limit
        return {
            "total_count": self.total,
            "next": self.address(following) if following < self.total else None,
            "previous": self.address(max(0, before)) if self.offset else None,
        }

    def address(self, offset):
        kept = [(name, value) for name, value in self.request.GET.items() if name not in PARAMETERS]
        query = urlencode([*kept, ("limit", self.limit), ("offset", offset)])
        return f"{root_url_of(self.request)}{self.request.path}?{query}"


def whole_number(request, name, default):
    text = request.GET.get(name, "")
    if name not in request.GET:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise BadRequestError(f"{name} must be a whole number, 0 or more.")
    return min(int(text[:30]), 10**18)


class Pagination(BasePagination):
    """The same for Wagtail's views."""

    def paginate_queryset(self, queryset, request, view=None):
        self.window = Window(request, queryset.count())
        return view.with_relations(list(self.window.of(queryset)))

    def get_paginated_response(self, data):
        return Response({"meta": self.window.meta(), "items": data})
