"""What the documents for operators promise exists."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

BASE = Path(settings.BASE_DIR)


def test_operations_names_commands_and_files_that_exist() -> None:
    text = (BASE / "docs" / "operations.md").read_text()

    commands = set(re.findall(r"(?:^|\n)manage (\w+)|manage\.py (\w+)", text))
    assert {name for pair in commands for name in pair if name} <= set(get_commands())
    for path in re.findall(r"\b((?:deploy|docs|scripts|requirements)/[\w./-]*\w)", text):
        assert (BASE / path).exists(), path


def test_operations_follows_the_asked_order() -> None:
    text = (BASE / "docs" / "operations.md").read_text()
    asked = ["Install", "First administrator", "Upgrade", "Back up", "Restore"]
    asked += ["Rotate the secret", "Read the logs"]

    assert re.findall(r"^## (.+)$", text, re.M)[: len(asked)] == asked


def test_security_names_files_that_exist() -> None:
    text = (BASE / "SECURITY.md").read_text()

    for path in re.findall(r"`([\w./]+/[\w./]*)`", text):
        assert path.startswith("/") or (BASE / path).exists(), path


def test_licences_of_all_that_runs_are_listed() -> None:
    """Out of date? Run scripts/licences.py."""
    listed = re.findall(r"^\| ([\w.-]+) \|", (BASE / "docs" / "licences.md").read_text(), re.M)

    names = runpy.run_path(str(BASE / "scripts" / "licences.py"))["names"]

    assert set(names()) == set(listed) - {"package"}
