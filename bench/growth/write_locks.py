"""How long a write transaction of any process of the site lasts, looked at from outside."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

from django.db import connection

EVERY = 0.002
"""Seconds between two looks."""
IN_POSTGRES = (
    "SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity "
    "WHERE backend_xid IS NOT NULL AND datname = current_database()"
)


class Longest:
    """`seconds` of the longest one so far; on SQLite of the longest time that the lock was taken,
    by one transaction or by several without a pause of EVERY.
    """

    seconds = 0.0


@contextmanager
def longest_write() -> Iterator[Longest]:
    """Measures the longest write transaction in this block."""
    longest, stop = Longest(), Event()
    watch = _watch_postgres if connection.vendor == "postgresql" else _watch_sqlite
    thread = Thread(target=watch, args=(longest, stop))
    thread.start()
    try:
        yield longest
    finally:
        stop.set()
        thread.join()


def _watch_sqlite(longest: Longest, stop: Event) -> None:
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, timeout=0, isolation_level=None)) as file:
        since = time.monotonic()
        while not stop.wait(EVERY):
            try:
                file.execute("BEGIN IMMEDIATE")
                file.execute("ROLLBACK")
            except sqlite3.OperationalError:
                longest.seconds = max(longest.seconds, time.monotonic() - since)
            else:
                since = time.monotonic()


def _watch_postgres(longest: Longest, stop: Event) -> None:
    try:
        with connection.cursor() as cursor:  # this thread's own connection
            while not stop.wait(EVERY):
                cursor.execute(IN_POSTGRES)
                longest.seconds = max(longest.seconds, float(cursor.fetchone()[0] or 0))
    finally:
        connection.close()
