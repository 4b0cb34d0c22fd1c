"""Wagtail's screens for new pages and synonyms, begun with what `?title_sq=…` and the like say.

What is in the address is only a suggestion in a form: nothing is stored until the editor saves it.
"""

from wagtail.admin.views.pages.create import CreateView
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView

from portal.pages.languages import codes, localized_name
from portal.search.models import LONGEST_SEARCH

TITLES = [localized_name("title", code) for code in codes()]


def suggested(request, names):
    """What the address says of these fields, none longer than a search and its comma."""
    return {name: request.GET[name][: LONGEST_SEARCH + 2] for name in names if name in request.GET}


class WriteView(CreateView):
    """A new page with the suggested titles; its form posts to Wagtail's own screen."""

    def get(self, request):
        for name, text in suggested(request, TITLES).items():
            setattr(self.page, name, text)
        return super().get(request)


class SynonymCreateView(SnippetCreateView):
    def get_initial(self):
        return super().get_initial() | suggested(self.request, ["words", "language"])
