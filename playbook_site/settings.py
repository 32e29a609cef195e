"""Settings: one file, the environment read here and nowhere else.

A value that is missing or wrong raises ImproperlyConfigured with the variable's name and the way
to mend it; `manage.py` prints that as one line.
"""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from playbook_site.release import release_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def data_dir() -> Path:
    """The folder for the SQLite file, the secret key and the collected static files."""
    path = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):  # for root, permissions alone say yes to everything
            pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR {path} cannot be written ({error.strerror}); "
            "set it to a folder you may write."
        ) from error
    return path


def secret_key(folder: Path) -> str:
    """SECRET_KEY from the environment, else one made once and kept beside the database."""
    if given := env.str("SECRET_KEY", default=""):
        return str(given)
    path = folder / "secret-key"
    try:
        if not path.exists():
            own = folder / f"secret-key.{os.getpid()}"
            own.touch(mode=0o600)
            own.write_text(secrets.token_urlsafe(50))
            with suppress(FileExistsError):  # another process was first: its key is the key
                path.hardlink_to(own)
            own.unlink()
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read ({error}); set SECRET_KEY.") from error
    if not key:
        raise ImproperlyConfigured(f"{path} is empty; remove it, and a new key is made.")
    return key


def database(folder: Path) -> dict[str, object]:
    """DATABASE_URL (sqlite:////path or postgres://…), else `playbook.sqlite3` in DATA_DIR."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{folder / 'playbook.sqlite3'}"
    scheme = url.partition("://")[0]
    try:
        if scheme not in ("sqlite", "postgres", "postgresql"):
            raise ValueError(scheme)
        config: dict[str, object] = dict(env.db_url_config(url))
        if config["NAME"] in ("", ":memory:"):  # each process would have a memory of its own
            raise ValueError("no name")
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood; write sqlite:////path/file.sqlite3 "
            "or postgres://user:password@host:5432/name."
        ) from error
    if scheme == "sqlite":
        return config | {
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    options = config.get("OPTIONS")
    assert options is None or isinstance(options, dict)
    return config | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": unquote(str(config.get("HOST", ""))),  # %2Frun%2Fpostgresql is a socket's folder
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **(options or {})},
    }


def port() -> int:
    """The port to serve on."""
    given = env.str("PORT", default="8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ImproperlyConfigured(f"PORT {given} is not a number from 1 to 65535.")
    return int(given)


def switch(name: str) -> bool:
    """A variable that is on or off; not set is off."""
    given = env.str(name, default="").lower()
    if given in ("", "0", "false", "no", "off"):
        return False
    if given in ("1", "true", "yes", "on"):
        return True
    raise ImproperlyConfigured(f"{name} {given} is neither 1 nor 0.")


DATA_DIR = data_dir()
SECRET_KEY = secret_key(DATA_DIR)
DEBUG = False
HTTPS = switch("HTTPS")
SERVE_HOST = env.str("HOST", default="127.0.0.1")
SERVE_PORT = port()
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", SERVE_HOST, socket.gethostname()]
)
if HTTPS:
    CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('*')}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "playbook_site",
    "content",
    "assessment",
    "roadmap",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "playbook_site.middleware.SiteMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "playbook_site.urls"
WSGI_APPLICATION = "playbook_site.wsgi.application"

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
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("playbook",)
CRISPY_TEMPLATE_PACK = "playbook"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # What is the same for everyone, rendered once per playbook version and process.
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

LANGUAGE_CODE = "nl-be"
USE_I18N = True
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "playbook_site.staticfiles.HashedStaticFilesStorage"},
}
RELEASE = release_of(BASE_DIR)

# A plan without an account lives as long as the session of the browser that made it.
KEPT_DAYS = 90
SESSION_COOKIE_AGE = KEPT_DAYS * 24 * 60 * 60
SESSION_COOKIE_NAME = "__Host-sessie" if HTTPS else "sessie"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "playbook_site.views.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "roadmap:my-plans"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading a domain is its owner's decision
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A mistyped address is no news; nor is every CSS rule that only screens use.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
