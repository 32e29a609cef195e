"""A disk that is full: saving is 503, all earlier rows stay, and with room again saving goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from bench.faults.audit import audited
from bench.faults.report import Line
from bench.faults.savers import Told, first_row, save
from bench.faults.sites import Databases, serve
from bench.visitor import Visitor

SIZE = "6m"


def can_mount() -> bool:
    """A small file system of its own takes root."""
    return os.geteuid() == 0


def full_disk(databases: Databases, times: int) -> Line:
    """Full and with room again, so many times, without a restart between."""
    told, taken, readable, sound, found_words, torn = fill_and_empty(databases, times)
    bare = fill_and_empty(databases, 1, off="answer")[0]
    refused = told.statuses[503]
    return Line(
        f"disk full, {times} times",
        databases.name,
        f"{refused} saves were 503, {len(told.strange)} otherwise; {readable} of {times} times "
        f"pages could be read, {sound} times integrity_check was ok; "
        f"{taken} of {times} saves taken once there was room",
        (refused, taken, readable, sound) == (times, times, times, times)
        and not told.strange and not told.lost(found_words) and not torn,
        f"{len(bare.strange)} answers of 500",
        bool(bare.strange),
    )  # fmt: skip


def fill_and_empty(
    databases: Databases, times: int, **faults: str
) -> tuple[Told, int, int, int, list[str], list[str]]:
    """What was told; saves taken afterwards, pages read, sound files; notes and torn plans."""
    told, taken, readable, sound = Told(), 0, 0, 0
    words = (f"w{number}" for number in count())
    with small_disk(databases.folder) as disk:
        environment = databases.filled()
        file = disk / "file"
        shutil.move(environment["DATABASE_URL"].removeprefix("sqlite:///"), file)
        environment["DATABASE_URL"] = f"sqlite:///{file}"
        with serve(environment, **faults) as site, Visitor(site.port) as person:
            plan = person.make_expert_plan()
            row = first_row(person, plan)
            for _ in range(times):
                ballast = fill(disk)
                while save(person, row, next(words), told):
                    pass  # what the log has room for is taken
                readable += person.ask("GET", plan)[0].status == 200
                sound += is_sound(file)
                ballast.unlink()
                taken += save(person, row, next(words), told)
            sound_at_end = is_sound(file)
        found = audited(environment)
    return told, taken, readable, sound if sound_at_end else 0, found.words, found.torn


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of SIZE in memory."""
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "faults", str(disk)]
    subprocess.run(command, check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room for another."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return ballast


def is_sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
