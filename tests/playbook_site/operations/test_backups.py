"""Backing up under load, and restoring elsewhere (case 55)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from playbook_site.operations import backups
from scripts.with_postgres import server_program
from tests.databases import another_database, rows_of, run_sql
from tests.environment import manage, plain_environment

pytestmark = pytest.mark.both

# Each plan is one transaction: the plan and its 42 activities.
MAKE_PLANS = """
from itertools import repeat
from content.published import published_catalogue
from roadmap import actions
from roadmap.history.transaction import Author
from roadmap.domain.plan.starting_profiles import start_everywhere
catalogue = published_catalogue()
start = start_everywhere(catalogue, 'piloot')
for _ in repeat(None{times}):
    actions.plans.create(catalogue=catalogue, author=Author('b' * 43), title='Één plan',
                         organisation='Gemeente', start=start)
    print('.', flush=True)
"""
READ = """
from roadmap.models import Plan
plans = [(plan.title, plan.activities.count(), plan.changes.count()) for plan in Plan.objects.all()]
print(len(plans), set(plans))
"""


@pytest.fixture
def site(tmp_path: Path, fresh: str) -> Iterator[dict[str, str]]:
    """The environment of a site with a database of its own."""
    with another_database(tmp_path, like=fresh) as url:
        yield {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}


@pytest.fixture
def resting(fresh: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a site whose database no test may change."""
    return {"DATABASE_URL": fresh, "DATA_DIR": str(tmp_path)}


def assert_one_line(refused: subprocess.CompletedProcess[str]) -> None:
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr


