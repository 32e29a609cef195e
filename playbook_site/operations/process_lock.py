"""One process at a time at a start, and one at housekeeping, on one host or on several that share a
database.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.db import connection


class Work(Enum):
    """Arbitrary numbers that nothing else in this database locks."""

    START = 0x706C6179
    HOUSEKEEPING = 0x706C617A


@contextmanager
def one_at_a_time(work: Work) -> Iterator[None]:
    """Waits until no other process is at this work. Raises DatabaseError without an answer.

    The lock of a killed process is released.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [work.value])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [work.value])
    else:
        with (Path(settings.DATA_DIR) / f"{work.name.lower()}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
