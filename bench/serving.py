"""Starts the site on a free port of loopback, and counts what its processes use."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

BASE = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[int]:
    """The site with the bare view, in two processes on a free port of loopback."""
    with server_process() as (port, _):
        yield port


@contextmanager
def server_process() -> Iterator[tuple[int, int]]:
    """The same, with the id of the process of which the two are children."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    process = subprocess.Popen(
        [gunicorn, "bench.app:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
         "--worker-class", "playbook_site.buffered_worker.BufferedWorker", "--threads", "4",
         "--no-control-socket", "--log-level", "warning"],
        cwd=BASE,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@contextmanager
def served() -> Iterator[int]:
    """The site as `manage.py serve` serves it, on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=BASE, env=os.environ | {"PORT": str(port)}
    )
    try:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(3)  # each worker warms its render process
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def cpu_seconds(pid: int) -> float:
    """What this process and those below it have used so far."""
    return sum(map(_used, [pid, *_children(pid)]))


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _children(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from _children(int(child))
