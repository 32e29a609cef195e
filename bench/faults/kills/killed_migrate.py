"""`migrate` killed and run again: it completes, with all tables."""

from __future__ import annotations

import random
import subprocess
import sys
import time

from bench.faults.report import Control, Line
from bench.faults.sites import BASE, FILLED, Databases

MIGRATE = [sys.executable, "manage.py", "migrate"]
LONG = ("auth.0001", "content.0001", "roadmap.0001", "account.0001", "socialaccount.0001")
"""Migrations of several steps each: one of these is killed."""
CONTROLS = 15
# As if a migration were no transaction: what a killed one did stays, and stands in the way.
BARE = """
import django; django.setup()
from django.core.management import execute_from_command_line
from django.db import connection
connection.features.can_rollback_ddl = False
execute_from_command_line(['manage.py', 'migrate'])
"""


def killed_migrate(databases: Databases, times: int) -> Line:
    completed = sum(kill_and_repeat(databases, MIGRATE, number) for number in range(times))
    return Line(
        f"migrate killed, {times} times",
        databases.name,
        f"run again, {completed} of {times} were completed",
        completed == times,
        lambda: without_transactions(databases),
    )


def without_transactions(databases: Databases) -> Control:
    bare = [sys.executable, "-c", BARE]
    stuck = not all(kill_and_repeat(databases, bare, number) for number in range(CONTROLS))
    return Control("one could not be completed" if stuck else "all could be completed", stuck)


def kill_and_repeat(databases: Databases, command: list[str], seed: int) -> bool:
    """Whether a second run completes after a kill within a migration."""
    environment, choice = databases.empty(), random.Random(seed)
    process = subprocess.Popen(
        command, cwd=BASE, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    chosen = choice.choice(LONG)
    for line in process.stdout:
        if chosen in line:
            break
    time.sleep(choice.uniform(0, 0.05))
    process.kill()
    process.communicate()
    again = subprocess.run(MIGRATE, cwd=BASE, env=environment, capture_output=True)
    wanted = databases.environment(FILLED)
    return again.returncode == 0 and databases.columns(environment) == databases.columns(wanted)
