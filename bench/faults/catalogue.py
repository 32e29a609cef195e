"""The faults, each with how often it is tried: in full, and in short for `make test`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bench.faults.kills.killed_import import killed_import
from bench.faults.kills.killed_load import killed_load
from bench.faults.kills.killed_migrate import killed_migrate
from bench.faults.kills.killed_worker import killed_worker
from bench.faults.outages.backup import backup
from bench.faults.outages.full_disk import full_disk
from bench.faults.outages.locked_file import locked_file
from bench.faults.outages.restarted_server import idle_restart, restarted_server
from bench.faults.report import Line
from bench.faults.sites import Databases


@dataclass(frozen=True)
class Fault:
    """`run(databases, times)`, on the databases where it can happen."""

    run: Callable[[Databases, int], Line]
    times: int
    short: int
    databases: tuple[str, ...] = ("SQLite", "PostgreSQL")


FAULTS = {
    "worker": Fault(killed_worker, 200, 3),
    "restart": Fault(restarted_server, 20, 1, ("PostgreSQL",)),
    "idle": Fault(idle_restart, 5, 1, ("PostgreSQL",)),
    "lock": Fault(locked_file, 10, 1, ("SQLite",)),
    "disk": Fault(full_disk, 5, 1),
    "load": Fault(killed_load, 10, 2),
    "import": Fault(killed_import, 20, 2),
    "backup": Fault(backup, 5, 1),
    "migrate": Fault(killed_migrate, 10, 1),
}


def run_all(kinds: list[Databases], names: Iterable[str], *, short: bool) -> Iterator[Line]:
    for name in names:
        fault = FAULTS[name]
        for databases in kinds:
            if databases.name in fault.databases:
                yield fault.run(databases, fault.short if short else fault.times)
