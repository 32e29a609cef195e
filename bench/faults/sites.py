"""Sites to break: databases filled with the playbook, and servers on them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg

from scripts.with_postgres import Server

BASE = Path(__file__).resolve().parent.parent.parent
FILLED = "filled"
BEGIN = """
import django; django.setup()
from django.core.management import call_command
"""
READY = """
call_command('migrate', verbosity=0)
call_command('createcachetable', verbosity=0)
call_command('load_playbook', verbosity=0)
"""


@dataclass
class Databases:
    """Where new databases come from: `folder` for SQLite, or a PostgreSQL server."""

    folder: Path
    server: Server | None = None
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def name(self) -> str:
        return "PostgreSQL" if self.server else "SQLite"

    def environment(self, name: str) -> dict[str, str]:
        """Environment variables for the database of this name (for SQLite, this file)."""
        url = self.server.url(name) if self.server else f"sqlite:///{self.folder / name}"
        return os.environ | {
            "DATABASE_URL": url,
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "playbook_site.settings",
        }

    def fill(self, backup: str = "") -> None:
        """The database that `filled` copies: as the site makes it, or what this backup holds."""
        (self.folder / "static").mkdir(exist_ok=True)
        self._create(FILLED, like="")
        code = f"call_command('restore', {backup!r})" if backup else READY
        run(f"{BEGIN}{code}", self.environment(FILLED))

    def empty(self) -> dict[str, str]:
        """The environment of a new database without tables."""
        return self._new(like="")

    def filled(self) -> dict[str, str]:
        """The environment of a new database with the playbook and nothing else."""
        return self._new(like=FILLED)

    @contextmanager
    def filled_on(self, disk: Path) -> Iterator[dict[str, str]]:
        """The environment of a filled database whose rows are in an empty folder."""
        if self.server is None:
            file = self.folder / f"sqlite_{next(self.numbers)}"
            self._create(file.name, like=FILLED)
            shutil.move(file, disk / "file")
            yield self.environment(str(disk / "file"))
            return
        name = f"postgres_{next(self.numbers)}"
        self._administer(
            f"CREATE TABLESPACE {name} LOCATION '{disk}'",
            f'CREATE DATABASE {name} TEMPLATE "{FILLED}" TABLESPACE {name}',
        )
        environment = self.environment(name)
        with self._opened(environment) as database:
            database.execute("CREATE EXTENSION amcheck")
            database.commit()
        try:
            yield environment
        finally:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)", f"DROP TABLESPACE {name}")

    def is_sound(self, environment: dict[str, str]) -> bool:
        """Whether the database's own check passes; for PostgreSQL, of `filled_on` only."""
        check = "PRAGMA integrity_check"
        if self.server:  # raises at a page or an index that is broken
            check = """
                SELECT 'ok' FROM pg_class JOIN pg_am ON pg_am.oid = relam
                WHERE relkind = 'i' AND amname = 'btree' AND relpersistence = 'p'
                GROUP BY 1 HAVING count(bt_index_check(pg_class.oid, true)::text) > 0
            """
        with self._opened(environment) as database:
            return [tuple(row) for row in database.execute(check).fetchall()] == [("ok",)]

    def values(self, environment: dict[str, str], prefix: str) -> dict[str, list[str]]:
        """What the tables whose names begin so hold, in an order of its own.

        Without ids: on PostgreSQL an act that was killed has used up some.
        """
        found = {}
        with self._opened(environment) as database:
            for table in self._tables(database):
                if table.startswith(prefix):
                    read = database.execute(f'SELECT * FROM "{table}"')
                    kept = [
                        place
                        for place, column in enumerate(read.description)
                        if column[0] != "id" and not column[0].endswith("_id")
                    ]
                    rows = ([row[place] for place in kept] for row in read.fetchall())
                    found[table] = sorted(map(str, rows))
        return found

    def columns(self, environment: dict[str, str]) -> dict[str, list[str]]:
        """The columns of each table, those of the caches left out."""
        with self._opened(environment) as database:
            return {
                table: [str(column[0]) for column in database.execute(
                    f'SELECT * FROM "{table}" LIMIT 0').description]
                for table in self._tables(database)
                if not table.startswith("cache_")
            }  # fmt: skip

    def _opened(self, environment: dict[str, str]) -> closing[Any]:
        url = environment["DATABASE_URL"]
        if self.server:
            return closing(psycopg.connect(url))
        return closing(sqlite3.connect(url.removeprefix("sqlite:///")))

    def _tables(self, database: Any) -> list[str]:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        if self.server:
            listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return [row[0] for row in database.execute(listed).fetchall()]

    def _new(self, like: str) -> dict[str, str]:
        name = f"{'postgres' if self.server else 'sqlite'}_{next(self.numbers)}"
        self._create(name, like)
        return self.environment(name)

    def _create(self, name: str, like: str) -> None:
        if self.server is None:
            if like:
                with (
                    closing(sqlite3.connect(self.folder / like)) as one,
                    closing(sqlite3.connect(self.folder / name)) as other,
                ):
                    one.backup(other)
            return
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{like or "template1"}"')

    def _administer(self, *statements: str) -> None:
        assert self.server
        with closing(psycopg.connect(self.server.url(), autocommit=True)) as connection:
            for statement in statements:
                connection.execute(statement)


@dataclass
class Site:
    """A server that runs: gunicorn's master with two workers."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def workers(self) -> list[int]:
        """The workers' process ids, those that are starting included."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children]


@contextmanager
def serve(environment: dict[str, str], **faults: str) -> Iterator[Site]:
    """The site on a free port, with what `app` reads from FAULTS_*.

    Its workers are forked from one that is ready, so that a killed one is soon replaced.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    log = Path(environment["DATA_DIR"]) / f"log-{port}"
    set_faults = {f"FAULTS_{name.upper()}": value for name, value in faults.items()}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("gunicorn")), "bench.faults.app",
             "--config", "python:playbook_site.gunicorn_conf", "--preload"],
            cwd=BASE, stderr=file,
            env=environment | {"PORT": str(port), "HOST": "127.0.0.1"} | set_faults,
        )  # fmt: skip
    site = Site(port, process, log)
    try:
        wait_until_healthy(port, process)
        yield site
    finally:
        workers = site.workers()
        process.kill()  # at once: a worker that is just starting would not hear a request to stop
        process.wait()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)


def wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def run(code: str, environment: dict[str, str]) -> str:
    """What a Python process with this code prints. Raises CalledProcessError."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, env=environment, check=True,
        stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip


def module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours."""
    return [sys.executable, "-m", name, *arguments]
