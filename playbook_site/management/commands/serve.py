"""`manage.py serve`: makes database, catalogue and static files ready, and becomes the server."""

from __future__ import annotations

import gc
import ipaddress
import socket
import sys
from errno import EADDRNOTAVAIL
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from gunicorn.app.base import Application

from playbook_site.operations import metrics
from playbook_site.operations.database_errors import meet_database, no_answer
from playbook_site.operations.process_lock import Work, one_at_a_time

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler


class Server(Application):
    """gunicorn in this process, whose workers share all that it has imported (docs/adr/0026)."""

    def load_config(self) -> None:
        self.load_config_from_module_name_or_filename("python:playbook_site.gunicorn_conf")

    def load(self) -> WSGIHandler:
        """In a worker."""
        from playbook_site.wsgi import application

        return application

    def run(self) -> None:
        """Become the master: its workers share its memory, and none of its connections."""
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]
        gc.collect()
        gc.freeze()
        super().run()


class Command(BaseCommand):
    help = "Serves the site on HOST and PORT (default 127.0.0.1 and 8000)."
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.SERVE_HOST, settings.SERVE_PORT
        refuse_taken_port(host, port)
        try:
            meet_database()
            with one_at_a_time(Work.START):
                self.make_ready()
        except DatabaseError as error:
            raise CommandError(no_answer(error)) from error
        except OSError as error:
            raise CommandError(f"DATA_DIR cannot be used ({error}).") from error
        metrics.begin()
        shown = f"[{host}]" if ":" in host else host
        if risk := risk_of_host():
            self.stdout.write(risk)
        self.stdout.write(f"AI Playbook: http://{shown}:{port}/  (Ctrl-C stops it)")
        self.stdout.flush()
        Server(prog="manage.py serve").run()

    def make_ready(self) -> None:
        """Database, catalogue and files of this release; nothing is done twice.

        The shipped edition of the playbook goes into an empty catalogue only: what is loaded is the
        editors' own.
        """
        files = get_context("fork").Process(target=collect_static_files)  # on another core
        files.start()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_playbook", if_empty=True, stdout=self.stdout, verbosity=0)
        files.join()
        if files.exitcode:
            sys.exit(files.exitcode)


def risk_of_host() -> str:
    """One line on what HOST exposes where no proxy stands before the site; '' where nothing."""
    host = settings.SERVE_HOST
    if settings.TRUSTED_PROXIES or not is_open_to_others(host):
        return ""
    return (
        f"HOST {host} without a proxy: passwords and plans pass unencrypted, and whoever reaches "
        "this port can keep the site busy. See docs/operations.md."
    )


def is_open_to_others(host: str) -> bool:
    """Whether machines other than this one may reach the site at HOST."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError when HOST and PORT cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            is_elsewhere = isinstance(error, socket.gaierror) or error.errno == EADDRNOTAVAIL
            advice = ("set PORT to another number", "set HOST to an address of this machine")
            raise CommandError(
                f"PORT {port} on {host} cannot be used ({error.strerror}); {advice[is_elsewhere]}."
            ) from error


def collect_static_files() -> None:
    """Collects and compresses, unless this release's files already stand there.

    Ends the process with one line where they cannot be written.
    """
    mark = Path(settings.STATIC_ROOT) / "release"
    try:
        if not mark.exists() or mark.read_text() != settings.RELEASE:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            mark.write_text(settings.RELEASE)
    except OSError as error:
        sys.exit(f"DATA_DIR: the static files cannot be written ({error}).")
