"""Each release's filled database comes to the present with every value as it was (case 56)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import IS_FULL
from tests.databases import another_database
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


@pytest.fixture(
    params=[NAMES[0], *(pytest.param(name, marks=BETWEEN) for name in NAMES[1:-1]), NAMES[-1]]
)
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


@pytest.mark.parametrize("old", NAMES[-1:], indirect=True)
def test_pages_of_the_present_show_what_the_last_release_held(old: dict[str, str]) -> None:
    assert manage("migrate", **old).returncode == 0

    read = manage("shell", "--no-imports", "-c", READ, **old)

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
