"""How many bytes the acts of one request store, and whether its visitor may store more today.

The rate limits know the visitor and count the bytes for all processes together; every act asks
before it writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet

from roadmap.history.errors import QuotaExceeded


@dataclass
class Meter:
    """`counts_over`: the counts of this visitor that are over their limit. `stored`: in bytes."""

    counts_over: Callable[[], QuerySet[Any]]
    stored: int = 0


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered(counts_over: Callable[[], QuerySet[Any]]) -> Iterator[Meter]:
    """Measures all that is stored until this ends, and applies the visitor's quota to it."""
    meter = Meter(counts_over)
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def within_quota() -> Q:
    """Selects all while this visitor may store more, and then nothing."""
    meter = _meter.get()
    return Q() if meter is None else ~Q(Exists(meter.counts_over()))


def check_quota() -> None:
    """Raises QuotaExceeded when this visitor stored all that a day allows."""
    meter = _meter.get()
    if meter is not None and meter.counts_over().exists():
        raise QuotaExceeded


def add_stored(value: object, times: int = 1) -> int:
    """Measure a JSON value that is stored in so many places; returns its size once."""
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if meter := _meter.get():
        meter.stored += times * size
    return size