def writer(environment: dict[str, str]) -> subprocess.Popen[str]:
    """Makes plans for as long as it lives; one is there."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", MAKE_PLANS.format(times="")],
        cwd=settings.BASE_DIR,
        env=plain_environment() | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == ".\n"
    return process


def test_backup_while_writing_is_whole_and_restores_elsewhere(
    site: dict[str, str], tmp_path: Path
) -> None:
    file, again = tmp_path / "backup", tmp_path / "again"
    process = writer(site)
    try:
        done = manage("backup", str(file), **site)
        assert process.poll() is None, "nothing wrote meanwhile"
    finally:
        process.kill()
        process.communicate()
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o077 == 0

    with another_database(tmp_path) as url, another_database(tmp_path) as third:
        elsewhere = site | {"DATABASE_URL": url}
        restored = manage("restore", str(file), **elsewhere)
        assert restored.returncode == 0, restored.stderr
        read = manage("shell", "--no-imports", "-c", READ, **elsewhere).stdout
        count, plans = read.split(maxsplit=1)
        assert int(count) >= 1
        assert plans.strip() == "{('Één plan', 42, 1)}"  # none half
        before = rows_of(url)
        assert manage("backup", str(again), **elsewhere).returncode == 0
        assert manage("restore", str(again), **(site | {"DATABASE_URL": third})).returncode == 0
        assert rows_of(third) == before
        assert len(before["roadmap_planactivity"]) == 42 * int(count)


def test_nothing_is_written_over_unasked(site: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("van gisteren")

    refused = manage("backup", str(file), **site)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert file.read_text() == "van gisteren"
    assert manage("backup", str(file), "--force", **site).returncode == 0

    one_plan = MAKE_PLANS.format(times=", 1")
    assert manage("shell", "--no-imports", "-c", one_plan, **site).returncode == 0
    before = rows_of(site["DATABASE_URL"])
    refused = manage("restore", str(file), **site)
    assert refused.returncode == 1
    assert "holds plans" in refused.stderr
    assert rows_of(site["DATABASE_URL"]) == before
    assert manage("restore", str(file), "--force", **site).returncode == 0
    assert rows_of(site["DATABASE_URL"])["roadmap_plan"] == []


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_backup_is_refused_in_one_line(
    resting: dict[str, str], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "backup").write_bytes(content)
    before = rows_of(resting["DATABASE_URL"])

    refused = manage("restore", str(tmp_path / "backup"), **resting)

    assert_one_line(refused)
    assert rows_of(resting["DATABASE_URL"]) == before


def test_a_backup_that_fails_leaves_the_old_one(resting: dict[str, str], tmp_path: Path) -> None:
    refused = manage("backup", "/proc/nowhere/backup", **resting)
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr

    if connection.vendor == "postgresql":
        file = tmp_path / "backup"
        file.write_text("van gisteren")
        gone = resting | {"DATABASE_URL": resting["DATABASE_URL"] + "_weg"}
        refused = manage("backup", str(file), "--force", **gone)
        assert refused.returncode == 1
        assert_one_line(refused)
        assert file.read_text() == "van gisteren"
        assert list(tmp_path.glob("*.part*")) == []


@pytest.mark.postgres
def test_a_restore_that_fails_halfway_changes_nothing(site: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "backup"
    with another_database(tmp_path, like=site["DATABASE_URL"]) as url:
        run_sql(url, "CREATE TABLE zzz (id integer)")
        assert manage("backup", str(file), **(site | {"DATABASE_URL": url})).returncode == 0
    run_sql(site["DATABASE_URL"], "CREATE SEQUENCE zzz")  # no table: it stays, and has the name
    before = rows_of(site["DATABASE_URL"])

    refused = manage("restore", str(file), **site)

    assert_one_line(refused)
    assert "zzz" in refused.stderr
    assert rows_of(site["DATABASE_URL"]) == before


def test_a_copy_of_another_database_is_refused(resting: dict[str, str], tmp_path: Path) -> None:
    before = rows_of(resting["DATABASE_URL"])
    with another_database(tmp_path) as url:
        run_sql(url, "CREATE TABLE other (id integer)")
        if connection.vendor == "sqlite":
            file = url.removeprefix("sqlite:///")
        else:
            file = str(tmp_path / "other")
            assert manage("backup", file, **(resting | {"DATABASE_URL": url})).returncode == 0

        refused = manage("restore", file, **resting)

    assert refused.returncode == 1
    assert "is no database of this site" in refused.stderr
    assert rows_of(resting["DATABASE_URL"]) == before


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("backup",), ("restore",), ("restore", "--force")])
def test_a_path_that_cannot_be_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()

    for path in (tmp_path / "file" / "x", tmp_path / ("x" * 300)):
        with pytest.raises(CommandError, match=r"\A.+\Z"):
            call_command(*arguments, str(path))


@pytest.mark.once
@pytest.mark.django_db
def test_no_folder_can_be_written_over(tmp_path: Path) -> None:
    for folder in ("/", str(tmp_path)):
        with pytest.raises(CommandError, match=r"\A.+\Z"):
            call_command("backup", folder, "--force")
    assert list(tmp_path.parent.glob("*.part*")) == []


def test_a_database_that_is_out_of_reach_is_one_line(
    resting: dict[str, str], tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup")
    assert manage("backup", backup, **resting).returncode == 0
    away = {"postgresql": "postgres://x:y@127.0.0.1:1/none", "sqlite": "sqlite:////proc/x/y"}
    for url, force in ((away[connection.vendor], ()), (away["postgresql"], ("--force",))):
        refused = manage("restore", backup, *force, **(resting | {"DATABASE_URL": url}))
        assert_one_line(refused)
        assert "DATABASE_URL" in refused.stderr or "cannot be put back" in refused.stderr


@pytest.mark.once
def test_nothing_to_back_up_is_said_of_the_database(tmp_path: Path) -> None:
    """Not of the file that was to be made, and SQLite's is not made on the way."""
    given = {"DATA_DIR": str(tmp_path)}
    refused = manage("backup", str(tmp_path / "x.bak"), **given)
    assert_one_line(refused)
    assert f"{tmp_path / 'playbook.sqlite3'} is not there" in refused.stderr

    (tmp_path / "playbook.sqlite3").touch()
    refused = manage("backup", str(tmp_path / "x.bak"), **given)
    assert_one_line(refused)
    assert f"{tmp_path / 'playbook.sqlite3'} is no database of this site" in refused.stderr
    assert [path.name for path in tmp_path.glob("x*")] == []


@pytest.mark.once
def test_programs_are_of_the_newest_version_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever PATH says first: pg_dump refuses a server that is newer than itself."""
    (tmp_path / "pg_dump").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert backups._program("pg_dump") == server_program("pg_dump")
    assert backups._program("pg_dump").startswith("/usr/lib/postgresql/")
