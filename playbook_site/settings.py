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


def mail(url: str) -> dict[str, object]:
    """Django's settings for EMAIL_URL (smtp+tls://user:password@host:587), else for no server."""
    if not url:
        return {"EMAIL_BACKEND": "accounts.mail.ConsoleAndFileBackend"}
    if url.partition("://")[0] not in ("smtp", "smtp+tls", "smtp+ssl"):
        raise ImproperlyConfigured(
            "EMAIL_URL is not understood; write smtp+tls://user:password@host:587 "
            "(or smtp:// or smtp+ssl://)."
        )
    return {**env.email_url_config(url), "EMAIL_TIMEOUT": 20}


def identity_provider() -> dict[str, object]:
    """The OpenID Connect provider that OIDC_ISSUER names; {} when there is none."""
    issuer = env.str("OIDC_ISSUER", default="")
    if not issuer:
        return {}
    client = env.str("OIDC_CLIENT_ID", default="")
    if not client or not issuer.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise ImproperlyConfigured(
            "OIDC_ISSUER is the https address of an identity provider, and OIDC_CLIENT_ID the name "
            "by which it knows this site; set both, or neither."
        )
    app = {
        "provider_id": "overheid",
        "name": env.str("OIDC_NAME", default="uw overheidsaccount"),
        "client_id": client,
        "secret": env.str("OIDC_CLIENT_SECRET", default=""),
        "settings": {
            "server_url": issuer.rstrip("/"),
            "token_auth_method": "client_secret_basic",
            "oauth_pkce_enabled": True,
            # Only an address that the provider itself calls verified; see accounts/adapters.py.
            "email_authentication": True,
        },
    }
    return {"openid_connect": {"APPS": [app]}}


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
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
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
    "accounts.middleware.AccountPagesMiddleware",
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
    # What is the same for everyone, rendered once per playbook version and process; the counters
    # of rate limits, which allauth keeps in this cache, go to the one that all processes share.
    "default": {
        "BACKEND": "playbook_site.caches.SplitCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
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

# Accounts: by e-mail, with a password, a code sent to the address, a passkey, or all of these.
SITE_URL = env.str("SITE_URL", default=f"http://{SERVE_HOST}:{SERVE_PORT}").rstrip("/")
SIGNED_IN_DAYS = 14
CONFIRMED_MINUTES = 10
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_FILE: Path | None = None if EMAIL_URL else DATA_DIR / "mails.txt"
vars().update(mail(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="AI Playbook <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "accounts.passwords.OwnDetailsValidator",
        "OPTIONS": {"user_attributes": ("first_name", "email")},
    },
]
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "accounts.names.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.names.SignupNameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "confirm_password_reset_code": "accounts.forms.ResetCodeForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.EmailCodeForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "accounts.adapters.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "accounts.forms.RecoveryCodeForm",
    "reauthenticate": "accounts.forms.RecoveryCodeAgainForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = identity_provider()
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {
    "signup": "accounts.forms.ProviderSignupForm",
    "disconnect": "accounts.forms.DisconnectForm",
}
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
