"""Figures for Prometheus, counted by route; on where METRICS_TOKEN is set.

Each process counts in a file of its own in DATA_DIR/metrics, and any of them can add them up.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def begin() -> None:
    """Empties the folder; called once, before the workers start."""
    shutil.rmtree(_folder(), ignore_errors=True)
    _folder().mkdir(parents=True)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """One answered request."""
    if settings.METRICS_TOKEN:
        requests, durations = _meters()
        requests.labels(method, route, str(status)).inc()
        durations.labels(route).observe(seconds)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All processes' figures for a request with the token; 404 without it."""
    sent = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not compare_digest(
        sent, f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        raise Http404
    _meters()
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@cache
def _meters() -> tuple[Counter, Histogram]:
    """Made when first needed: the library looks for the folder while it is imported."""
    _folder().mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_folder())
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    return (
        Counter("playbook_requests", "Requests.", ["method", "route", "status"], registry=own),
        Histogram(
            "playbook_request_seconds", "Time to answer.", ["route"], registry=own, buckets=BUCKETS
        ),
    )


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "metrics"
