"""Lists of the admin are searched as readers type: without ë and ç, in any mixture of small and capital letters."""

import re
import unicodedata

from django.db.models import Q

# What a letter without its mark stands for too: Albanian's ç and ë, and what names of Europe have.
MARKED = {marks[0]: f"[{marks}]" for marks in "aáàâäãå cçčć eëéèê iíìîï nñ oóòôöõø sšś uúùûü yý zžź".split()}


def letters(query):
    """A regular expression that finds the query with or without its marks: `"celes"` → `"[cç][eë]l[eë]s"`."""
    apart = unicodedata.normalize("NFD", query.lower())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return "".join(MARKED.get(letter) or re.escape(letter) for letter in plain)


class FoldedSearch:
    """For a list that asks the database itself: a row is found by a part of any of its `search_fields`."""

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        found = Q()
        for name in self.search_fields:
            found |= Q(**{f"{name}__iregex": letters(self.search_query.replace("\0", ""))})
        return queryset.filter(found)
