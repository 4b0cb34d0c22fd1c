import re

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.pages.addresses import with_query
from portal.pages.conditional import read_only_file, with_etag
from portal.pages.languages import codes
from portal.pages.views import gone
from portal.sharing import oembed as embedding
from portal.sharing.cards import WIDTH, card_of, file_name
from portal.sharing.files import kept
from portal.sharing.keys import find, key_of
from portal.sharing.models import ShortLink

FOREVER = "public, max-age=31536000, immutable"
PIXELS = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


@require_safe
def short_link(request, key):
    """`/s/<key>` → the page, in the reader's language if it speaks it, with the query string.

    Kept by no cache, because another reader's answer may differ, and by no search engine.
    """
    link = ShortLink.objects.typed(key)
    address = link.target(get_language_from_request(request)) if link else ""
    if address:
        response = HttpResponseRedirect(with_query(address, request.META.get("QUERY_STRING", "")))
    elif link and link.is_gone:
        response = gone(request)
    else:
        raise Http404
    patch_vary_headers(response, ("Accept-Language",))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@read_only_file
def share_card(request, key, code, digest, size=""):
    """`/cards/<key>/<language>-<digest>.png`: a share card, drawn now if the page shows it and it is not there yet.

    An older one that is no longer stored leads to the present one, so what was shared keeps its picture. Pages that
    the public may not see have none, whoever knows the address.
    """
    width, shown = int(size.lstrip("-") or WIDTH), find(key) if code in codes() else None
    if shown is None:
        link = ShortLink.objects.typed(key)
        if link and code in codes() and link.is_gone:
            return gone(request)
        raise Http404
    data = kept(file_name(key, code, digest, width)) if key == key_of(shown) else None
    if data is None:
        card = card_of(shown, code)
        if (card.key, card.code, card.digest) != (key, code, digest):
            return redirect_to_card(card, width)
        data = card.make(width)
    response = HttpResponse(data, content_type="image/png", headers={"Cache-Control": FOREVER})
    response.is_for_all_languages = True
    return response


def redirect_to_card(card, width):
    response = HttpResponseRedirect(card.path(width), headers={"Cache-Control": "no-store"})
    response.is_for_all_languages = True
    return response


@read_only_file
def oembed(request):
    """`/oembed?url=<address of this site>&maxwidth=&maxheight=&format=json` (docs/sharing.md).

    400 for a URL or a size that is none, 404 for what is not public here, 410 for what was, 501 for XML.
    """
    asked, site = request.GET, Site.find_for_request(request)
    if asked.get("format", "json") != "json":
        return in_json(request, {"message": "Only format=json is offered."}, 501)
    url, sizes = asked.get("url", ""), [asked.get(name, "") for name in ("maxwidth", "maxheight")]
    if not url or len(url) > embedding.LONGEST_URL:
        return in_json(request, {"message": f"url must have 1 to {embedding.LONGEST_URL} characters."}, 400)
    if not all(PIXELS.fullmatch(size) for size in sizes if size):
        return in_json(request, {"message": "maxwidth and maxheight are numbers of pixels."}, 400)
    try:
        target = embedding.find(site, url) if site else None
    except embedding.GoneError:
        return in_json(request, {"message": "This page has been taken down."}, 410)
    if target is None:
        return in_json(request, {"message": "There is no public page of this site at this URL."}, 404)
    limits = [int(size) if size else embedding.NO_LIMIT for size in sizes]
    return in_json(request, embedding.answer(target, site, *limits))


def in_json(request, answer, status=200):
    """For every site to ask, in any browser: nothing in it depends on who asks."""
    response = JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.is_for_all_languages = True
    return with_etag(request, response)
