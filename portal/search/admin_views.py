"""Wagtail's screens for new pages, synonyms and promotions, begun with what `?title_sq=…` and the like say.

What is in the address is only a suggestion in a form: nothing is stored until the editor saves it.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.create import CreateView
from wagtail.contrib.search_promotions import forms
from wagtail.contrib.search_promotions import views as promotions
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView

from portal.pages.languages import codes, localized_name
from portal.search.models import LONGEST_SEARCH

TITLES = [localized_name("title", code) for code in codes()]


def suggested(request, names):
    """What the address says of these fields, none longer than a search and its comma."""
    return {name: request.GET[name][: LONGEST_SEARCH + 2] for name in names if name in request.GET}


class WriteView(CreateView):
    """A new page with the suggested titles; its form posts to Wagtail's own screen."""

    http_method_names = ["get", "head"]

    def get(self, request):
        for name, text in suggested(request, TITLES).items():
            setattr(self.page, name, text)
        return super().get(request)


class SynonymCreateView(SnippetCreateView):
    def get_initial(self):
        return super().get_initial() | suggested(self.request, ["words", "language"])


class PromotionForm(forms.QueryForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["query_string"].help_text = _(
            "Exactly these words, in any language; capital letters, ë and ç make no difference."
        )


class PromotionCreateView(promotions.CreateView):
    form_class = PromotionForm

    def get_initial(self):
        return super().get_initial() | suggested(self.request, ["query_string"])


class PromotionEditView(promotions.EditView):
    form_class = PromotionForm


class PromotionIndexView(promotions.IndexView):
    """Without the column of Wagtail's own count, which nothing fills here: the report on searches counts."""

    columns = [column for column in promotions.IndexView.columns if column.name != "views"]
