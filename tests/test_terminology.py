"""docs/terminology.md names what exists, and no name in the code holds a retired word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
FOLDERS = ("accounts", "assessment", "bench", "content", "playbook_site", "roadmap", "tests")
FOREIGN = {"press", "press_sequentially"}
"""Names of Playwright that hold a retired word."""


def section(title: str) -> str:
    """The lines below a heading of the glossary."""
    text = (BASE / "docs" / "terminology.md").read_text()
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def python_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((BASE / folder).rglob("*.py")):
            if not path.is_relative_to(BASE / folder / "migrations"):
                yield path


def names_in(path: Path) -> Iterator[str]:
    """Every name that the file uses or defines, and its own."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        for field in ("id", "attr", "name", "arg"):
            if isinstance(name := getattr(node, field, None), str):
                yield name


def words_of(name: str) -> str:
    """'_saved_states_' for 'saved_states' and for 'SavedStates'."""
    return f"_{'_'.join(re.findall(r'[A-Z]?[a-z]+|[A-Z]+(?![a-z])', name))}_".lower()


def test_retired_words_name_nothing() -> None:
    retired = set(re.findall(r"^\| (\w+) \|", section("Retired words"), re.M)) - {"retired"}
    names = [
        (path, name)
        for path in python_files()
        for name in set(names_in(path)) - FOREIGN
        if not name.startswith("test_")
    ]
    names += [(path, path.stem) for path in sorted((BASE / "templates").rglob("*.*"))]

    wrong = [
        f"{path.relative_to(BASE)}: {name}"
        for path, name in names
        if any(f"_{word}_" in words_of(name) for word in retired)
    ]
    assert len(retired) > 8
    assert not wrong, "\n".join(wrong)


def test_names_of_the_glossary_exist() -> None:
    known = {name for path in python_files() for name in names_in(path)}
    named = {
        part
        for title in ("On the screen and in code", "In code only")
        for code in re.findall(r"`([\w.]+)`", section(title))
        for part in code.split(".")
    }

    assert len(named) > 30
    assert sorted(named - known) == []


AVOIDED = {
    r"\bdatums\b": "begin en einde, or begin- en einddata where a plan's own data could be meant",
}
"""What no screen, mail or message says, and what it says instead."""
SCREEN_PYTHON = ("accounts", "assessment", "content", "playbook_site", "roadmap")


def test_avoided_words_are_on_no_screen() -> None:
    """Templates, mails, scripts, and the texts in Python."""
    files = [
        *(path for path in (BASE / "templates").rglob("*") if path.suffix in {".html", ".txt"}),
        *(BASE / "static" / "js").glob("*.js"),
        *(path for path in python_files() if path.relative_to(BASE).parts[0] in SCREEN_PYTHON),
    ]

    wrong = [
        f"{path.relative_to(BASE)}: {word[0]}; say {instead}"
        for path in files
        for pattern, instead in AVOIDED.items()
        for word in re.finditer(pattern, path.read_text(), re.I)
    ]

    assert len(files) > 300
    assert not wrong, "\n".join(wrong)
