from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.models import Author
from portal.pages.conditional import read_only_file
from portal.pages.pagination import one_page
from portal.pages.twins import twin


@require_safe
def authors(request):
    found = Author.objects.in_list()
    words = {"title": _("Authors"), "description": _("Who writes here, and what each has written.")}
    return render(request, "blog/authors.html", words | {"authors": found, "items": found})


@require_safe
def author(request, slug):
    author = get_object_or_404(Author.objects.select_related("picture"), slug=slug)
    posts = author.listed_pages.for_cards()
    context = {"author": author, "subject": author, "page_obj": one_page(request, posts)}
    return render(request, "blog/author.html", context)


@read_only_file
def author_twin(request, slug):
    """The author as Markdown."""
    author = get_object_or_404(Author, slug=slug)
    posts = author.listed_pages.for_cards()
    context = {"author": author, "page_obj": one_page(request, posts)}
    return twin(request, author, "blog/author.md", lambda: context)
