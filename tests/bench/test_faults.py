"""Each fault in short, on the kind of database that this run has (cases 39 and 50 to 57)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connection

from bench.faults.catalogue import FAULTS
from bench.faults.sites import Databases
from scripts.with_postgres import own_server
from tests.environment import manage


@pytest.fixture(scope="module")
def databases(fresh: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """SQLite in a folder, or a PostgreSQL server that may be stopped."""
    folder = tmp_path_factory.mktemp("faults")
    backup = str(folder / "backup")
    given = {"DATABASE_URL": fresh, "DATA_DIR": str(folder)}
    assert manage("backup", backup, **given).returncode == 0
    with nullcontext() if connection.vendor == "sqlite" else own_server() as server:
        kind = Databases(folder, server)
        kind.fill(backup)
        yield kind


HERE = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"


def short(number: int, name: str) -> object:
    """`make test` takes one kind of database for each, turn by turn; `make test-full` takes both.

    `make faults` kills a migration too; here tests/migrations does, on both.
    """
    if name == "migrate":
        return pytest.param(name, marks=[pytest.mark.both, pytest.mark.long])
    kinds = FAULTS[name].databases
    marks = [pytest.mark.both]
    if kinds[number % len(kinds)] != HERE:
        marks.append(pytest.mark.long)
    return pytest.param(name, marks=marks)


@pytest.mark.parametrize(
    "name",
    [short(number, n) for number, (n, f) in enumerate(FAULTS.items()) if HERE in f.databases],
)
def test_nothing_is_lost_and_the_control_fails(name: str, databases: Databases) -> None:
    fault = FAULTS[name]

    line = fault.run(databases, fault.short)

    assert line.holds, line.outcome
    # That the same without its guard fails is a matter of moments: the long run has time for it.
    if os.environ.get("HYPOTHESIS_PROFILE") == "full":
        assert line.control.fails, line.control.outcome


def test_makefile_runs_them_all() -> None:
    assert "python -m bench.faults\n" in (Path(__file__).parents[2] / "Makefile").read_text()
