"""Each release's filled database comes to the present with every value as it was (case 56)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import IS_FULL
from tests.databases import another_database, database_of_a_plain_role, rows_of
from tests.environment import manage, plain_environment, run_python
from tests.migrations.past import RELEASES

pytestmark = pytest.mark.both
NAMES = [f"2026-11-{number}" for number in ("first", "second", "third", "fourth")]
"""The oldest first."""
BETWEEN = () if IS_FULL else pytest.mark.once
"""Of the releases between the oldest and the last, PostgreSQL is asked in the full run alone."""
READ = """
import json, re
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from roadmap.access.tokens import hash_of
from roadmap.history.reading import state_in, state_of
from roadmap.models import SavedState

settings.ALLOWED_HOSTS = ["testserver"]
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
saved, bo = SavedState.objects.get(pk=1), Client()
plan = saved.plan
plan.share_links.update(token_hash=hash_of("deel"))
plan.invitations.update(token_hash=hash_of("kom"))
bo.force_login(User.objects.get(username="bo"))
tails = ["", "lijst/", "aan-zet/", "geschiedenis/", "mijlpalen/", "mijlpalen/1/herstellen/", "json"]
answers = [bo.get(f"/plannen/{plan.pk}/{tail}", follow=True) for tail in tails]
answers += [Client().get(path) for path in ("/gedeeld/deel/", "/uitnodiging/kom/")]
mine = bo.get(f"/plannen/{plan.pk}/lijst/?eigenaar=(mij)").content.decode()
print(json.dumps({
    "owners": sorted({str(row.owner) for row in state_of(plan.pk).activities.values()}),
    "mine": sorted(re.findall('data-cell="owner"><bdi>(.*?)</bdi>', mine)),
    "saved": len(state_in(saved).activities),
    "statuses": [answer.status_code for answer in answers],
}))
"""
"""What the pages of the present say of the last release's rich plan, to a member of it."""
PLANS = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "full" else 100


def past(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("tests.migrations.past", *arguments, **environment)


Site = dict[str, str]
"""The environment of a site that has a database of its own."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """By a release's name: a site that still has its database, filled once, to be copied."""
    with ExitStack() as databases:

        @cache
        def filled(release: str) -> Site:
            folder = tmp_path_factory.mktemp(release)
            url = databases.enter_context(database_of_a_plain_role(folder))
            site = {"DATABASE_URL": url, "DATA_DIR": str(folder)}
            loaded = past(site, "load", release, str(PLANS), snapshot_of(site))
            assert loaded.returncode == 0, loaded.stderr
            return site

        yield filled


@pytest.fixture(scope="module")
def migrated(
    old: Callable[[str], Site], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Site]]:
    """The same with the tables of the present, migrated once and to be copied."""
    with ExitStack() as copies:

        @cache
        def brought_here(release: str) -> Site:
            folder = tmp_path_factory.mktemp(release)
            site = copies.enter_context(copy_of(old(release), folder))
            done = manage("migrate", "--skip-checks", **site)
            assert done.returncode == 0, done.stderr
            return site

        yield brought_here


@contextmanager
def copy_of(site: Site, folder: Path) -> Iterator[Site]:
    """The site with a copy of its database, which a test may change."""
    with another_database(folder, like=site["DATABASE_URL"]) as url:
        yield site | {"DATABASE_URL": url}


def snapshot_of(site: Site) -> str:
    return str(Path(site["DATA_DIR"], "snapshot"))


@pytest.mark.parametrize(
    "release", [NAMES[0], *(pytest.param(name, marks=BETWEEN) for name in NAMES[1:-1]), NAMES[-1]]
)
def test_migrating_changes_no_value(release: str, migrated: Callable[[str], Site]) -> None:
    site = migrated(release)

    same = past(site, "compare", snapshot_of(site))

    assert same.returncode == 0, same.stdout + same.stderr


def test_pages_of_the_present_show_what_the_last_release_held(
    migrated: Callable[[str], Site], tmp_path: Path
) -> None:
    with copy_of(migrated(NAMES[-1]), tmp_path) as site:
        read = manage("shell", "--no-imports", "-c", READ, **site)

    assert read.returncode == 0, read.stderr
    found = json.loads(read.stdout)
    assert found["owners"] == ["", "An", "An Peeters", "Bo Maes", "Dienst IT", "bo maes"]
    assert found["mine"] == ["Bo Maes", "bo maes"]  # by name, as long as nobody picks the member
    assert found["saved"] == 42
    assert found["statuses"] == [200] * 9


@pytest.mark.once
def test_every_kept_release_is_brought_here() -> None:
    kept = {path.name.removesuffix(".json.gz") for path in RELEASES.glob("*.json.gz")}

    assert kept == set(NAMES)


def test_a_killed_migration_is_completed_by_the_next(
    old: Callable[[str], Site], tmp_path: Path
) -> None:
    with copy_of(old(NAMES[0]), tmp_path) as site:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--skip-checks"],
            cwd=settings.BASE_DIR,
            env=plain_environment() | site,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        for line in process.stdout:
            if "roadmap" in line and "Applying" in line:
                break  # one of ours is done, or under way
        time.sleep(0.01)
        process.kill()
        process.communicate()

        done = manage("migrate", "--skip-checks", **site)
        assert done.returncode == 0, done.stderr
        same = past(site, "compare", snapshot_of(site))

    assert same.returncode == 0, same.stdout + same.stderr


def test_a_backup_of_a_release_before_is_restored_and_comes_here_again(
    old: Callable[[str], Site], migrated: Callable[[str], Site], tmp_path: Path
) -> None:
    """The tables that it lacks go; on PostgreSQL by a role that does not own their schema."""
    before, backup = old(NAMES[0]), str(tmp_path / "backup")
    assert manage("backup", backup, **before).returncode == 0
    with copy_of(migrated(NAMES[0]), tmp_path) as site:
        restored = manage("restore", backup, "--force", **site)
        assert restored.returncode == 0, restored.stderr
        assert rows_of(site["DATABASE_URL"]) == rows_of(before["DATABASE_URL"])
        done = manage("migrate", "--skip-checks", **site)
        assert done.returncode == 0, done.stderr
        same = past(site, "compare", snapshot_of(site))

    assert same.returncode == 0, same.stdout + same.stderr


def test_a_worker_of_the_last_release_goes_on_once_another_host_migrated(
    migrated: Callable[[str], Site], tmp_path: Path
) -> None:
    with copy_of(migrated(NAMES[-1]), tmp_path) as site:
        worked = past(site, "work", NAMES[-1], str(PLANS + 20))

    assert worked.returncode == 0, worked.stderr


@pytest.mark.once
def test_the_comparison_sees_a_change(migrated: Callable[[str], Site], tmp_path: Path) -> None:
    code = "from roadmap.models import Plan; Plan.objects.filter(title='IJsland').delete()"
    with copy_of(migrated(NAMES[0]), tmp_path) as site:
        assert manage("shell", "--no-imports", "-c", code, **site).returncode == 0
        different = past(site, "compare", snapshot_of(site))

    assert different.returncode == 1
    assert "roadmap.plan " in different.stdout
