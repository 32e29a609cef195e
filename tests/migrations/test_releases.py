"""Each release's filled database comes to the present with every value as it was (case 56)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import another_database
from tests.environment import manage, plain_environment, run_python
from tests.migrations.past import RELEASES

pytestmark = pytest.mark.both
NAMES = sorted(path.name.removesuffix(".json.gz") for path in RELEASES.glob("*.json.gz"))
PLANS = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "full" else 100


def past(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("tests.migrations.past", *arguments, **environment)


@pytest.fixture(params=NAMES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site that still has this release's database."""
    with another_database(tmp_path) as url:
        environment = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
        snapshot = str(tmp_path / "snapshot")
        loaded = past(environment, "load", request.param, str(PLANS), snapshot)
        assert loaded.returncode == 0, loaded.stderr
        yield environment


def assert_all_is_there(old: dict[str, str], tmp_path: Path) -> None:
    same = past(old, "compare", str(tmp_path / "snapshot"))
    assert same.returncode == 0, same.stdout + same.stderr
    again = manage("load_playbook", "--if-empty", **old)
    assert again.returncode == 0, again.stderr
    same = past(old, "compare", str(tmp_path / "snapshot"))
    assert "roadmap." not in same.stdout + same.stderr


def test_migrating_changes_no_value(old: dict[str, str], tmp_path: Path) -> None:
    done = manage("migrate", **old)

    assert done.returncode == 0, done.stderr
    assert_all_is_there(old, tmp_path)


@pytest.mark.parametrize("old", NAMES[:1], indirect=True)
def test_a_killed_migration_is_completed_by_the_next(old: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "migrate"]
    environment = plain_environment() | old
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    for line in process.stdout:
        if "roadmap" in line and "Applying" in line:
            break  # one of ours is done, or under way
    time.sleep(0.01)
    process.kill()
    process.communicate()

    done = manage("migrate", **old)

    assert done.returncode == 0, done.stderr
    assert manage("migrate", "--check", **old).returncode == 0
    same = past(old, "compare", str(tmp_path / "snapshot"))
    assert same.returncode == 0, same.stdout + same.stderr


@pytest.mark.parametrize("old", NAMES[-1:], indirect=True)
def test_a_worker_of_the_last_release_goes_on_once_another_host_migrated(
    old: dict[str, str],
) -> None:
    assert manage("migrate", **old).returncode == 0

    worked = past(old, "work", NAMES[-1], str(PLANS + 20))

    assert worked.returncode == 0, worked.stderr


@pytest.mark.once
def test_the_comparison_sees_a_change(tmp_path: Path) -> None:
    with another_database(tmp_path) as url:
        environment = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
        assert past(environment, "load", NAMES[0], "6", str(tmp_path / "snapshot")).returncode == 0
        assert manage("migrate", **environment).returncode == 0
        code = "from roadmap.models import Plan; Plan.objects.filter(title='IJsland').delete()"
        assert manage("shell", "--no-imports", "-c", code, **environment).returncode == 0
        different = past(environment, "compare", str(tmp_path / "snapshot"))

    assert different.returncode == 1
    assert "roadmap.plan " in different.stdout
