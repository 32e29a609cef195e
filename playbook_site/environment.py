"""The environment, read value by value for `settings`.

A value that is missing or wrong raises ImproperlyConfigured with the variable's name and the way
to mend it; `manage.py` prints that as one line.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

DATABASE_PATIENCE = 5
"""Seconds that a request waits for SQLite's lock, blocking its thread."""

NEEDED_IN_PRODUCTION = {
    "SECRET_KEY": "50 or more random characters, the same on every host",
    "ALLOWED_HOSTS": "the names in the site's addresses, with commas between them",
    "DATABASE_URL": "postgres://user:password@host:5432/name or sqlite:////path/file.sqlite3",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "MAIL_FROM": "AI Playbook <name@host>, the sender of mails",
    "TRUSTED_PROXIES": "how many proxies of yours a request passes, usually 1",
}

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = rf"(?:{LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\])"
"""A name or address of a host, without scheme or port."""


def refuse_half_production() -> None:
    """Raises ImproperlyConfigured with every variable that HTTPS=1 needs and that is not set."""
    missing = [name for name in NEEDED_IN_PRODUCTION if not env.str(name, default="").strip()]
    if missing:
        raise ImproperlyConfigured(
            "HTTPS=1 is production, and needs "
            + "; ".join(f"{name} ({NEEDED_IN_PRODUCTION[name]})" for name in missing)
            + "."
        )
    if len(env.str("SECRET_KEY")) < 50 or len(set(env.str("SECRET_KEY"))) < 10:
        raise ImproperlyConfigured("SECRET_KEY must be 50 or more random characters.")


def allowed_hosts(default: list[str], *, strict: bool) -> list[str]:
    """ALLOWED_HOSTS, the names of the site; `strict` takes whole names only."""
    value = env.str("ALLOWED_HOSTS", default="")
    hosts = [name.strip() for name in value.split(",") if name.strip()]
    if strict and not (hosts and all(re.fullmatch(HOST, name, re.I) for name in hosts)):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS {value} is not understood; write the names in the "
            "site's addresses, with commas between them: playbook.example,www.playbook.example."
        )
    return hosts or default


def site_url(default: str, *, strict: bool) -> str:
    """SITE_URL, with which each address in a mail begins; `strict` takes https only."""
    value = env.str("SITE_URL", default="").strip()
    scheme = "https" if strict else "https?"
    if value and not re.fullmatch(rf"{scheme}://{HOST}(?::\d{{1,5}})?/?", value, re.I):
        raise ImproperlyConfigured(
            f"SITE_URL {value} is not understood; write https://playbook.example."
        )
    return value.rstrip("/") or default


def mail_from() -> str:
    """MAIL_FROM, the sender of mails, with or without a name before the address."""
    value = env.str("MAIL_FROM", default="").strip() or "AI Playbook <noreply@localhost>"
    name, _, host = parseaddr(value)[1].rpartition("@")
    if not name or not re.fullmatch(HOST, host, re.I):
        raise ImproperlyConfigured(
            f"MAIL_FROM {value} is not understood; write AI Playbook <name@host>."
        )
    return value


def data_dir(default: Path) -> Path:
    """The folder for the SQLite file, the secret key and the collected static files."""
    path = Path(env.str("DATA_DIR", default="") or default).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):  # for root, os.access is always true
            pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR {path} cannot be written ({error.strerror}); "
            "set it to a folder you may write."
        ) from error
    return path


def secret_key(folder: Path) -> str:
    """SECRET_KEY from the environment, or one made once and stored next to the database."""
    if value := env.str("SECRET_KEY", default=""):
        return str(value)
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
    own = f"sqlite:///{quote(str(folder / 'playbook.sqlite3'))}"
    url = env.str("DATABASE_URL", default="") or own
    scheme = url.partition("://")[0]
    try:
        if scheme not in ("sqlite", "postgres", "postgresql"):
            raise ValueError(scheme)
        config: dict[str, object] = dict(env.db_url_config(url))
        if config["NAME"] in ("", ":memory:"):  # each process would have a memory of its own
            raise ValueError("no name")
        if scheme == "sqlite" and not Path(str(config["NAME"])).is_absolute():
            raise ValueError("another file for each folder in which a command is given")
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
                "timeout": DATABASE_PATIENCE,
                # What is deleted is overwritten: the codes and earlier counts of a survey.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA secure_delete=ON;",
            },
        }
    # A pool a process, that opens connections as threads ask for them and tests each on its way
    # out: after a restart of PostgreSQL no visitor meets a dead one.
    options = config.get("OPTIONS")
    assert options is None or isinstance(options, dict)
    # It gives up soon on a server that is gone, and the next request makes a new attempt: its own
    # attempts come ever more seldom, and miss that the server is back.
    pool = {
        "min_size": 1,
        "max_size": 20,
        "timeout": 3,
        "reconnect_timeout": 3,
        "max_idle": 120,
    }
    return config | {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": unquote(str(config.get("HOST", ""))),  # %2Frun%2Fpostgresql is a socket's folder
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "pool": pool, **(options or {})},
    }


def caches() -> dict[str, dict[str, Any]]:
    """What workers and hosts share is in the database, or in Redis where CACHE_URL names one."""
    url = env.str("CACHE_URL", default="")
    if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("CACHE_URL is not understood; write redis://host:6379/0.")

    def shared(name: str, most: int, seconds: int) -> dict[str, Any]:
        if url:
            backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
            return backend | {"KEY_PREFIX": name, "TIMEOUT": seconds}
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": f"cache_{name}",
            "TIMEOUT": seconds,
            "OPTIONS": {"MAX_ENTRIES": most},
        }

    return {
        # Above the most, the cache drops counts of allauth's limits that still hold: room for a day
        # in which a hundred networks ask for all the mails that they may.
        "default": shared("shared", most=200_000, seconds=300),
        "pdfs": shared("pdfs", most=300, seconds=3600),
        # Pages and parts of them, under a key that names the version of all they show: each
        # process may keep its own, since what it holds can only be right.
        "pages": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_ENTRIES": 500},
        },
    }


def mail(url: str) -> dict[str, Any]:
    """Django's settings for EMAIL_URL (smtp+tls://user:password@host:587), or for no server."""
    if not url:
        return {"EMAIL_BACKEND": "accounts.email_backend.ConsoleAndFileBackend"}
    try:
        if urlsplit(url).scheme not in ("smtp", "smtp+tls", "smtp+ssl"):
            raise ValueError(url)
        config = env.email_url_config(url)
        if not config["EMAIL_HOST"]:
            raise ValueError("no host")
    except ValueError as error:
        raise ImproperlyConfigured(
            "EMAIL_URL is not understood; write smtp+tls://user:password@host:587 "
            "(or smtp:// or smtp+ssl://)."
        ) from error
    backend = "accounts.email_backend.DeadlineBackend"
    return {**config, "EMAIL_BACKEND": backend, "EMAIL_TIMEOUT": 10}


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


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number within its limits."""
    value = env.str(name, default="") or str(default)
    if not (value.isascii() and value.isdecimal()) or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} {value} is not a number from {least} to {most}.")
    return int(value)


def switch(name: str) -> bool:
    """Whether the value is 1 (also true or yes); off by default."""
    read: Callable[..., bool] = env.bool
    value = env.str(name, default="").strip().lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no", "on", "off"):
        raise ImproperlyConfigured(f"{name} {value} is neither 1 nor 0.")
    return read(name, default=False) if value else False
