"""A start of one process at a time, on one host or on several that share a database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

LOCK = 0x706C6179  # any number, as long as nothing else in this database locks by it


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Waits until no other process is in this block. Raises DatabaseError without an answer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    else:
        with (Path(settings.DATA_DIR) / "start.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
