"""What documents, docstrings and comments name exists."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

BASE = Path(settings.BASE_DIR)
DOCUMENTS = [BASE / "README.md", BASE / "SECURITY.md", *sorted((BASE / "docs").rglob("*.md"))]
FOLDERS = (
    *("accounts", "assessment", "bench", "content", "playbook_site", "roadmap", "tests"),
    *("deploy", "docs", "requirements", "scripts", "static", "templates"),
)
ROOTS = ("", "roadmap", "static", "templates", "templates/roadmap")
BARE_VIEW = "bench/bare"
"""An address, no file."""


def is_there(name: str) -> bool:
    """Whether this is a file, or a module or a name in one: `views/board/page`, `pdf/worker.draw`.

    Modules, styles and templates are also named from their own folder.
    """
    module = re.sub(r"\.\w+$", "", name)
    paths = (name, f"{name}.py", f"{module}.py")
    return any((BASE / root / path).exists() for root in ROOTS for path in paths)


def test_documents_name_files_that_exist() -> None:
    named = {
        (document.name, name)
        for document in DOCUMENTS
        for name in re.findall(r"`([\w.-]+/[\w./-]*)`", document.read_text())
    }

    assert len(named) > 100
    assert [(at, name) for at, name in named if name != "var/" and not is_there(name)] == []


def test_links_between_documents_lead_somewhere() -> None:
    links = {
        (document, target)
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
    }

    assert len(links) > 10
    assert [link for link in links if not (link[0].parent / link[1]).exists()] == []


def test_documents_name_commands_that_exist() -> None:
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    targets = re.findall(r"^([a-z-]+):", (BASE / "Makefile").read_text(), re.M)

    commands = re.findall(r"^manage (\w+)|manage\.py\s+([a-z]\w+)", text, re.M)
    assert {name for pair in commands for name in pair if name} <= set(get_commands())
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M)) <= set(targets)


def test_code_names_files_that_exist() -> None:
    """In docstrings, comments and strings; `docs/adr/0009` is short for the whole name."""
    path = re.compile(rf"(?<![\w/.])((?:{'|'.join(FOLDERS)})/[\w./-]*\w)")
    named = {
        (str(file.relative_to(BASE)), name)
        for folder in FOLDERS
        for file in (BASE / folder).rglob("*.py")
        for name in set(path.findall(file.read_text())) - {BARE_VIEW}
    }

    assert len(named) > 50
    assert [
        (at, name) for at, name in named if not is_there(name) and not any(BASE.glob(f"{name}*"))
    ] == []


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
        "manage export_playbook /",
        "manage load_playbook --check",
        "manage backup",
        "manage load_playbook /",
    )


def test_operations_follows_the_asked_order() -> None:
    text = (BASE / "docs" / "operations.md").read_text()
    asked = ["Install", "First administrator", "Upgrade", "Back up", "Restore"]
    asked += ["Rotate the secret", "Read the logs"]

    assert re.findall(r"^## (.+)$", text, re.M)[: len(asked)] == asked


def test_licences_of_all_that_runs_are_listed() -> None:
    """Out of date? Run scripts/licences.py."""
    listed = re.findall(r"^\| ([\w.-]+) \|", (BASE / "docs" / "licences.md").read_text(), re.M)

    names = runpy.run_path(str(BASE / "scripts" / "licences.py"))["names"]

    assert set(names()) == set(listed) - {"package"}
