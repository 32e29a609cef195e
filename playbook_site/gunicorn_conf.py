"""gunicorn's settings, for `manage.py serve`; `settings` says what each is for."""

from django.conf import settings

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
