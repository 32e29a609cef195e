"""What a render process may meet; in a module without Django's models, which that process lacks."""

from __future__ import annotations

import os
import signal
import time

from roadmap.pdf.worker import MAX_MEMORY


def answer(text: bytes) -> bytes:
    return text


def busy(seconds: float) -> bytes:
    """Uses the processor for so long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return b"done"


def deaf() -> bytes:
    """Uses the processor for ever, whatever signal comes."""
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    while True:
        pass


def harmed(number: signal.Signals) -> bytes:
    """Sends its own process a signal: drawing would break it each time."""
    os.kill(os.getpid(), number)
    return b""


def greedy() -> bytes:
    """Takes more memory than the process may hold."""
    return b"x" * (2 * MAX_MEMORY)
