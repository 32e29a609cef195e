"""The environment for processes that a test starts."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PRODUCTION = {
    "HTTPS": "1",
    "SECRET_KEY": "a-key-of-the-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "playbook.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "MAIL_FROM": "AI Playbook <playbook@playbook.example>",
    "TRUSTED_PROXIES": "1",
}


def plain_environment() -> dict[str, str]:
    """This process's, without what names a database or production."""
    unwanted = {"DATABASE_URL", "CACHE_URL", "METRICS_TOKEN", *PRODUCTION}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def environment_of_the_test_database() -> dict[str, str]:
    """A process with this uses the same database, key and folder as the test."""
    return plain_environment() | {
        "DATABASE_URL": url_of(str(connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "playbook_site.settings",
        "SECRET_KEY": settings.SECRET_KEY,
    }


def url_of(name: str) -> str:
    """DATABASE_URL for this name (or file) on the server that the tests run on."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    config = connection.settings_dict
    host, port = quote(str(config["HOST"]), safe=""), config["PORT"] or 5432
    password = f":{quote(str(config['PASSWORD']), safe='')}" if config["PASSWORD"] else ""
    return f"postgres://{config['USER']}{password}@{host}:{port}/{name}"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs manage.py in a plain environment with these values.

    Django's checks of the whole site, half of a start, are left to what tests them.
    """
    unchecked = ["--skip-checks"] if arguments[0] == "migrate" else []
    return subprocess.run(
        [sys.executable, "manage.py", *arguments, *unchecked],
        cwd=settings.BASE_DIR,
        env=plain_environment() | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
