"""A database that does not answer now and will again: locked, full, restarting, out of reach.

The request is then not carried out and can be repeated: 503 with `Retry-After`, never 500.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection

from playbook_site.environment import DATABASE_PATIENCE

RETRY_AFTER = 5
"""Seconds: as long as a request itself waits for a lock (`environment.DATABASE_PATIENCE`)."""


IMPATIENCE = 1000
"""Milliseconds that a page to read waits for SQLite's lock, for what can be left unwritten."""


@contextmanager
def impatient() -> Iterator[None]:
    """For writes that a page can do without: it does not wait long for a lock."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {IMPATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {DATABASE_PATIENCE * 1000}")


def close_failed_cursor(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """An execute wrapper for SQLite, so that no thread waits for a statement of another one.

    The error and its traceback refer to each other, and to the cursor: all stay until some thread
    collects garbage. To free an open cursor, that thread waits for the cursor's connection, which
    its own thread can hold for as long as it waits for a lock.
    """
    try:
        return execute(sql, params, many, context)
    except Error:
        context["cursor"].close()
        raise


def is_database_trouble(error: BaseException | None) -> bool:
    """Whether this error is such trouble or came from it, as Django's SessionInterrupted can."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def meet_database() -> None:
    """Raises DatabaseError at once when PostgreSQL refuses us; the pool would go on trying."""
    if connection.vendor == "postgresql":
        import psycopg

        options = connection.get_connection_params() | {"connect_timeout": 10}
        try:
            psycopg.connect(**options).close()
        except psycopg.Error as error:
            raise OperationalError(*error.args) from error


def no_answer(error: DatabaseError) -> str:
    """One line for a command's output, which names the setting to look at."""
    reason = str(error).strip().splitlines()[0]
    return f"DATABASE_URL: the database does not answer ({reason})."
