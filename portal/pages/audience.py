"""Who is counted when the site learns how it is used: people, and of these only readers."""

from crawleruseragents import is_crawler

from portal.pages.middleware import EDITOR_COOKIE

LONGEST_AGENT = 300  # characters; patterns are searched in no more of it
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")


def is_reader(request):
    """Whether a person seems to read: no signed-in editor, no crawler, nothing that is fetched ahead of use."""
    if EDITOR_COOKIE in request.COOKIES or any(name in request.headers for name in PREFETCH_HEADERS):
        return False
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    return bool(agent) and not is_crawler(agent, case_sensitive=False)
