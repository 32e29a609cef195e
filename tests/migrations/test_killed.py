"""A new database's `migrate`, killed at the worst moment and run again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import another_database
from tests.environment import manage, plain_environment

pytestmark = pytest.mark.both

KILLED_AT_RECORDING = """
import os, signal, sys
import django; django.setup()
from django.core.management import execute_from_command_line
from django.db.migrations.recorder import MigrationRecorder
record = MigrationRecorder.record_applied
def die_at(self, app, name):
    if app == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    record(self, app, name)
MigrationRecorder.record_applied = die_at
execute_from_command_line(["manage.py", "migrate"])
"""


@pytest.mark.parametrize("app", ["auth", "content"])
def test_killed_between_doing_and_recording(app: str, tmp_path: Path) -> None:
    """Killed just before a first migration, with foreign keys to defer, is recorded as done."""
    with another_database(tmp_path) as url:
        environment = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
        killed = subprocess.run(
            [sys.executable, "-c", KILLED_AT_RECORDING, app],
            cwd=settings.BASE_DIR,
            env=plain_environment()
            | environment
            | {"DJANGO_SETTINGS_MODULE": "playbook_site.settings"},
            capture_output=True,
        )
        again = manage("migrate", **environment)

    assert killed.returncode == -9
    assert again.returncode == 0, again.stderr
