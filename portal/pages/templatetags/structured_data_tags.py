from django import template

from portal.pages.structured_data import Shown, graph, page_nodes, script
from portal.pages.templatetags.pages_tags import (
    description_of,
    page_query,
    seen_languages,
    site_root_url,
    site_settings,
    subject_of,
    trail,
)

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_data(context, guides=()):
    """The page as JSON-LD in one `<script>`; nothing on errors, previews and what search engines should not keep.

    `guides` are listed before what the page's own list shows.
    """
    shown = shown_by(context, guides)
    if shown is None:
        return ""
    instance = subject_of(context)
    return script(graph(shown, page_nodes(shown) if instance is None else instance.structured_data(shown)))


def shown_by(context, guides=()):
    """What the page shows, or None where it has no public address."""
    request = context.get("request")
    if request is None or context.get("is_error") or context.get("robots") or getattr(request, "is_preview", False):
        return None
    languages, root_url = seen_languages(context), site_root_url(request)
    if not languages.canonical:
        return None
    instance, page_obj = subject_of(context), context.get("page_obj")
    items = page_obj.object_list if instance is not None and page_obj else context.get("items", [])
    return Shown(
        languages,
        root_url,
        site_settings(request),
        title=getattr(instance, "title", "") or str(context.get("title") or instance),
        description=getattr(instance, "search_description", "") or description_of(instance),
        query=page_query(context),
        crumbs=trail(context),
        items=[*guides, *items],
        first=page_obj.start_index() if page_obj else 1,
        context=context,
    )
