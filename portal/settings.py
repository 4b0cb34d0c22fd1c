"""Every setting of Kanal. What differs between machines comes from the environment (README.md has the table)."""

from pathlib import Path
from zoneinfo import available_timezones

import environ
from django.utils.csp import CSP

from portal.front_caches import front_caches

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# Safety ----------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="insecure-development-key" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")

# A start that must not happen ends in one line that names the setting, not in a traceback.
if not DEBUG:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or "insecure" in SECRET_KEY:
        raise SystemExit("SECRET_KEY must be set to at least 50 random characters in production.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise SystemExit("ALLOWED_HOSTS must list the site's own host names, without a wildcard.")
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# The hosts that an embed may show after the reader's click; blog.embeds names the same providers.
EMBED_HOSTS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "frame-src": [CSP.SELF, *EMBED_HOSTS],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's date inputs, inline panels and choosers carry inline scripts; portal.urls gives this to its URLs alone.
ADMIN_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
}
# Wagtail shows previews in a frame of its own site; frame-ancestors above says the same to newer browsers.
CSRF_FAILURE_VIEW = "portal.pages.views.forbidden"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Apps ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.pages",
    "portal.search",
    "portal.sharing",
    "portal.cart",
    "portal.visits",
    "portal.feedback",
    "portal.queue",
    "portal.api",
    "portal.translating",
    "portal.watch",
    "portal.importing",
    "portal.handbook",
    "portal.store",
    "portal.demo",
    "blog",
    "help",
    "modeltranslation",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.pages.middleware.EditorCookieMiddleware",
    "portal.pages.middleware.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.pages.middleware.PrefixLocaleMiddleware",
    "portal.pages.middleware.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data ------------------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE avoids "database is locked" when a read turns into a write; FULL keeps what was acknowledged
    # when the power fails (https://www.sqlite.org/pragma.html#pragma_synchronous).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append("django.contrib.postgres")  # Wagtail's search index has a GIN index there.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    # Pictures as pages show them are kept here, so that a listing of covers asks the database nothing.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}

# People ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "pages.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
SESSION_COOKIE_SAMESITE = "Lax"

# Languages -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "sq"
LANGUAGES = [("sq", "Shqip"), ("en", "English")]
# Wagtail has no Albanian; its words are a catalogue of their own beside ours, which is asked first.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "portal/pages/wagtail_words"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Europe/Tirane"
USE_I18N = True
USE_TZ = True

MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
# A text that is missing in the reader's language is shown in the first one that has it (pages.languages).
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MODELTRANSLATION_CUSTOM_FIELDS = ("StreamField", "RichTextField")

# Files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.pages.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Where bundles are made before they are served or collected (docs/front-end.md).
BUNDLES_ROOT = BASE_DIR / "bundles"
MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STATICFILES_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Mail ------------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="") or ("consolemail://" if DEBUG else "smtp://localhost:25")
_mail = env.email_url_config(EMAIL_URL)
MAILERS = {"default": {"BACKEND": _mail["EMAIL_BACKEND"]}}
if _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    MAILERS["default"]["OPTIONS"] = {
        "host": _mail["EMAIL_HOST"],
        "port": _mail["EMAIL_PORT"] or 25,
        "username": _mail["EMAIL_HOST_USER"] or "",
        "password": _mail["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": _mail.get("EMAIL_USE_TLS", False),
        "use_ssl": _mail.get("EMAIL_USE_SSL", False),
        # Who orders waits for the shop's mail: a server that hangs is tried again by send_order_mails.
        "timeout": 10,
    }
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="kanal@localhost")

# Wagtail ---------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Kanal"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_PAGE_MODEL = "pages.BasePage"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# What the calendar beside a field cannot read it takes for nothing; portal/formats reads the same and more.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
# Debian's "localtime" is no zone that a browser knows; the account page would stop at it.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})
# Wagtail's own know one language; portal.pages.redirects keeps them for each.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "pages.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.pages.image_forms.PortalImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# Readers ---------------------------------------------------------------------------------------------------

# Seconds after which what was counted in memory is written; None writes nothing (docs/readers.md).
COUNTS_WRITTEN_EVERY = 10
# Who has answered today already is told by the address that the front server writes last into this header.
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="" if DEBUG else "X-Forwarded-For")

# Cart (docs/cart.md) ---------------------------------------------------------------------------------------

# The prefix binds a cookie to this very host and to HTTPS (RFC 6265bis, 4.1.3.2); browsers refuse it without HTTPS.
CART_COOKIE = "cart" if DEBUG else "__Host-cart"

# Watched addresses (docs/address-watch.md) -----------------------------------------------------------------

# Seconds between two requests to one host.
WATCH_HOST_DELAY = 1
# When none of these answers, it is this machine that has no network. Both are there for exactly this question.
WATCH_CONTROLS = ["https://connectivitycheck.gstatic.com/generate_204", "https://detectportal.firefox.com/success.txt"]
# For tests alone, which ask servers of their own on this machine: other ports, and networks that are not public.
WATCH_PORTS = [80, 443]
WATCH_NETWORKS = []

# Page store (docs/page-store.md) ---------------------------------------------------------------------------

# Its folder; empty switches it off. While templates are being edited nobody wants to see what they made before.
PAGE_STORE = env.str("PAGE_STORE", default="" if DEBUG else str(BASE_DIR / "pagestore"))
PAGE_STORE_MEGABYTES = env.int("PAGE_STORE_MEGABYTES", default=1024)
PAGE_STORE_MEMORY_MEGABYTES = env.int("PAGE_STORE_MEMORY_MEGABYTES", default=64)
# What stands before this machine and is told what is stale: varnish://127.0.0.1:6081, cloudflare://<token>@<zone>,
# cloudfront://<distribution>; several with commas between them. Only then do such caches keep pages unasked.
FRONT_CACHES = env.list("FRONT_CACHES", default=[])
WAGTAILFRONTENDCACHE = front_caches(FRONT_CACHES)
SHARED_MAX_AGE = 3600 if FRONT_CACHES else 0  # seconds

# Read API --------------------------------------------------------------------------------------------------

# The terms of the texts and facts that the API hands out, as the address of a licence (docs/api.md says why this
# one); empty where no licence is granted. LICENSE in this tree is about the code alone.
CONTENT_LICENCE = env.str("CONTENT_LICENCE", default="https://creativecommons.org/licenses/by/4.0/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": []},  # its own handler would print every line twice
        "django.server": {"level": "WARNING"},
        "django.tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
