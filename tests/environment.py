"""Processes that a test starts, and their environment."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
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


# Most of what a start of the site takes is imports. One process imports these libraries, and those
# of our modules that know no settings; the processes that tests start are forked from it, and read
# settings, models and templates themselves.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["cryptography.x509", "csp", "django.contrib.sessions.backends.db", "django.core.management",
     "django.db.models", "django.db.backends.sqlite3.base", "django.forms", "django.test",
     "environ", "fido2.server", "fontTools.subset", "icalendar", "markdown_it", "pikepdf",
     "prometheus_client", "psycopg_pool", "pydantic", "pytest", "rapidfuzz.process", "requests",
     "segno", "snowballstemmer", "tests.environment", "weasyprint", "whitenoise.storage",
     "xlsxwriter", "yaml",
     "assessment.survey.domain.outcome", "content.loading.yaml_files", "content.search.index",
     "roadmap.exchange.imports.incoming_plan", "roadmap.exchange.xlsx.workbook_reader",
     "roadmap.pdf.report"]
)  # fmt: skip


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs manage.py in a plain environment with these values."""
    return run_python("manage.py", *arguments, **environment)


def run_python(
    program: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs a file of the project, or a module by its name, as `manage` does."""
    with TemporaryDirectory() as folder:
        variables = plain_environment() | environment
        process = PROCESSES.Process(target=_run, args=(folder, variables, program, *arguments))
        process.start()
        process.join(timeout=120)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired([program, *arguments], 120)
        output = [Path(folder, name).read_text() for name in ("stdout", "stderr")]
    return subprocess.CompletedProcess([program, *arguments], process.exitcode, *output)


def _run(folder: str, environment: dict[str, str], program: str, *arguments: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(Path(__file__).parents[1])
    for number, name in ((1, "stdout"), (2, "stderr")):
        with Path(folder, name).open("wb") as file:
            os.dup2(file.fileno(), number)
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
