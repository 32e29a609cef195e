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


def section(title: str) -> str:
    """What stands under a heading of the page on operations."""
    text = (BASE / "docs" / "operations.md").read_text()
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def assert_in_order(text: str, *steps: str) -> None:
    places = [text.find(step) for step in steps]
    assert -1 not in places and places == sorted(places), dict(zip(steps, places, strict=True))


def test_operations_installs_what_it_uses() -> None:
    text = (BASE / "docs" / "operations.md").read_text()
    used = set(re.findall(r"(?:^|[|&] )(git|curl|jq|nginx|python3)\b", text, re.M))
    installed = section("Install").partition("apt-get install")[2].partition("adduser")[0]

    assert used == {"git", "curl", "jq", "nginx", "python3"}
    assert {name for name in used if name not in installed} == set()


def test_operations_starts_what_is_ready() -> None:
    assert_in_order(
        section("Install"),
        "createdb",
        "alias manage=",
        "manage check --deploy",
        "enable --now playbook.service",
        "curl --fail",
    )


def test_operations_stops_a_host_before_its_files_change() -> None:
    """A running one reads templates as they are asked for, with its own release's static files."""
    assert_in_order(
        section("Upgrade"),
        "git log",
        "systemctl stop playbook",
        "manage backup /var/lib/playbook/before-upgrade-$(date",  # a name of its own each time
        "git checkout COMMIT",
        "systemctl start playbook",
        "without the backup",  # on the second host
    )
    assert_in_order(
        section("Upgrade").partition("Back to the release before")[2],
        "systemctl stop playbook",
        "manage restore --force",  # by the newer release
        "git checkout",
        "systemctl start playbook",
    )


def test_operations_says_how_a_second_host_is_reached_and_by_whom() -> None:
    example = (BASE / "deploy" / "environment.example").read_text()

    for text in (section("Install"), example.partition("#HOST=")[0]):
        assert "HOST" in text and ("firewall" in text or "nftables" in text)
        assert "X-Forwarded-For" in text and "X-Forwarded-Proto" in text


def test_operations_brings_out_an_edition() -> None:
    assert_in_order(
        section("Bring out an edition of the playbook"),
        "cp -r /opt/playbook/content/fixtures",
        "manage load_playbook --check",
        "manage backup",
        "manage load_playbook /",
    )


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
