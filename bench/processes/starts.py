"""Time of a start: `make run` in an empty folder, and again with nothing to do."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from bench.serving import cpu_seconds, free_port, running

AGAIN = 5
SECONDS, CPU_SECONDS = 3.0, 2.0
EMPTY_SECONDS = 6.0
"""Required maximum of a start with nothing to do, and of one in an empty folder."""


@dataclass(frozen=True)
class Start:
    """Seconds until the first page has come, by the clock and of all processes of the start."""

    wall: float
    cpu: float


def start(folder: str) -> Start:
    port, began = free_port(), time.monotonic()
    with running(["make", "-s", "run"], port, DATA_DIR=folder, DATABASE_URL="") as pid:
        urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        return Start(time.monotonic() - began, cpu_seconds(pid))


def table() -> list[str]:
    with TemporaryDirectory(prefix="a+b %41 ") as folder:
        empty = start(folder)
        again = [start(folder) for _ in range(AGAIN)]
    wall, cpu = (median(getattr(one, name) for one in again) for name in ("wall", "cpu"))
    return [
        "| `make run`, until the first page | s | asked | CPU, s | asked |",
        "|---|---:|---:|---:|---:|",
        f"| nothing to do, median of {AGAIN} | {wall:.1f} | {SECONDS:.0f} | {cpu:.1f} "
        f"| {CPU_SECONDS:.0f} |",
        f"| into an empty folder | {empty.wall:.1f} | {EMPTY_SECONDS:.0f} | {empty.cpu:.1f} | |",
        "",
        f"Load of the machine meanwhile: {os.getloadavg()[0]:.1f}.",
        "",
    ]
