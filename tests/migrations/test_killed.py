"""A new database's `migrate`, killed at the worst moment and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import another_database
from tests.environment import manage

pytestmark = pytest.mark.both

KILLED_AT_RECORDING = """
import os, signal
from django.core.management import execute_from_command_line
from django.db.migrations.recorder import MigrationRecorder
record = MigrationRecorder.record_applied
def die_at(self, app, name):
    if app == {app!r}:
        os.kill(os.getpid(), signal.SIGKILL)
    record(self, app, name)
MigrationRecorder.record_applied = die_at
execute_from_command_line(["manage.py", "migrate", "--skip-checks"])
"""


def test_killed_between_doing_and_recording(tmp_path: Path) -> None:
    """Killed just before a first migration, with foreign keys to defer, is recorded as done.

    Django's own, and one of ours in the run that completes the first.
    """
    with another_database(tmp_path) as url:
        given = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
        killed = [
            manage("shell", "--no-imports", "-c", KILLED_AT_RECORDING.format(app=app), **given)
            for app in ("auth", "content")
        ]
        again = manage("migrate", "--skip-checks", **given)

    assert [process.returncode for process in killed] == [-9, -9]
    assert again.returncode == 0, again.stderr
