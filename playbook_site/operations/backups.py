"""Backs up the whole database while the site runs, and restores it.

SQLite: its online backup, one consistent state, never a copy of the file (what is still in the
write-ahead log would be missing). PostgreSQL: `pg_dump` in its custom format, one snapshot.
Whatever fails, an existing file stays as it was. Left out are the codes and counters of surveys
that run: after a restore such a survey ends without an outcome.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection

from assessment.survey.models import UNSAVED_TABLES
from playbook_site.operations.database_errors import meet_database, no_answer
from roadmap.models import Plan

ENCRYPTED_BY = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # options of DATABASE_URL
EMPTY = """
DO $$ DECLARE held text; BEGIN
  FOR held IN
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname = current_schema()
  LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || held || ' CASCADE';
  END LOOP;
END $$
"""
"""Drops the site's tables one by one, since its role need not own the schema that they are in."""


class BackupFailed(Exception):
    """The message says in one line what is wrong."""


def back_up(path: Path, *, overwrite: bool) -> None:
    """Writes the database to `path`, readable by this user only. Raises BackupFailed."""
    part = path.parent / f"{path.name}.part{os.getpid()}"
    try:
        if path.exists() and not overwrite:
            raise BackupFailed(f"{path} exists already; --force writes over it.")
        part.touch(mode=0o600)
        _of_vendor(_dump_sqlite, _dump_postgres)(part)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{path} cannot be written ({error}).") from error
    finally:
        with suppress(OSError):  # it does not exist, or its folder does not
            part.unlink()


def restore(path: Path, *, overwrite: bool) -> None:
    """Puts the database of `path` in the place of this one. Raises BackupFailed."""
    try:
        if not path.is_file():
            raise BackupFailed(f"{path} is not there.")
        meet_database()
        if not overwrite and _holds_plans():
            raise BackupFailed("This database holds plans; --force puts the backup in their place.")
        _of_vendor(_load_sqlite, _load_postgres)(path)
    except DatabaseError as error:
        raise BackupFailed(no_answer(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{path} cannot be put back ({error}).") from error


def _of_vendor(
    sqlite: Callable[[Path], None], postgres: Callable[[Path], None]
) -> Callable[[Path], None]:
    return postgres if connection.vendor == "postgresql" else sqlite


def _holds_plans() -> bool:
    tables = connection.introspection.table_names()
    return Plan._meta.db_table in tables and Plan.objects.exists()


def _dump_sqlite(path: Path) -> None:
    database = Path(connection.settings_dict["NAME"])
    if not database.is_file():  # SQLite would make an empty one
        raise BackupFailed(f"DATABASE_URL: {database} is not there.")
    _copy(str(database), str(path))
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a separate log
        _empty_unsaved(copy)
        _refuse_damaged(copy, database)


def _empty_unsaved(copy: sqlite3.Connection) -> None:
    """Overwrite the codes and counters of running surveys: two copies would show an answer."""
    held = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    copy.execute("PRAGMA secure_delete=ON")
    for table in held.intersection(UNSAVED_TABLES):
        copy.execute(f'DELETE FROM "{table}"')
    copy.commit()


def _load_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as backup:
            _refuse_damaged(backup, path)
    except sqlite3.Error as error:
        raise BackupFailed(f"{path} is no backup of this site ({error}).") from error
    connection.close()
    _copy(str(path), str(connection.settings_dict["NAME"]))


def _copy(source: str, target: str) -> None:
    with closing(sqlite3.connect(source, timeout=30)) as one:
        one.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        with closing(sqlite3.connect(target, timeout=30)) as other:
            one.backup(other)


def _refuse_damaged(database: sqlite3.Connection, path: Path) -> None:
    """Raises BackupFailed, naming `path`, where the rows came from."""
    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise BackupFailed(f"{path} is damaged.")
    if not database.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'"
    ).fetchone():
        raise BackupFailed(f"{path} is no database of this site.")


def _dump_postgres(path: Path) -> None:
    left_out = [f"--exclude-table-data={table}" for table in UNSAVED_TABLES]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *left_out, f"--file={path}")


def _load_postgres(path: Path) -> None:
    """All or nothing: a restore that fails halfway leaves the database as it was.

    The database is emptied in the same transaction. `pg_restore --clean` drops only what the backup
    knows: tables of a newer release would stand in the way of it, or of the next migration.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    connection.close()
    if f" TABLE {schema} django_migrations " not in _run("pg_restore", "--list", str(path)):
        raise BackupFailed(f"{path} is no database of this site (in schema {schema}).")
    with TemporaryFile(dir=settings.DATA_DIR) as script:  # unnamed: it disappears when closed
        _run(
            "pg_restore", "--file=-", f"--schema={schema}", "--no-owner", "--no-privileges",
            str(path), writes=script,
        )  # fmt: skip
        script.seek(0)
        _run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--command={EMPTY}", "--file=-", reads=script,
        )  # fmt: skip


def _run(
    program: str,
    *arguments: str,
    reads: IO[bytes] | None = None,
    writes: IO[bytes] | None = None,
) -> str:
    """The output of a PostgreSQL program run on this database, unless it `writes` to a file.

    The password is never on a command line. Raises BackupFailed with the program's error.
    """
    config = connection.settings_dict
    variables = {
        "PGDATABASE": config["NAME"],
        "PGHOST": config["HOST"],
        "PGPORT": config["PORT"],
        "PGUSER": config["USER"],
        "PGPASSWORD": config["PASSWORD"],
        **{f"PG{name.upper()}": config["OPTIONS"].get(name) for name in ENCRYPTED_BY},
    }
    environment = {name: str(value) for name, value in variables.items() if value}
    done = subprocess.run(
        [_program(program), *arguments],
        env=os.environ | environment,
        stdin=reads or subprocess.DEVNULL,
        stdout=writes or subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        fault = next((line for line in lines if "error" in line.lower()), lines[0])
        raise BackupFailed(f"{program}: {fault.removeprefix(f'{program}:').strip()}")
    return done.stdout or ""


def _program(name: str) -> str:
    """The path of its newest version: an older one refuses a newer server.

    `scripts/with_postgres.py` looks in the same way for the server of the tests.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", "")])
    if found := shutil.which(name, path=path):
        return found
    raise BackupFailed(f"{name} is not installed; type: sudo apt-get install postgresql-client")
