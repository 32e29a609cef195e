"""A full disk: saving is 503, earlier rows stay, and saving works again once there is room."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from bench.faults.audit import audited
from bench.faults.report import Control, Line
from bench.faults.saving_clients import Answers, first_row, save
from bench.faults.sites import Databases, serve
from bench.visitor import Visitor

SIZES = {"SQLite": "6m", "PostgreSQL": "48m"}
"""Disk sizes that fit the playbook and little more."""
AS_ROOT = () if os.geteuid() == 0 else ("sudo", "-n")


def full_disk(databases: Databases, times: int) -> Line:
    """Full and with room again, so many times, without a restart between."""
    answers, taken, readable, sound, found_words, torn = fill_and_empty(databases, times)
    refused = answers.statuses[503]
    return Line(
        f"disk full, {times} times",
        databases.name,
        f"{refused} saves were 503, {len(answers.strange)} otherwise; {readable} of {times} times "
        f"pages could be read, {sound} times the database's own check was ok; "
        f"{taken} of {times} saves taken once there was room",
        (refused, taken, readable, sound) == (times, times, times, times)
        and not answers.strange and not answers.lost(found_words) and not torn,
        lambda: without_answer(databases),
    )  # fmt: skip


def without_answer(databases: Databases) -> Control:
    answers = fill_and_empty(databases, 1, off="answer")[0]
    return Control(f"{len(answers.strange)} answers of 500", bool(answers.strange))


def fill_and_empty(
    databases: Databases, times: int, **faults: str
) -> tuple[Answers, int, int, int, list[str], list[str]]:
    """Answers; saves taken afterwards, pages read, sound databases; notes and torn plans."""
    answers, taken, readable, sound = Answers(), 0, 0, 0
    words = (f"w{number}" for number in count())
    with small_disk(databases) as disk, databases.filled_on(disk) as environment:
        with serve(environment, **faults) as site, Visitor(site.port) as person:
            plan = person.make_expert_plan()
            row = first_row(person, plan)
            for _ in range(times):
                ballast = fill(disk)
                while save(person, row, next(words), answers):
                    pass  # fills what is left
                readable += person.ask("GET", plan)[0].status == 200
                sound += databases.is_sound(environment)
                ballast.unlink()
                taken += save(person, row, next(words), answers)
        found = audited(environment)
    return answers, taken, readable, sound, found.words, found.torn


@contextmanager
def small_disk(databases: Databases) -> Iterator[Path]:
    """A file system in memory of a few MiB, for the user that the database runs as."""
    home = databases.server.folder if databases.server else databases.folder
    disk = home / "disk"
    disk.mkdir(exist_ok=True)
    options = f"size={SIZES[databases.name]},mode=700,uid={home.stat().st_uid}"
    mount = [*AS_ROOT, "mount", "-t", "tmpfs", "-o", options, "faults", str(disk)]
    subprocess.run(mount, check=True)
    try:
        yield disk
    finally:
        subprocess.run([*AS_ROOT, "umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room for another."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return ballast
