"""Databases beside the one that tests run in: made, named, compared and removed."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.conf import settings
from django.db import connection

from tests.environment import url_of


@contextmanager
def another_database(folder: Path, like: str = "") -> Iterator[str]:
    """The DATABASE_URL of a database of the kind that the tests run on.

    It is empty, or a copy of the resting one that has the URL `like`, for the same role.
    """
    name = f"beside_{secrets.token_hex(4)}"
    if connection.vendor == "sqlite":
        file = folder / name
        if like:
            with (
                closing(sqlite3.connect(like.removeprefix("sqlite:///"))) as one,
                closing(sqlite3.connect(file)) as other,
            ):
                one.backup(other)  # with what is still in its write-ahead log
        yield url_of(str(file))
        return
    role, _, template = (like or url_of("template1")).rpartition("/")
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield f"{role}/{name}"
    finally:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def database_of_a_plain_role(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of an empty database; its role may make tables in it and owns nothing.

    SQLite knows no roles.
    """
    if connection.vendor == "sqlite":
        with another_database(folder) as url:
            yield url
        return
    role = f"plain_{secrets.token_hex(4)}"
    _on_server(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
    try:
        with another_database(folder) as url:
            run_sql(url, f"GRANT CREATE ON SCHEMA public TO {role}")
            yield f"postgres://{role}:{role}@{url.partition('@')[2]}"
    finally:
        _on_server(f"DROP ROLE {role}")


def run_sql(url: str, statement: str) -> None:
    """In the database of this URL, on the tests' own connection: SQLite's file or the server's."""
    name = str(environ.Env.db_url_config(url)["NAME"])
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as file, file:
            file.execute(statement)
        return
    with closing(psycopg.connect(server(name), autocommit=True)) as database:
        database.execute(statement)


def _on_server(statement: str) -> None:
    run_sql(url_of("postgres"), statement)


def server(name: str) -> str:
    """How psycopg reaches the database of this name on the tests' server."""
    config: dict[str, Any] = settings.DATABASES["default"]
    return psycopg.conninfo.make_conninfo(
        dbname=name,
        host=config["HOST"] or None,
        port=config["PORT"] or None,
        user=config["USER"] or None,
        password=config["PASSWORD"] or None,
    )


def rows_of(url: str) -> dict[str, list[str]]:
    """Every table's rows, hashed and sorted: equal for equal content, in any order of storage."""
    name = str(environ.Env.db_url_config(url)["NAME"])
    if connection.vendor == "sqlite":
        opened: Any = sqlite3.connect(name)
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    else:
        opened = psycopg.connect(server(name))
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with closing(opened) as database:
        tables = [row[0] for row in database.execute(listed)]
        return {t: _hashes(database.execute(f'SELECT * FROM "{t}"')) for t in tables}


def _hashes(rows: Any) -> list[str]:
    return sorted(sha256(repr(tuple(row)).encode()).hexdigest() for row in rows)
