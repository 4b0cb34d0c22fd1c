from django.conf import settings
from django.http import HttpResponseNotFound
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.templatetags.static import static
from django.urls import get_resolver
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_path

from portal.pages.speculation import RULES

EDITOR_COOKIE = "kanal_editor"
ADMIN_PATHS = ("/admin/", "/django-admin/")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class PrefixLocaleMiddleware(LocaleMiddleware):
    """Django's LocaleMiddleware, except that an address without a language stays unknown.

    Django would redirect `/de/` to `/sq/de/` because the pages' catch-all accepts every path.
    """

    def process_response(self, request, response):
        if getattr(response, "is_for_all_languages", False):
            return response  # such as the API: the same for everybody, so no cache must keep it once per language
        if settings.DEBUG and self.is_technical(request, response):
            # Django shows developers its URL patterns instead; what readers get is what we want to look at.
            response = get_resolver().resolve_error_handler(404)(request, exception=None)
        if response.status_code == 404 and not get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", get_language())
            return response
        return super().process_response(request, response)

    def is_technical(self, request, response):
        """Whether Django itself says that nothing is here; a view that says it in its own words does it plainly."""
        return isinstance(response, HttpResponseNotFound) and not request.path_info.startswith(ADMIN_PATHS)


class SlashMiddleware(CommonMiddleware):
    """Django's CommonMiddleware, except that it adds no slash to addresses of readers.

    Pages' pattern accepts every path, so Django would send readers on to addresses where nothing stands.
    portal.pages.lost adds the slash where something does, together with all else that it mends.
    """

    def should_redirect_with_slash(self, request):
        return not get_language_from_path(request.path_info) and super().should_redirect_with_slash(request)


class EditorCookieMiddleware:
    """Keep a cookie that says "this browser is signed in to the admin", and nothing else.

    It is set and removed by the admin's answers alone, so that a public page can tell an editor's
    browser from a reader's without opening a session (which would make every page vary by cookie).
    In a browser without it, cookies left over from an old session are not looked at.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        in_admin = request.path_info.startswith(ADMIN_PATHS)
        if not in_admin and request.method in SAFE_METHODS and EDITOR_COOKIE not in request.COOKIES:
            for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
                request.COOKIES.pop(name, None)
        response = self.get_response(request)
        if in_admin and hasattr(request, "user"):
            self.follow_sign_in(request, response)
        return response

    def follow_sign_in(self, request, response):
        signed_in, known = request.user.is_authenticated, EDITOR_COOKIE in request.COOKIES
        if signed_in and not known:
            response.set_cookie(
                EDITOR_COOKIE, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        elif known and not signed_in:
            response.delete_cookie(EDITOR_COOKIE, samesite="Lax")


FOR_EVERYBODY = "public, max-age=0, stale-if-error=86400"


class PublicPagesMiddleware:
    """Says of each page that is the same for all readers how long caches may keep it; an editor's is nobody else's.

    Browsers ask again before each use, so that what is taken down is gone with the next request. A cache that is
    told of changes (FRONT_CACHES) need not ask for SHARED_MAX_AGE seconds. Either may send what it has while this
    server is gone (RFC 5861). From such a page, the next one may be drawn before it is asked for.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in SAFE_METHODS or request.path_info.startswith(ADMIN_PATHS):
            return response
        if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
            editors = EDITOR_COOKIE in request.COOKIES
            response.headers.setdefault("Cache-Control", "private, no-store" if editors else FOR_EVERYBODY)
            if response.headers["Cache-Control"].startswith("public"):
                response.headers["Speculation-Rules"] = f'"{static(RULES)}"'
        return response


def is_editor(request):
    """Whether the request comes from a browser that signed in to the admin; opens a session only then."""
    return EDITOR_COOKIE in request.COOKIES and request.user.is_authenticated
