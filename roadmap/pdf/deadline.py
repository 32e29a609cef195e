"""When the drawing of a PDF is given up: it takes too much time, or its process stands still.

Time is the process's own, so that a busy machine costs none; the clock counts only while the
process gets no time at all, and for one that gets some and never ends.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, wait
from enum import Enum
from pathlib import Path
from typing import Any

SECONDS = 40
"""Processor time for one PDF."""

SECONDS_TO_STOP = 10
"""Processor time after which a process that did not give up by itself is killed."""

PATIENCE = 20
"""Seconds without any processor time after which a process is taken to hang."""

LONGEST = 600
"""Seconds after which nobody waits any more, however little processor time it had."""

TICKS = os.sysconf("SC_CLK_TCK")


class Overdue(Enum):
    TOO_LONG = "took too long"
    HANGS = "stood still"


def wait_until_overdue(
    pid: int | None, answer: Future[Any], seconds: float, patience: float
) -> Overdue | None:
    """Why the process is to be given up, as soon as it is; None once its answer is there."""
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
    """Seconds; of the clock on a system without /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return time.monotonic()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS
