"""The handbook in the admin: its contents, a task a page, and its pictures. Whoever may enter the admin may read."""

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.handbook.book import handbook, pictures


@require_safe
def contents(request):
    book = handbook()
    trail = [{"url": "", "label": book.title}]
    return render(request, "handbook/contents.html", screen(book.title, trail) | {"book": book})


@require_safe
def task(request, key):
    book = handbook()
    try:
        part, before, shown, after = book.place(key)
    except KeyError:
        raise Http404 from None
    trail = [{"url": reverse("handbook:contents"), "label": book.title}, {"url": "", "label": shown.title}]
    context = {"book": book, "part": part, "before": before, "task": shown, "after": after}
    return render(request, "handbook/task.html", screen(shown.title, trail) | context)


@require_safe
def picture(request, code, name):
    """A picture by its names, looked up among those that exist: nothing that is asked for becomes a path."""
    path = pictures().get((code, name))
    if not path:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})


def screen(title, trail):
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return {"header_title": title, "header_icon": "help", "breadcrumbs_items": [home, *trail]}
