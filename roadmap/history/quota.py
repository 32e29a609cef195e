"""How many bytes the acts of one request store, and whether its visitor may store more today.

The rate limits identify the visitor and count the bytes of all processes together; every act
checks the quota before it writes.
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
    """`counts_over`: selects this visitor's counts that are over their limit. `stored`: bytes."""

    counts_over: Callable[[], QuerySet[Any]]
    stored: int = 0


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered(counts_over: Callable[[], QuerySet[Any]]) -> Iterator[Meter]:
    """Measures what is stored inside the `with` block, and applies the visitor's quota to it."""
    meter = Meter(counts_over)
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def within_quota() -> Q:
    """A filter that selects every row while this visitor may store more, and none after that."""
    meter = _meter.get()
    return Q() if meter is None else ~Q(Exists(meter.counts_over()))


def check_quota() -> None:
    """Raises QuotaExceeded when this visitor has stored as many bytes as one day allows."""
    meter = _meter.get()
    if meter is not None and meter.counts_over().exists():
        raise QuotaExceeded


def add_stored(value: object, times: int = 1) -> int:
    """Count the bytes of a JSON value that is stored `times` times; returns those of one copy."""
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if meter := _meter.get():
        meter.stored += times * size
    return size
