"""When to give up drawing a PDF: it takes too much processor time, or its process hangs.

Processor time is measured, so that a busy machine does not count against a PDF. The clock counts
only for a process without any processor time, and as a last limit (LONGEST).
"""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, wait
from enum import Enum
from pathlib import Path
from typing import Any

SECONDS = 40
"""Processor time for one PDF, in seconds."""

SECONDS_TO_STOP = 10
"""Further processor time after which a process that does not give up by itself is killed."""

PATIENCE = 20
"""Seconds without any processor time after which a process is taken to hang."""

LONGEST = 600
"""Seconds after which a PDF is given up in any case."""

TICKS = os.sysconf("SC_CLK_TCK")


class Overdue(Enum):
    TOO_LONG = "took too long"
    HANGS = "stood still"


def wait_until_overdue(
    pid: int | None, answer: Future[Any], seconds: float, patience: float
) -> Overdue | None:
    """Waits for the process's answer. Returns None when it came, or why to kill the process."""
    used = first = _processor_time(pid)
    moved = start = time.monotonic()
    while not wait([answer], min(patience / 4, 0.5)).done:
        now = _processor_time(pid)
        if now != used:
            used, moved = now, time.monotonic()
        if now - first > seconds + SECONDS_TO_STOP:
            return Overdue.TOO_LONG
        if time.monotonic() - moved > patience or time.monotonic() - start > LONGEST:
            return Overdue.HANGS
    return None


def _processor_time(pid: int | None) -> float:
    """The process's own, in seconds; the clock's on a system without /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return time.monotonic()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS
