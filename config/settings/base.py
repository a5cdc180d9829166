"""Production. ``dev.py`` and ``test.py`` only subtract from it.

Every value comes from the environment or from ``.env`` (see ``.env.example``).
A secret has no default: when one is missing the boot stops and names it.
"""

from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONE, SELF
from whitenoise.compress import Compressor  # type: ignore[import-untyped]

from config import localdb

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# --- Where the site stands -------------------------------------------------

PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "127.0.0.1", "localhost"]
)
# What follows the scheme: a trial on plain http must work, a public site must
# not answer without TLS.
IS_TLS = SITE_URL.startswith("https://")

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# --- Secrets ---------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY")
# Former keys, so that links in mails outlive a change of the key.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Keys that wrap the data keys of personal data, newest first: "<id>:<base64>".
FIELD_KEYS = env.list("FIELD_KEYS")
# Key of the blind index over e-mail addresses (base64, 32 bytes).
INDEX_KEY = env.str("INDEX_KEY")

# --- Applications ----------------------------------------------------------

FIRST_PARTY_APPS = ["coalition", "events", "statements"]
INSTALLED_APPS = [
    *FIRST_PARTY_APPS,
    "config.apps.ProjectConfig",
    "config.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "config.middleware.PageMemoryMiddleware",
    # What every answer carries, also one that those below refuse or serve.
    "config.middleware.IsolationMiddleware",
    "config.middleware.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PackedOnceMiddleware",
    "config.middleware.PathLanguageMiddleware",
    "config.middleware.DesignedErrorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.NoVisitorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coalition.pages.page_context",
            ]
        },
    }
]

# --- Database and jobs -----------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=localdb.default_url())}
# Beside what DATABASE_URL says after its "?".
DATABASES["default"]["OPTIONS"] = {
    "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=16)},
    # PostgreSQL plans a statement it meets often once instead of every time. A
    # connection pooler must know of prepared statements (PgBouncer does since 1.21).
    "server_side_binding": True,
    "prepare_threshold": 3,
    **DATABASES["default"].get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "coalition.User"

PROCRASTINATE_IMPORT_PATHS = [
    "coalition.periodic",
    "events.periodic",
    "statements.periodic",
]
PROCRASTINATE_WORKER_DEFAULTS = {
    "delete_jobs": "successful",
    "concurrency": 4,
    # New jobs do not announce themselves: docs/decisions/0008-plain-queue.md.
    "listen_notify": False,
    "fetch_job_polling_interval": 1.0,
}

# --- Languages -------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

# --- Static files ----------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What no web server may hand out: it has no address.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("PRIVATE_FILES", default=str(BASE_DIR / "var/private")),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# What is uploaded waits in memory (the largest is 10 MB): a temporary file would lie
# on the disk in the clear.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
# A file is only served under its hashed name; source maps need no compression.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Our files are for our pages; WhiteNoise thinks of fonts on another domain.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# --- Mail ------------------------------------------------------------------

# Without EMAIL_URL no mail leaves this machine; `make serve` says so.
OUTBOX = f"filemail:///{quote(str(BASE_DIR / 'var' / 'outbox'))}"
vars().update(env.email_url("EMAIL_URL", default=OUTBOX))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="연대 <yeondae@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
# Where misuse of a name or harassment is reported; shown on /report/.
REPORT_ADDRESS = env.str("REPORT_ADDRESS", default="")

# --- Security headers ------------------------------------------------------

SECURE_SSL_REDIRECT = IS_TLS
# The TLS-terminating proxy says which scheme the visitor used.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
)
SECURE_HSTS_SECONDS = 63_072_000 if IS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_TLS
SECURE_HSTS_PRELOAD = IS_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_TLS
SESSION_COOKIE_NAME = "__Host-session" if IS_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_TLS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
    },
]
LOGIN_URL = "admin:login"
# Notices are for staff, who have a session; nobody else gets a cookie for them.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Speed -----------------------------------------------------------------

# How long what is the same for everybody is kept in memory. A change made on this
# host is seen at once (coalition/memory.py); one made elsewhere after this.
MEMORY_SECONDS = 1
MEMORY_STAMP = BASE_DIR / "var" / "memory-stamp"

# --- Logs: ids only, never personal data or a token in a path ----------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.DiscreetFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}
