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
UP_WITHIN = 180
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[int]:
    """The site with the bare view, in two processes on a free port of loopback."""
    with server_process() as (port, _):
        yield port


@contextmanager
def server_process() -> Iterator[tuple[int, int]]:
    """The same, with the id of the process of which the two are children."""
    port = free_port()
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [
        gunicorn, "bench.app:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--worker-class", "playbook_site.buffered_worker.BufferedWorker", "--threads", "4",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    with running(command, port) as pid:
        yield port, pid


@contextmanager
def served(**environment: str) -> Iterator[tuple[int, int]]:
    """The site as `manage.py serve` serves it: a free port of loopback, and its process."""
    port = free_port()
    with running([sys.executable, "manage.py", "serve"], port, **environment) as pid:
        time.sleep(3)  # each worker warms its render process
        yield port, pid


@contextmanager
def running(
    command: list[str], port: int, path: str = "/healthz", **environment: str
) -> Iterator[int]:
    """The id of a process that answers at this path, with PORT and these values given to it.

    Raises TimeoutError when it does not answer within UP_WITHIN seconds.
    """
    given = os.environ | {"PORT": str(port)} | environment
    process = subprocess.Popen(command, cwd=BASE, env=given, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield process.pid
    finally:
        process.terminate()  # `make` hands it on
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + UP_WITHIN
    while time.monotonic() < end:
        try:
            urlopen(url, timeout=5).close()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server ended before it answered") from None
            time.sleep(0.02)
    raise TimeoutError(f"the server did not answer within {UP_WITHIN} seconds")


def cpu_seconds(pid: int) -> float:
    """What this process and those below it have used so far, with those that ended."""
    return sum(map(_used, [pid, *descendants(pid)]))


def _used(pid: int) -> float:
    """CPU seconds of the process and of children that it reaped; 0 if it has ended."""
    fields = read_of_process(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def read_of_process(pid: int, name: str) -> str:
    """The file /proc/<pid>/<name>; '' if the process has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def descendants(pid: int) -> Iterator[int]:
    """The processes below this one, each parent before its children."""
    for child in read_of_process(pid, f"task/{pid}/children").split():
        yield int(child)
        yield from descendants(int(child))
