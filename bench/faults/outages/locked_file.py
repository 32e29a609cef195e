"""SQLite locked by another process for longer than we wait: saving is 503, reading goes on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

from bench.faults.audit import audited
from bench.faults.report import Control, Line
from bench.faults.saving_clients import Answers, first_row, save
from bench.faults.sites import Databases, serve
from bench.visitor import Visitor
from playbook_site.environment import DATABASE_PATIENCE

SOON = 2.5
"""Seconds within which a page must load while the database is locked."""


def locked_file(databases: Databases, seconds: int) -> Line:
    """Locked for our patience and so many `seconds` more."""
    environment = databases.filled()
    answers, slowest, unread = Answers(), 0.0, 0
    with serve(environment) as site, Visitor(site.port) as writer, Visitor(site.port) as reader:
        plan = writer.make_expert_plan()
        reader.cookies = writer.cookies
        row = first_row(reader, plan)
        save(writer, row, "before", answers)
        with locked(environment):
            saver = Thread(target=save, args=(writer, row, "during", answers))
            saver.start()
            end = time.monotonic() + DATABASE_PATIENCE + seconds
            while time.monotonic() < end:
                for page in (plan, row, f"{plan}geschiedenis/", f"{plan}nieuws/", "/plannen/"):
                    start = time.monotonic()
                    unread += reader.ask("GET", page)[0].status != 200
                    slowest = max(slowest, time.monotonic() - start)
                time.sleep(0.2)
            saver.join()
        after = save(writer, row, "after", answers)
    found = audited(environment)
    refused = answers.statuses[503] == 1 and not answers.strange
    return Line(
        f"locked for {DATABASE_PATIENCE + seconds} s",
        databases.name,
        f"the save was {'503' if refused else 'taken otherwise'}; {unread} pages could not be "
        f"read, the slowest took {slowest:.2f} s; the next save was "
        f"{'taken' if after else 'not taken'}",
        refused and after and not unread and slowest < SOON
        and sorted(found.words) == ["after", "before"] and not found.torn,
        lambda: without_answer(databases),
    )  # fmt: skip


def without_answer(databases: Databases) -> Control:
    """A save while the file is locked and no guard answers."""
    environment = databases.filled()
    with serve(environment, off="answer", patience="0.5") as site, Visitor(site.port) as person:
        row = first_row(person, person.make_expert_plan())
        answers = Answers()
        with locked(environment):
            save(person, row, "during", answers)
    status = max(answers.statuses)
    return Control(f"the save was {status}", status == 500)


@contextmanager
def locked(environment: dict[str, str]) -> Iterator[None]:
    """Locks this site's database file within the block."""
    file = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
