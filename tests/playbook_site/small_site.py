"""A site of one view for the tests of the worker, with deadlines that a test can wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from playbook_site import buffered_worker

buffered_worker.HEAD_SECONDS = 2
buffered_worker.LEAST_RATE = 32 * 1024 * 1024
buffered_worker.SEND_SECONDS = 2


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Says how many bytes of the body arrived; `/much` answers 32 MiB."""
    arrived = 0
    if environ["PATH_INFO"] != "/unread":
        while piece := environ["wsgi.input"].read(64 * 1024):
            arrived += len(piece)
    body = b"x" * 2**25 if environ["PATH_INFO"] == "/much" else str(arrived).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
