"""gunicorn's settings, for `manage.py serve`; `settings` says what each is for."""

import os
import signal
import subprocess
import sys

from django.conf import settings
from gunicorn.arbiter import Arbiter

host = f"[{settings.SERVE_HOST}]" if ":" in settings.SERVE_HOST else settings.SERVE_HOST
bind = f"{host}:{settings.SERVE_PORT}"
workers = settings.SERVE_WORKERS
threads = settings.SERVE_THREADS
worker_class = "playbook_site.buffered_worker.BufferedWorker"
worker_connections = 400  # each a file descriptor, and one more for a large body: 1,024 is usual
timeout = settings.SERVE_TIMEOUT
graceful_timeout = settings.SERVE_GRACE
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
loglevel = "warning"
logconfig_dict = settings.LOGGING | {
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {
            "level": "WARNING",
            "propagate": True,
            "handlers": [],
            "filters": ["of_the_server"],
        },
    }
}
HOUSEKEEPING_DELAY = 20
"""Seconds between a start and its housekeeping, so that waiting visitors come first."""
housekeeping: list[subprocess.Popen[bytes]] = []


def when_ready(server: Arbiter) -> None:
    """Starts housekeeping, in its own process group, once the port is open."""
    command = f'sleep {HOUSEKEEPING_DELAY}; exec "$0" manage.py delete_expired'
    housekeeping.append(
        subprocess.Popen(
            ["sh", "-c", command, sys.executable], cwd=settings.BASE_DIR, start_new_session=True
        )
    )


def on_exit(server: Arbiter) -> None:
    """Stops housekeeping; the next run continues it."""
    for process in housekeeping:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
