"""A backup while people save: it has all saves acknowledged before it, and whole plans only."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from bench.faults.audit import Audit, audited
from bench.faults.report import Control, Line
from bench.faults.saving_clients import Answers, saving
from bench.faults.sites import BASE, Databases, serve


def backup(databases: Databases, times: int) -> Line:
    environment = databases.filled()
    before: list[set[str]] = []
    copies: list[Audit] = []
    with serve(environment) as site, saving(site.port) as answers:
        for _ in range(times):
            wait_for_more(answers)
            before.append(set(answers.saved))
            elsewhere = copied(databases, environment)
            copies.append(audited(elsewhere))
    lost = sum(len(words - set(copy.words)) for words, copy in zip(before, copies, strict=True))
    torn = sum(len(copy.torn) for copy in copies)
    return Line(
        f"backup while people save, {times} times",
        databases.name,
        f"{len(before[-1])} saves acknowledged before, {lost} missing from the copies, {torn} "
        f"plans half",
        not lost and not torn and bool(before[-1]) and all(copy.plans for copy in copies),
        lambda: careless_copy(databases),
    )


def careless_copy(databases: Databases) -> Control:
    environment = databases.filled()
    with serve(environment) as site, saving(site.port) as answers:
        wait_for_more(answers)
        faults = faults_of_careless_copy(databases, environment, answers)
    return Control(faults or "the copy was as good", bool(faults))


def faults_of_careless_copy(
    databases: Databases, environment: dict[str, str], answers: Answers
) -> str:
    """The control: faults of a `cp` of the SQLite file, or a table-by-table copy of PostgreSQL."""
    before = set(answers.saved)
    if databases.server is None:
        elsewhere = databases.empty()
        shutil.copy(path_of(environment), path_of(elsewhere))
    else:
        elsewhere = copied(databases, environment)
        wait_for_more(answers)
        copy_changes(environment, elsewhere)
    try:
        copy = audited(elsewhere)
    except subprocess.CalledProcessError:
        return "a copy that cannot be read"
    missing = len(before - set(copy.words))
    return f"{missing} missing, {len(copy.torn)} half" if missing or copy.torn else ""


def copied(databases: Databases, environment: dict[str, str]) -> dict[str, str]:
    """The environment of another database, with a backup of this one restored in it."""
    elsewhere = databases.empty()
    file = databases.folder / f"backup-for-{elsewhere['DATABASE_URL'].rpartition('/')[2]}"
    manage(environment, "backup", str(file))
    manage(elsewhere, "restore", str(file))
    return elsewhere


def copy_changes(environment: dict[str, str], elsewhere: dict[str, str]) -> None:
    """The history as it now is, in the place of the history as it was."""
    with (
        psycopg.connect(environment["DATABASE_URL"]) as source,
        psycopg.connect(elsewhere["DATABASE_URL"]) as target,
    ):
        target.execute("TRUNCATE roadmap_change")
        with (
            source.cursor().copy("COPY roadmap_change TO STDOUT") as out,
            target.cursor().copy("COPY roadmap_change FROM STDIN") as into,
        ):
            for rows in out:
                into.write(rows)


def wait_for_more(answers: Answers) -> None:
    """Waits until more is saved."""
    for _ in range(3):
        answers.saved_since(time.monotonic(), 20)


def path_of(environment: dict[str, str]) -> Path:
    return Path(environment["DATABASE_URL"].removeprefix("sqlite:///"))


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
