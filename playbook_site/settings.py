"""Settings: one file; what comes from the environment is read here, by way of `environment`.

HTTPS=1 is production: then nothing that matters is left to a default.
"""

from __future__ import annotations

import socket
from pathlib import Path

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from playbook_site import environment
from playbook_site.environment import env, number, switch
from playbook_site.operations.logs import logging_for
from playbook_site.release import release_of

BASE_DIR = Path(__file__).resolve().parent.parent

HTTPS = switch("HTTPS")
if HTTPS:
    environment.refuse_half_production()
DATA_DIR = environment.data_dir(BASE_DIR / "var")
SECRET_KEY = environment.secret_key(DATA_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False

# The server behind `manage.py serve`. Half of a worker's threads may wait for a PDF: with one
# thread each, or with all of them waiting, eight people who print stop the site for all others.
SERVE_HOST = env.str("HOST", default="127.0.0.1")
SERVE_PORT = number("PORT", 8000, 1, 65535)
SERVE_WORKERS = number("WORKERS", 2, 1, 64)
SERVE_THREADS = number("THREADS", 8, 1, 64)
SERVE_TIMEOUT = number("TIMEOUT", 60, 5, 600)
SERVE_GRACE = number("GRACE", 30, 1, 600)

# How many proxies of ours a request passes: so many of the last addresses in X-Forwarded-For
# are theirs to say, and the rest is anybody's (`client_address`).
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0, 0, 9)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
CATALOGUE_LICENCE = env.str("CATALOGUE_LICENCE", default="")  # the owner's to say
CONTACT_URL = env.str("CONTACT_URL", default="")
ALLOWED_HOSTS = environment.allowed_hosts(
    ["localhost", "127.0.0.1", "[::1]", SERVE_HOST, socket.gethostname()], strict=HTTPS
)

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # `accounts.admin` says which pages it has
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
    "content.editions",
    "content.editing",
    "assessment",
    "roadmap",
]

# Middleware that adds headers comes first, so that files and errors have them too.
MIDDLEWARE = [
    "playbook_site.middleware.accepted_encodings.AcceptedEncodingsMiddleware",
    "playbook_site.middleware.client_address.ClientAddressMiddleware",
    "playbook_site.middleware.request_log.RequestLogMiddleware",
    "playbook_site.middleware.responses.SiteMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "playbook_site.middleware.responses.RefusalMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "playbook_site.middleware.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "playbook_site.middleware.origin.SameOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.security.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.security.middleware.AccountPagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "playbook_site.middleware.rate_limits.LimitsMiddleware",
    "playbook_site.middleware.preview.PreviewMiddleware",
    "playbook_site.middleware.responses.NotAllowedMiddleware",
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

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = environment.caches()

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
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The fonts of the PDF are read from the disk, and asked for by no browser.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "ttf")
RELEASE = release_of(BASE_DIR)

# The largest body that any page takes: a PDF of 16 MiB that is read in, and what surrounds it.
MOST_BODY = 17 * 1024 * 1024

# A plan without an account lives as long as the session of the browser that made it.
KEPT_DAYS = 90
SESSION_ENGINE = "accounts.security.session_store"
SESSION_COOKIE_AGE = KEPT_DAYS * 24 * 60 * 60
SESSION_COOKIE_NAME = "__Host-sessie" if HTTPS else "sessie"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
TYPIST_COOKIE_NAME = "__Host-wie" if HTTPS else "wie"
NEW_BROWSER_COOKIE_NAME = "__Host-nieuw" if HTTPS else "nieuw"
CSRF_FAILURE_VIEW = "playbook_site.views.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "roadmap:my-plans"

# Accounts: by e-mail, with a password, a code sent to the address, a passkey, or all of these.
own_address = f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://{SERVE_HOST}:{SERVE_PORT}"
SITE_URL = environment.site_url(own_address, strict=HTTPS)
SIGNED_IN_DAYS = 14
CONFIRMED_MINUTES = 10
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_FILE: Path | None = None if EMAIL_URL else DATA_DIR / "mails.txt"
vars().update(environment.mail(EMAIL_URL))
EMAIL_DEADLINE = 15  # seconds with the mail server in all; EMAIL_TIMEOUT is for each answer
DEFAULT_FROM_EMAIL = environment.mail_from()
SERVER_EMAIL = DEFAULT_FROM_EMAIL
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.security.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "accounts.security.passwords.OwnDetailsValidator",
        "OPTIONS": {"user_attributes": ("first_name", "email")},
    },
]
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # `client_address` has put the real one in REMOTE_ADDR
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "accounts.names.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.names.SignupNameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# All of a municipality can sit behind one network address, and begin in one meeting. What concerns
# one person or e-mail address has limits of its own: see roadmap/access/rate_limits.py.
ACCOUNT_RATE_LIMITS = {
    "signup": "100/m/ip",
    "login": "100/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "request_login_code": "100/m/ip",
    "reset_password": "100/m/ip",
    "reset_password_from_key": "100/m/ip",
    "confirm_email": "",
    "guesses_of_strangers": "100/h/key",
    "mails": "3/m/key",
    "mails_a_day": "10/d/key",
    "mails_for_strangers": "20/d/key",
    "mails_from_network": "1000/d/key",
    "invitations": "60/h/key",
    "invitations_of_new_person": "10/h/key",
    "invitations_to_address": "5/d/key",
    "calendar_feed": "120/h/key",
}
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
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.RecoveryCodeForm",
    "reauthenticate": "accounts.forms.RecoveryCodeAgainForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = environment.identity_provider()
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {
    "signup": "accounts.forms.ProviderSignupForm",
    "disconnect": "accounts.forms.DisconnectForm",
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # asked on the host itself
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading a domain is its owner's decision
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the icon stands in the page
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LOGGING = logging_for(as_json=HTTPS)
